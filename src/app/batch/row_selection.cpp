#include "app/batch/row_selection.hpp"

#include "app/batch/delimited_rows.hpp"
#include "app/csv.hpp"
#include "app/text_arguments.hpp"

#include <limner/json.hpp>
#include <limner/suggest.hpp>
#include <limner/text.hpp>
#include <limner/unicode.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace limner::app {

using nlohmann::json;

namespace {

constexpr std::size_t most_rows = 1'000'000;
constexpr std::string_view range_help = "write --range A:B, such as 1:10, 5: or :3";

int parse_row_number(std::string_view text, std::string_view range) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc() && end == text.data() + text.size() && number > 0) return number;
  throw Error(ErrorCode::usage, "--range {}: {} is not a row number", in_quotes(range),
              in_quotes(text))
      .with_help(std::string(range_help));
}

std::vector<std::string> axis_values(const std::string& name, const std::string& text) {
  const std::string place = "--matrix " + name;
  const std::vector<CsvRow> rows = parse_csv(text, place);
  if (rows.size() != 1) {
    throw Error(ErrorCode::usage, "{} has {}", place, rows.empty() ? "no values" : "a line break")
        .with_help("write --matrix NAME=a,b");
  }
  for (const std::string& value : rows.front().cells) {
    if (std::ranges::count(rows.front().cells, value) == 1) continue;
    throw Error(ErrorCode::usage, "{} has {} twice", place, in_quotes(value))
        .with_help("give each value once; --takes N makes several pictures of each row");
  }
  return rows.front().cells;
}

std::size_t combinations(const std::vector<MatrixAxis>& matrix) {
  std::size_t count = 1;
  for (const MatrixAxis& axis : matrix) count = std::min(most_rows + 1, count * axis.values.size());
  return count;
}

std::size_t number_of_takes(const RowSelection& selection) {
  return selection.takes ? static_cast<std::size_t>(selection.takes->count) : 1;
}

// Of one row that is selected.
std::size_t number_of_runs(const RowSelection& selection) {
  return std::min(most_rows + 1, combinations(selection.matrix) * number_of_takes(selection));
}

[[noreturn]] void refuse_row_count() {
  throw Error(ErrorCode::usage, "these are more than {} rows", most_rows)
      .with_help("make several batches of them, or use --limit N");
}

// `row` with the values of the combination `index`, of which the last axis varies fastest.
Row crossed(Row row, const std::vector<MatrixAxis>& matrix, std::size_t index, std::size_t first) {
  row.cells.resize(first + matrix.size());
  for (std::size_t axis = matrix.size(); axis-- > 0;) {
    const std::vector<std::string>& values = matrix[axis].values;
    const std::string& value = values[index % values.size()];
    if (!value.empty()) row.cells[first + axis] = value;
    index /= values.size();
  }
  return row;
}

[[noreturn]] void refuse_column(const RowTable& table, const std::string& column) {
  const std::string near = nearest(column, table.columns);
  throw Error(ErrorCode::invalid_input, "--where: {} has no column {}", table.name(),
              in_quotes(column))
      .with_help(near.empty() ? fmt::format("its columns are: {}", fmt::join(table.columns, ", "))
                              : fmt::format("did you mean \"{}\"?", near));
}

void check_conditions(const RowTable& table, const RowSelection& selection) {
  for (const RowCondition& condition : selection.where) {
    if (!table.find_column(condition.column)) refuse_column(table, condition.column);
  }
}

bool holds(const RowTable& table, const Row& row, const RowCondition& condition) {
  const std::optional<std::size_t> column = table.find_column(condition.column);
  const std::string text = column ? cell_text(row.cell(*column)) : "";
  return is_same_name(trimmed_cell(text), condition.value);
}

bool is_selected(const RowTable& table, const Row& row, const RowSelection& selection) {
  if (row.number < selection.range.first || row.number > selection.range.last) return false;
  return !row.problems.empty() ||
         std::ranges::all_of(selection.where, [&](const RowCondition& condition) {
           return holds(table, row, condition);
         });
}

// The rows of the file before they are crossed.
void read_file_rows(RowTable& table, const RowSelection& selection) {
  RowFile& file = *table.file;
  table.columns = file.columns();
  if (!file.has_objects()) check_conditions(table, selection);
  const std::size_t each = number_of_runs(selection);
  const std::size_t limit = static_cast<std::size_t>(selection.limit.value_or(most_rows + 1));
  int last = 0;
  while (last < selection.range.last && table.rows.size() * each < limit) {
    std::optional<Row> row = file.next();
    if (!row) break;
    last = row->number;
    if (table.columns.size() != file.columns().size()) table.columns = file.columns();
    if (is_selected(table, *row, selection)) table.rows.push_back(*std::move(row));
    if (table.rows.size() * each > most_rows && !selection.limit) refuse_row_count();
  }
  if (file.has_objects()) check_conditions(table, selection);
  table.file_columns = table.columns.size();
}

