#include "app/batch/object_rows.hpp"

#include "app/batch/delimited_rows.hpp"

#include <limner/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace limner::app {

namespace {

constexpr std::string_view row_example = "a row is an object, such as {\"prompt\": \"a fox\"}";

struct NamedNode {
  std::string column;
  const Node* node;
};

// The values of a map, and of the maps in it by their path. An empty map is a value.
void take_apart(const Node& map, const std::string& path, std::vector<NamedNode>& values) {
  for (const auto& [key, value] : map.entries) {
    const std::string name = path.empty() ? key.text : path + "." + key.text;
    if (value.kind == NodeKind::map && !value.entries.empty()) {
      take_apart(value, name, values);
    } else {
      values.push_back({name, &value});
    }
  }
}

std::size_t longest_text(const Node& node) {
  std::size_t longest = node.text.size();
  for (const Node& item : node.items) longest = std::max(longest, longest_text(item));
  for (const auto& [key, value] : node.entries) longest = std::max(longest, longest_text(value));
  return longest;
}

// JSON unless `format` is yaml. Marks are those of the file, where the text begins at `line`.
Document parse_rows(const std::string& name, std::string text, RowFormat format, int line) {
  const bool needs_extension = format != RowFormat::yaml && !name.ends_with(".json");
  try {
    Document document = parse_document(std::move(text), needs_extension ? name + ".json" : name);
    document.name = name;
    return document;
  } catch (const Error& error) {
    std::vector<Problem> problems = error.problems();
    if (problems.empty()) {
      problems.push_back(
          {.message = error.what(), .type = "syntax", .loc = {}, .mark = {}, .help = {}});
      problems.back().help = error.help();
    }
    for (Problem& problem : problems) {
      if (problem.type == "too_large")
        problem.help = "write the rows as JSON lines (.jsonl) or CSV";
      if (!problem.mark) continue;
      problem.mark->file = name;
      problem.mark->line += line - 1;
    }
    throw row_file_error(name, std::move(problems));
  }
}

}  // namespace

ObjectRows::ObjectRows(RowInput& input, RowFormat format) : input_(input) {
  if (format == RowFormat::json_lines) return;
  input.text.read_all();
  if (is_blank_cell(input.text.text())) {
    throw Error(ErrorCode::invalid_input, "{} is empty", input.name)
        .with_help("it takes a list of rows; " + std::string(row_example));
  }
  document_ =
      std::make_shared<const Document>(parse_rows(input.name, input.text.text(), format, 1));
  const Node& root = document_->root;
  if (root.kind == NodeKind::list) return;
  Problem problem{.message = fmt::format("{} is not a list of rows", input.name),
                  .type = "list_type",
                  .loc = {},
                  .mark = document_->mark(root),
                  .help = std::string(row_example)};
  throw row_file_error(input.name, {std::move(problem)});
}

bool ObjectRows::next(Row& row) {
  return document_ ? next_item(row) : next_line(row);
}

bool ObjectRows::next_item(Row& row) {
  if (next_item_ == document_->root.items.size()) return false;
  const Node& item = document_->root.items[next_item_];
  row.line = item.line;
  row.place = next_item_++;
  take_cells(row, item);
  return true;
}

bool ObjectRows::next_line(Row& row) {
  while (at_.offset < input_.text.text().size() || input_.text.read_more()) {
    const TextPlace start = at_;
    const std::size_t end = end_of_row_line(input_.text, start.offset);
    at_ = {end + 1, start.line + 1};
    const std::string& text = input_.text.text();
    if (is_blank_cell(std::string_view(text).substr(start.offset, end - start.offset))) continue;
    row.line = start.line;
    row.place = start.offset;
    if (auto encoding = input_.encoding_problem(start, end)) {
      row.problems.push_back(*std::move(encoding));
      return true;
    }
    try {
      take_cells(row, line_document(start, end).root);
    } catch (const Error& error) {
      row.problems = error.problems();
    }
    return true;
  }
  return false;
}

