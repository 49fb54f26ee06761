#include "app/batch/delimited_rows.hpp"

#include <limner/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace limner::app {

namespace {

constexpr std::string_view cell_space = " \t\n";
constexpr std::string_view delimiter_line = "sep=";

// The delimiter of a first line "sep=;", which Excel writes; 0: there is none.
char named_delimiter(RowText& text) {
  const std::size_t end = end_of_row_line(text, 0);
  const bool is_named = text.text().starts_with(delimiter_line) && end == delimiter_line.size() + 1;
  return is_named ? text.text()[delimiter_line.size()] : '\0';
}

// The one that parts the header into most cells.
char header_delimiter(RowText& text) {
  char best = ',';
  std::size_t most = 0;
  for (const char delimiter : {',', ';', '\t'}) {
    const auto header = CsvReader(text.text(), delimiter, [&] { return text.read_more(); }).next();
    if (!header || header->cells.size() <= most) continue;
    most = header->cells.size();
    best = delimiter;
  }
  return best;
}

char chosen_delimiter(RowText& text, char wanted) {
  const char named = named_delimiter(text);
  if (named != 0) return named;
  return wanted != 0 ? wanted : header_delimiter(text);
}

[[noreturn]] void refuse_unclosed(const RowInput& input, const CsvRow& row) {
  Problem problem{.message = "this quote does not end",
                  .type = "unclosed_quote",
                  .loc = {},
                  .mark = input.mark({row.offset, row.line}, row.fault_offset),
                  .help = "close it; a quote within a cell is written twice"};
  throw row_file_error(input.name, {std::move(problem)});
}

}  // namespace

bool is_blank_cell(std::string_view text) {
  return text.find_first_not_of(cell_space) == std::string_view::npos;
}

std::string trimmed_cell(std::string_view text) {
  if (is_blank_cell(text)) return {};
  const std::size_t first = text.find_first_not_of(cell_space);
  return std::string(text.substr(first, text.find_last_not_of(cell_space) - first + 1));
}

std::size_t end_of_row_line(RowText& text, std::size_t start) {
  std::size_t searched = start;
  while (true) {
    const std::size_t end = text.text().find('\n', searched);
    if (end != std::string::npos) return end;
    searched = text.text().size();
    if (!text.read_more()) return searched;
  }
}

DelimitedRows::DelimitedRows(RowInput& input, char delimiter)
    : input_(input),
      delimiter_(chosen_delimiter(input.text, delimiter)),
      reader_(input.text.text(), delimiter_, [&input] { return input.text.read_more(); }) {
  reader_.set_longest_cell(input.longest_value + 1);
  if (named_delimiter(input.text) != 0) reader_.start_at(delimiter_line.size() + 2, 2);
  read_header();
}

void DelimitedRows::read_header() {
  std::optional<CsvRow> header = reader_.next();
  if (!header) {
    throw Error(ErrorCode::invalid_input, "{} is empty", input_.name)
        .with_help("its first line names the columns, such as: prompt,style");
  }
  header_ = *std::move(header);
  if (header_.fault == CsvFault::unclosed_quote) refuse_unclosed(input_, header_);
  std::vector<Problem> problems;
  if (auto encoding = input_.encoding_problem({header_.offset, header_.line}, header_.end))
    problems.push_back(*std::move(encoding));
  for (std::size_t cell = 0; cell < header_.cells.size() && problems.empty(); ++cell)
    columns_.push_back(trimmed_cell(header_.cells[cell]));
  check_column_names(problems);
  if (!problems.empty()) throw row_file_error(input_.name, std::move(problems));
}

void DelimitedRows::check_column_names(std::vector<Problem>& problems) const {
  if (columns_.size() > most_row_columns) {
    problems.push_back(too_many_columns(column_mark(most_row_columns)));
    return;
  }
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    const std::string& name = columns_[column];
    const auto first = std::ranges::find(columns_, name) - columns_.begin();
    Problem problem{.message = fmt::format("column {} has no name", column + 1),
                    .type = "empty_column_name",
                    .loc = {},
                    .mark = {},
                    .help = "name it in the first line, or remove the column"};
    if (!name.empty()) {
      if (static_cast<std::size_t>(first) == column) continue;
      problem.message = fmt::format("two columns are named {}", in_quotes(name));
      problem.type = "duplicate_column";
      problem.help = fmt::format("columns {} and {}: rename or remove one", first + 1, column + 1);
    }
    problem.mark = column_mark(column);
    problems.push_back(std::move(problem));
  }
}

