#include "app/batch/row_check.hpp"

#include "app/batch/delimited_rows.hpp"
#include "app/batch/row_draft.hpp"
#include "app/external_image.hpp"

#include <limner/asset.hpp>
#include <limner/json.hpp>
#include <limner/text.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

namespace limner::app {

using nlohmann::json;
using templates::FieldType;
using templates::IntakeField;

namespace {

constexpr std::size_t key_digits = 32;

std::string field_name(const std::vector<std::string>& path) {
  return fmt::format("{}", fmt::join(path, "."));
}

// A message about the input `name` as one about `column`.
std::string column_message(const std::string& message, const std::string& name,
                           const std::string& column) {
  if (message.starts_with(name + " ")) return column + message.substr(name.size());
  return column + ": " + message;
}

std::string place_of_row(const Row& row) {
  return row.line == 0 ? fmt::format("row {}", row.number)
                       : fmt::format("row {} (line {})", row.number, row.line);
}

void add_take(CheckedRow& row) {
  if (row.take.value_or(1) != 1) row.key += fmt::format(" take={}", *row.take);
}

// A problem with a value that all rows are given is listed once.
std::vector<Problem> all_problems(const std::vector<CheckedRow>& rows) {
  std::vector<Problem> problems;
  std::set<std::string> messages;
  for (const CheckedRow& row : rows) {
    for (const Problem& problem : row.problems) {
      const bool is_of_row = !problem.loc.empty() && problem.loc.front() == "rows";
      if (is_of_row || messages.insert(problem.message).second) problems.push_back(problem);
    }
  }
  return problems;
}

}  // namespace

json CheckedRow::intake() const {
  return is_wrong() ? json() : json::parse(intake_text);
}

RowChecker::RowChecker(const Context& context, const templates::Template& workflow,
                       const RowTable& table, const RowMapping& mapping, const json& given)
    : context_(context), workflow_(workflow), table_(table), mapping_(mapping), given_(given) {
  refuse_missing_columns();
}

bool RowChecker::is_given(const IntakeField& field) const {
  const json* value = value_in(given_, field.path);
  if (value != nullptr && !value->is_null()) return true;
  return std::ranges::any_of(mapping_.columns,
                             [&](const ColumnTarget& one) { return one.field == &field; });
}

void RowChecker::refuse_missing_columns() const {
  std::vector<Problem> problems;
  for (const IntakeField& field : workflow_.intake) {
    if (!field.required || field.has_default || is_given(field)) continue;
    const std::string name = field_name(field.path);
    const std::string flag =
        field.flag.empty() ? fmt::format("--set {}=…", name) : fmt::format("--{} …", field.flag);
    problems.push_back(
        {.message = fmt::format("{} has no column for {}, which is required", table_.name(), name),
         .type = "missing_column",
         .loc = {"rows"},
         .mark = {},
         .help =
             fmt::format("its columns are: {}; map one, --map COLUMN={}, or use {} for all rows",
                         fmt::join(table_.columns, ", "), name, flag)});
  }
  if (problems.empty()) return;
  const bool is_single = problems.size() == 1;
  Error error(ErrorCode::invalid_input, "{}",
              is_single ? problems.front().message
                        : fmt::format("{} has no columns for {} required inputs", table_.name(),
                                      problems.size()));
  error.with_help(is_single ? problems.front().help : "add the columns, or map others: --map");
  throw error.with_problems(std::move(problems));
}

CheckedRow RowChecker::check(std::size_t index) {
  const Row& row = table_.rows[index];
  RowDraft draft{.table = table_,
                 .mapping = mapping_,
                 .row = row,
                 .result = {.index = index, .number = row.number, .take = row.take},
                 .intake = given_};
  CheckedRow& result = draft.result;
  for (const Problem& problem : row.problems) draft.add(std::nullopt, problem);
  if (row.problems.empty()) {
    take_cells(workflow_, draft);
    const json validated = validate(draft);
    resolve_pictures(draft);
    if (!result.is_wrong()) choose_key(validated, draft);
    if (!result.is_wrong()) refuse_duplicate(draft);
  }
  if (!result.is_wrong()) result.intake_text = canonical(draft.intake);
  return std::move(result);
}

json RowChecker::validate(RowDraft& draft) const try {
  return templates::validate_intake(workflow_, draft.intake);
} catch (const Error& error) {
  for (Problem problem : error.problems()) {
    const std::vector<std::string> path(problem.loc.begin() + (problem.loc.empty() ? 0 : 1),
                                        problem.loc.end());
    const std::optional<std::size_t> column = mapping_.column_of(path);
    if (!column) {
      draft.result.problems.push_back(std::move(problem));
      continue;
    }
    const auto fault = draft.faults.find(path);
    if (fault != draft.faults.end()) problem = fault->second;
    if (problem.type == "missing") problem.help = "fill in the cell, or remove the row";
    problem.message = column_message(problem.message, field_name(path), draft.column_name(*column));
    draft.add(column, std::move(problem));
  }
  return nullptr;
}

void RowChecker::resolve_pictures(RowDraft& draft) {
  for (std::size_t column = 0; column < mapping_.columns.size(); ++column) {
    const ColumnTarget& target = mapping_.columns[column];
    if (target.role != ColumnRole::field || draft.row.cell(column).is_null()) continue;
    const FieldType type = target.field->type;
    if (type != FieldType::image && type != FieldType::images) continue;
    const json* value = value_in(draft.intake, target.path);
    if (value == nullptr) continue;
    json pictures = *value;
    if (pictures.is_string()) resolve_picture(column, pictures, draft);
    if (pictures.is_array()) {
      for (json& picture : pictures) {
        if (picture.is_string()) resolve_picture(column, picture, draft);
      }
    }
    draft.set_value(column, std::move(pictures));
  }
}

void RowChecker::resolve_picture(std::size_t column, json& reference, RowDraft& draft) {
  const auto refuse = [&](std::string_view message, std::string help) {
    draft.add(column, "image", fmt::format("{}: {}", draft.column_name(column), message),
              std::move(help));
  };
  std::string text = reference.get<std::string>();
  try {
    const ReferenceKind kind = kind_of_reference(text);
    if (kind == ReferenceKind::standard_input)
      return refuse("a row cannot take its picture from stdin", "give a path");
    if (kind != ReferenceKind::path) return;
    const bool is_relative = table_.file && column < table_.file_columns &&
                             !table_.file->directory().empty() && !text.starts_with("file:");
    if (is_relative) text = (table_.file->directory() / text).string();
    if (!is_file(text))
      return refuse(fmt::format("there is not a file {}", in_quotes(text, 200)),
                    is_relative ? "its path starts at the directory of the row file"
                                : "its path starts at the working directory");
    reference = text;
  } catch (const Error& error) {
    refuse(error.what(), std::string(error.help()));
  }
}

bool RowChecker::is_file(const std::string& path) {
  const auto [file, is_new] = files_.emplace(path, false);
  std::error_code failure;
  if (is_new)
    file->second =
        std::filesystem::is_regular_file(resolve_reference_path(context_, path), failure);
  return file->second;
}

void RowChecker::choose_key(const json& validated, RowDraft& draft) const {
  CheckedRow& result = draft.result;
  if (!mapping_.key_column) {
    json content{{"intake", validated}};
    if (result.seed) content["seed"] = *result.seed;
    if (!result.model.empty()) content["model"] = result.model;
    result.key = Digest::of(canonical(content)).hex().substr(0, key_digits);
    return add_take(result);
  }
  const std::size_t column = *mapping_.key_column;
  const json& cell = draft.row.cell(column);
  result.key = trimmed_cell(cell_text(cell));
  if (result.key.empty() || cell.is_structured()) {
    return draft.add(column, "key",
                     fmt::format("the key in {} is {}", draft.column_name(column),
                                 result.key.empty() ? "empty" : "a list or a map"),
                     "give each row a name or number that no other row has");
  }
  for (std::size_t axis = table_.file_columns; axis < table_.columns.size(); ++axis) {
    if (axis != column)
      result.key += fmt::format(" {}={}", table_.columns[axis], cell_text(draft.row.cell(axis)));
  }
  add_take(result);
}

void RowChecker::refuse_duplicate(RowDraft& draft) {
  const CheckedRow& result = draft.result;
  const auto [first, is_new] = keys_.emplace(result.key, result.index);
  if (is_new) return;
  const std::string place = place_of_row(table_.rows[first->second]);
  if (mapping_.key_column) {
    draft.add(mapping_.key_column, "duplicate_row",
              fmt::format("the key {} is that of {} too", in_quotes(result.key), place),
              "give each row its own key");
  } else {
    draft.add(std::nullopt, "duplicate_row",
              fmt::format("this row has the same inputs as {}", place),
              "remove one; --takes N makes several pictures of each row");
  }
}

std::vector<CheckedRow> check_rows(const Context& context, const templates::Template& workflow,
                                   const RowTable& table, const RowMapping& mapping,
                                   const json& given) {
  RowChecker checker(context, workflow, table, mapping, given);
  std::vector<CheckedRow> rows;
  rows.reserve(table.rows.size());
  for (std::size_t i = 0; i < table.rows.size(); ++i) rows.push_back(checker.check(i));
  return rows;
}

void refuse_wrong_rows(const RowTable& table, const std::vector<CheckedRow>& rows) {
  const auto wrong = std::ranges::count_if(rows, &CheckedRow::is_wrong);
  if (wrong == 0) return;
  Error error(ErrorCode::invalid_input, "{} of {} rows of {} {} wrong", wrong, rows.size(),
              table.name(), wrong == 1 ? "is" : "are");
  error.with_help("correct the rows, or leave them out: --skip-invalid");
  throw error.with_problems(all_problems(rows));
}

std::vector<Problem> remove_wrong_rows(const RowTable& table, std::vector<CheckedRow>& rows) {
  if (std::ranges::all_of(rows, &CheckedRow::is_wrong)) refuse_wrong_rows(table, rows);
  std::vector<Problem> problems = all_problems(rows);
  std::erase_if(rows, [](const CheckedRow& row) { return row.is_wrong(); });
  return problems;
}

}  // namespace limner::app