void cross(RowTable& table, const RowSelection& selection) {
  for (const MatrixAxis& axis : selection.matrix) {
    const auto column = table.find_column(axis.name);
    if (column) {
      throw Error(ErrorCode::invalid_input, "{} has a column {}, and --matrix gives it too",
                  table.name(), in_quotes(axis.name))
          .with_help("remove one of them");
    }
  }
  for (const MatrixAxis& axis : selection.matrix) table.columns.push_back(axis.name);
  if (selection.matrix.empty()) return;
  const std::size_t each = combinations(selection.matrix);
  std::vector<Row> rows;
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < each && rows.size() <= most_rows; ++i)
      rows.push_back(crossed(row, selection.matrix, i, table.file_columns));
  }
  table.rows = std::move(rows);
}

void multiply_by_takes(RowTable& table, const RowSelection& selection) {
  if (number_of_takes(selection) == 1) return;
  const auto most = static_cast<std::size_t>(selection.limit.value_or(most_rows + 1));
  std::vector<Row> rows;
  for (const Row& row : table.rows) {
    for (int take = 0; take < selection.takes->count && rows.size() < most; ++take) {
      rows.push_back(row);
      if (take > 0) rows.back().take = selection.takes->first + take;
    }
  }
  table.rows = std::move(rows);
}

// The rows of a matrix, or of takes, alone.
void make_rows(RowTable& table, const RowSelection& selection) {
  table.rows.push_back({.cells = {}});
  cross(table, selection);
  int number = 0;
  for (Row& row : table.rows) row.number = ++number;
  check_conditions(table, selection);
  std::erase_if(table.rows, [&](const Row& row) { return !is_selected(table, row, selection); });
}

}  // namespace

RowRange parse_row_range(std::string_view text) {
  const std::size_t colon = text.find(':');
  RowRange range;
  const std::string_view first = text.substr(0, colon);
  if (!first.empty() || colon == std::string_view::npos || text == ":")
    range.first = parse_row_number(first, text);
  if (colon == std::string_view::npos) return {range.first, range.first};
  if (colon + 1 < text.size()) range.last = parse_row_number(text.substr(colon + 1), text);
  if (range.first <= range.last) return range;
  throw Error(ErrorCode::usage, "--range {} ends before it begins", in_quotes(text))
      .with_help(std::string(range_help));
}

std::vector<MatrixAxis> parse_matrix(const std::vector<std::string>& texts) {
  std::vector<MatrixAxis> axes;
  for (const std::string& text : texts) {
    refuse_invalid_text("--matrix", text);
    const auto [name, values] = split_assignment("--matrix", text, "NAME=a,b");
    if (std::ranges::find(axes, name, &MatrixAxis::name) != axes.end()) {
      throw Error(ErrorCode::usage, "--matrix {} is given twice", name)
          .with_help(fmt::format("write all its values once: --matrix {}=a,b", name));
    }
    axes.push_back({name, axis_values(name, values)});
  }
  return axes;
}

std::vector<RowCondition> parse_conditions(const std::vector<std::string>& texts) {
  std::vector<RowCondition> conditions;
  for (const std::string& text : texts) {
    refuse_invalid_text("--where", text);
    auto [column, value] = split_assignment("--where", text, "COLUMN=VALUE");
    conditions.push_back({std::move(column), std::move(value)});
  }
  return conditions;
}

const std::string& RowTable::name() const {
  static const std::string matrix = "--matrix";
  static const std::string takes = "--takes";
  if (file) return file->name();
  return is_takes_alone() ? takes : matrix;
}

std::optional<Mark> RowTable::mark(const Row& row, std::optional<std::size_t> column) const {
  if (!file) return std::nullopt;
  return file->mark(row, column && *column < file_columns ? column : std::nullopt);
}

std::optional<std::size_t> RowTable::find_column(std::string_view name) const {
  const auto found = std::ranges::find_if(
      columns, [&](const std::string& column) { return is_same_name(column, name); });
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

std::string cell_text(const json& cell) {
  if (cell.is_null()) return {};
  return cell.is_string() ? cell.get<std::string>() : canonical(cell);
}

RowTable read_rows(const Context& context, const std::optional<RowSource>& source,
                   const RowSelection& selection) {
  if (!source && selection.matrix.empty() && !selection.takes) {
    throw Error(ErrorCode::usage, "there are no rows")
        .with_help("give a file, --rows FILE, or values, --matrix NAME=a,b");
  }
  RowTable table;
  if (source) {
    table.file.emplace(context, *source);
    read_file_rows(table, selection);
    cross(table, selection);
  } else {
    make_rows(table, selection);
  }
  multiply_by_takes(table, selection);
  if (selection.limit && table.rows.size() > static_cast<std::size_t>(*selection.limit))
    table.rows.resize(static_cast<std::size_t>(*selection.limit));
  if (table.rows.size() > most_rows) refuse_row_count();
  table.rows.shrink_to_fit();
  if (!table.rows.empty()) return table;
  throw Error(ErrorCode::not_found, "no row of {} is selected", table.name())
      .with_help("change --where or --range");
}

}  // namespace limner::app