bool DelimitedRows::next(Row& row) {
  while (std::optional<CsvRow> read = reader_.next()) {
    if (read->fault == CsvFault::unclosed_quote) refuse_unclosed(input_, *read);
    if (std::ranges::all_of(read->cells, is_blank_cell)) continue;
    row.line = read->line;
    row.place = read->offset;
    check(*read, row);
    row.cells.reserve(read->cells.size());
    for (std::string& cell : read->cells)
      row.cells.push_back(is_blank_cell(cell) ? nlohmann::json() : nlohmann::json(std::move(cell)));
    row.cells.resize(std::min(row.cells.size(), columns_.size()));
    return true;
  }
  return false;
}

void DelimitedRows::check(const CsvRow& read, Row& row) const {
  const TextPlace start{read.offset, read.line};
  if (auto encoding = input_.encoding_problem(start, read.end))
    row.problems.push_back(*std::move(encoding));
  if (read.fault) {
    row.problems.push_back({.message = "there is text after the closing quote",
                            .type = "text_after_quote",
                            .loc = {},
                            .mark = input_.mark(start, read.fault_offset),
                            .help = "a quote within a cell is written twice: \"a \"\"b\"\"\""});
  }
  if (read.cells.size() != columns_.size()) row.problems.push_back(cell_count(read));
  for (std::size_t cell = 0; cell < std::min(read.cells.size(), columns_.size()); ++cell) {
    if (read.cells[cell].size() <= input_.longest_value) continue;
    row.problems.push_back(input_.too_long(fmt::format("column {}", in_quotes(columns_[cell])),
                                           cell_mark(read, cell)));
  }
}

Problem DelimitedRows::cell_count(const CsvRow& read) const {
  const std::size_t cells = read.cells.size(), columns = columns_.size();
  Problem problem{.message = fmt::format("this row has {} {}, the header {}", cells,
                                         cells == 1 ? "cell" : "cells", columns),
                  .type = "ragged_row",
                  .loc = {},
                  .mark = cell_mark(read, std::min(cells - 1, columns)),
                  .help = {}};
  if (cells < columns) {
    const std::vector<std::string> missing(columns_.begin() + static_cast<std::ptrdiff_t>(cells),
                                           columns_.end());
    problem.help =
        fmt::format("add {}: {}", fmt::join(missing, ", "), "an empty cell stands for no value");
  } else {
    const std::string_view delimiter =
        delimiter_ == '\t' ? "tab" : std::string_view(&delimiter_, 1);
    problem.help = fmt::format("no column for {}; put text with a {} in quotes",
                               in_quotes(read.cells[columns]), delimiter);
  }
  return problem;
}

Mark DelimitedRows::cell_mark(const CsvRow& read, std::size_t cell) const {
  const std::size_t start = read.starts[cell];
  const bool is_last = cell + 1 == read.starts.size();
  const std::size_t end = is_last ? read.end : read.starts[cell + 1] - 1;
  return input_.mark({read.offset, read.line}, start, end - start);
}

Mark DelimitedRows::mark(const Row& row, std::optional<std::size_t> column) const {
  if (!column) return input_.mark({row.place, row.line}, row.place);
  CsvReader reader(input_.text.text(), delimiter_);
  reader.start_at(row.place, row.line);
  const CsvRow read = reader.next().value();
  return cell_mark(read, std::min(*column, read.starts.size() - 1));
}

std::optional<Mark> DelimitedRows::column_mark(std::size_t column) const {
  return cell_mark(header_, column);
}

bool LineRows::next(Row& row) {
  while (at_.offset < input_.text.text().size() || input_.text.read_more()) {
    const TextPlace start = at_;
    const std::size_t end = end_of_row_line(input_.text, start.offset);
    at_ = {end + 1, start.line + 1};
    const std::string_view line =
        std::string_view(input_.text.text()).substr(start.offset, end - start.offset);
    if (is_blank_cell(line)) continue;
    row.line = start.line;
    row.place = start.offset;
    if (auto encoding = input_.encoding_problem(start, end))
      row.problems.push_back(*std::move(encoding));
    if (line.size() > input_.longest_value)
      row.problems.push_back(input_.too_long("this line", input_.mark(start, start.offset)));
    row.cells = {line};
    return true;
  }
  return false;
}

Mark LineRows::mark(const Row& row, std::optional<std::size_t> column) const {
  return input_.mark({row.place, row.line}, row.place, column ? std::string::npos : 1);
}

}  // namespace limner::app
