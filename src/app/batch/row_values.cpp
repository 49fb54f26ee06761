#include "app/batch/delimited_rows.hpp"
#include "app/batch/row_draft.hpp"
#include "app/run_inputs.hpp"

#include <limner/scalar.hpp>
#include <limner/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace limner::app {

using nlohmann::json;
using templates::FieldType;
using templates::IntakeField;

namespace {

constexpr std::int64_t largest_seed = 4'294'967'295;
constexpr std::int64_t largest_take = 1'000'000;
constexpr char picture_separator = '|';

bool is_free_text(const IntakeField& field) {
  return field.type == FieldType::string && field.choices.empty();
}

json picture_list(const std::string& text) {
  json list = json::array();
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(picture_separator, start), text.size());
    std::string reference = trimmed_cell(std::string_view(text).substr(start, end - start));
    if (!reference.empty()) list.push_back(std::move(reference));
    start = end + 1;
  }
  return list;
}

Node& child_of(Node& map, const std::string& name) {
  map.kind = NodeKind::map;
  const auto found = std::ranges::find_if(
      map.entries, [&](const auto& entry) { return entry.first.text == name; });
  if (found != map.entries.end()) return found->second;
  Node key;
  key.text = name;
  return map.entries.emplace_back(std::move(key), Node()).second;
}

// Puts a copy of `value` at `path` below `root`. false when the path, or a part of it, has a value.
bool insert_node(Node& root, const std::vector<std::string>& path, const Node& value) {
  Node* here = &root;
  for (const std::string& part : path) {
    if (here->line > 0) return false;  // a value of the file
    here = &child_of(*here, part);
  }
  if (here->line > 0 || !here->entries.empty()) return false;
  *here = value;
  return true;
}

// Text of a table, by the type of its field.
void take_text(RowDraft& draft, std::size_t column, const std::string& text) {
  const ColumnTarget& target = draft.mapping.columns[column];
  const IntakeField& field = *target.field;
  if (field.type == FieldType::images) return draft.set_value(column, picture_list(text));
  const std::string plain = is_free_text(field) ? text : trimmed_cell(text);
  if (target.path != field.path) return draft.set_value(column, plain);
  json value = plain;
  try {
    value = templates::intake_value(field, plain);
  } catch (const Error& error) {
    draft.faults.emplace(field.path, error.problems().front());
  }
  draft.set_value(column, std::move(value));
}

// Values of JSON and YAML by the type of their field, as those of an intake file.
void take_nodes(const templates::Template& workflow, RowDraft& draft) {
  const RowObject object = draft.table.file->object(draft.row);
  Node root{.kind = NodeKind::map, .text = {}, .items = {}};
  std::vector<std::size_t> columns;
  for (const ObjectCell& cell : object.cells) {
    const ColumnTarget& target = draft.mapping.columns[cell.column];
    if (target.role != ColumnRole::field) continue;
    if (!target.field->nullable && cell.node->to_json().is_null()) continue;
    if (insert_node(root, target.path, *cell.node)) {
      columns.push_back(cell.column);
    } else {
      draft.add(cell.column, "duplicate_column",
                draft.column_name(cell.column) + " gives a value that another column gives too",
                "remove one of them");
    }
  }
  const json values = templates::intake_from(workflow, root);
  for (const std::size_t column : columns)
    draft.set_value(column, *value_in(values, draft.mapping.columns[column].path));
}

std::optional<std::int64_t> integer_option(RowDraft& draft, std::size_t column,
                                           const std::string& text, std::int64_t least,
                                           std::int64_t most) {
  const std::optional<json> number = parse_integer(text);
  if (number && *number >= least && *number <= most) return number->get<std::int64_t>();
  draft.add(
      column, "int_parsing",
      fmt::format("{} must be a whole number, not {}", draft.column_name(column), in_quotes(text)),
      fmt::format("write a number from {} to {}", least, most));
  return std::nullopt;
}

void take_option(RowDraft& draft, std::size_t column, const json& cell) {
  const std::string text = trimmed_cell(cell_text(cell));
  const ColumnTarget& target = draft.mapping.columns[column];
  CheckedRow& result = draft.result;
  if (target.role == ColumnRole::seed)
    result.seed = integer_option(draft, column, text, 0, largest_seed);
  if (target.role == ColumnRole::take) {
    const auto take = integer_option(draft, column, text, 1, largest_take);
    if (take) result.take = static_cast<int>(*take);
  }
  if (target.role == ColumnRole::model) result.model = text;
  if (target.role == ColumnRole::tag) result.tags.emplace_back(target.tag, text);
}

}  // namespace

void RowDraft::add(std::optional<std::size_t> column, Problem problem) {
  if (!problem.mark) problem.mark = table.mark(row, column);
  problem.loc = {"rows", std::to_string(row.number)};
  if (column) problem.loc.push_back(table.columns[*column]);
  result.problems.push_back(std::move(problem));
}

void RowDraft::add(std::optional<std::size_t> column, std::string type, std::string message,
                   std::string help) {
  add(column, {.message = std::move(message),
               .type = std::move(type),
               .loc = {},
               .mark = {},
               .help = std::move(help)});
}

void RowDraft::set_value(std::size_t column, json value) {
  try {
    set_at(intake, mapping.columns[column].path, std::move(value));
  } catch (const Error& error) {
    add(column, "dict_type", error.what(), "");
  }
}

std::string RowDraft::column_name(std::size_t column) const {
  return fmt::format("column {}", in_quotes(table.columns[column]));
}

const json* value_in(const json& values, const std::vector<std::string>& path) {
  const json* here = &values;
  for (const std::string& part : path) {
    if (!here->is_object() || !here->contains(part)) return nullptr;
    here = &here->at(part);
  }
  return here;
}

void take_cells(const templates::Template& workflow, RowDraft& draft) {
  const RowTable& table = draft.table;
  const bool has_nodes = table.file && table.file->has_objects();
  for (std::size_t column = 0; column < draft.mapping.columns.size(); ++column) {
    const json& cell = draft.row.cell(column);
    if (cell.is_null()) continue;
    const bool is_text = !has_nodes || column >= table.file_columns;
    if (draft.mapping.columns[column].role != ColumnRole::field) {
      take_option(draft, column, cell);
    } else if (is_text) {
      take_text(draft, column, cell.get_ref<const std::string&>());
    }
  }
  if (has_nodes) take_nodes(workflow, draft);
}

}  // namespace limner::app