Document ObjectRows::line_document(TextPlace start, std::size_t end) const {
  return parse_rows(input_.name, input_.text.text().substr(start.offset, end - start.offset),
                    RowFormat::json_lines, start.line);
}

void ObjectRows::take_cells(Row& row, const Node& root) {
  if (root.kind != NodeKind::map) {
    row.problems.push_back(
        {.message = fmt::format("this row is {}, not an object",
                                root.kind == NodeKind::list ? "a list" : "a value"),
         .type = "dict_type",
         .loc = {},
         .mark = mark(row, root),
         .help = std::string(row_example)});
    return;
  }
  std::vector<NamedNode> values;
  take_apart(root, "", values);
  for (const auto& [column, node] : values) take_cell(row, column, *node);
}

void ObjectRows::take_cell(Row& row, const std::string& column, const Node& node) {
  const auto refuse = [&](std::string type, std::string message, std::string help) {
    row.problems.push_back({.message = std::move(message),
                            .type = std::move(type),
                            .loc = {},
                            .mark = mark(row, node),
                            .help = std::move(help)});
  };
  if (trimmed_cell(column).empty())
    return refuse("empty_column_name", "this value has no name", "name it, or remove it");
  const std::optional<std::size_t> index = index_of(column, row);
  if (!index) {
    row.problems.push_back(too_many_columns(mark(row, node)));
    return;
  }
  if (longest_text(node) > input_.longest_value)
    row.problems.push_back(input_.too_long(in_quotes(column), mark(row, node)));
  if (row.cells.size() <= *index) row.cells.resize(*index + 1);
  nlohmann::json& cell = row.cells[*index];
  if (!cell.is_null())
    return refuse("duplicate_column", fmt::format("{} is given twice", in_quotes(column)),
                  "once by its path, and once by nested objects: remove one");
  cell = node.to_json_as_written();
}

std::optional<std::size_t> ObjectRows::index_of(const std::string& column, const Row& row) {
  const auto found = index_.find(column);
  if (found != index_.end()) return found->second;
  if (columns_.size() == most_row_columns) return std::nullopt;
  index_.emplace(column, columns_.size());
  columns_.push_back(column);
  first_.push_back({row.place, row.line});
  return columns_.size() - 1;
}

RowObject ObjectRows::object(const Row& row) const {
  RowObject object;
  const Node* root = nullptr;
  if (document_) {
    object.document = document_;
    root = &document_->root.items[row.place];
  } else {
    const std::size_t end = input_.text.text().find('\n', row.place);
    object.document = std::make_shared<const Document>(line_document({row.place, row.line}, end));
    root = &object.document->root;
  }
  std::vector<NamedNode> values;
  take_apart(*root, "", values);
  for (const auto& [column, node] : values) object.cells.push_back({index_.at(column), node});
  return object;
}

const Node* ObjectRows::node_of(const RowObject& object, std::size_t column) const {
  const auto cell = std::ranges::find(object.cells, column, &ObjectCell::column);
  return cell == object.cells.end() ? nullptr : cell->node;
}

Mark ObjectRows::mark(const Row& row, std::optional<std::size_t> column) const {
  if (column && row.problems.empty()) {
    const RowObject read = object(row);
    if (const Node* node = node_of(read, *column)) return mark(row, *node);
  }
  return document_ ? document_->mark(document_->root.items[row.place])
                   : input_.mark({row.place, row.line}, row.place);
}

Mark ObjectRows::mark(const Row& row, const Node& node) const {
  if (document_) return document_->mark(node);
  Mark mark = input_.mark({row.place, row.line}, row.place);
  mark.column = node.column;
  mark.length = node.length;
  return mark;
}

std::optional<Mark> ObjectRows::column_mark(std::size_t column) const {
  const Row row{.line = first_[column].line, .place = first_[column].place, .cells = {}};
  return mark(row, column);
}

}  // namespace limner::app
