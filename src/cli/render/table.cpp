// Tables: widths by what a terminal really shows.
#include "cli/render/table.hpp"

#include "cli/render/format.hpp"

#include <algorithm>
#include <numeric>

namespace limner::cli {

namespace {

constexpr int gap = 2;
constexpr int least_flexible = 10;  // columns that a cut cell keeps
constexpr int left_out = -1;        // the width of a column that is not shown

std::string cell_text(const Cell& cell, const Output& output) {
  return for_locale(plain(cell.brief.empty() ? cell.full : cell.brief), output);
}

// With every flexible column at its least, or as it is.
int total_width(const std::vector<int>& widths, const std::vector<Column>& columns, bool least) {
  int total = -gap;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] == left_out) continue;
    total += gap + (least && columns[i].flexible ? std::min(widths[i], least_flexible) : widths[i]);
  }
  return total;
}

// Optional columns go, the last one first, while the others do not fit in `available`.
void leave_out(std::vector<int>& widths, const std::vector<Column>& columns, int available) {
  for (std::size_t i = widths.size(); i-- > 0 && total_width(widths, columns, true) > available;) {
    if (columns[i].optional) widths[i] = left_out;
  }
}

// Takes from the flexible columns, widest first, until all fit in `available`.
void shrink(std::vector<int>& widths, const std::vector<Column>& columns, int available) {
  int excess = total_width(widths, columns, false) - available;
  while (excess > 0) {
    int* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (columns[i].flexible && widths[i] > least_flexible && (!widest || widths[i] > *widest))
        widest = &widths[i];
    }
    if (!widest) return;
    --*widest;
    --excess;
  }
}

void print_titles(const std::vector<Column>& columns, Output& output) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    output.text << (i > 0 ? "\t" : "") << columns[i].title;
  output.text << '\n';
}

void print_tabbed(const std::vector<std::vector<Cell>>& rows, Output& output) {
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      output.text << (i > 0 ? "\t" : "") << plain(row[i].full);
    output.text << '\n';
  }
}

std::string aligned(const std::string& text, const Column& column, int width, bool unicode) {
  const std::string fitting = cut(text, width, unicode);
  return column.number ? padded_left(fitting, width) : padded(fitting, width);
}

}  // namespace

void Table::print(Output& output) const {
  if (output.terminal) {
    print_aligned(output);
  } else {
    if (output.header) print_titles(columns_, output);
    print_tabbed(rows_, output);
  }
}

void Table::print_aligned(Output& output) const {
  std::vector<int> widths;
  for (const Column& column : columns_) widths.push_back(display_width(column.title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(cell_text(row[i], output)));
  }
  leave_out(widths, columns_, output.columns());
  shrink(widths, columns_, output.columns());

  std::vector<Cell> titles;
  for (const Column& column : columns_) titles.push_back({column.title, "", TextStyle::faint});
  print_line(titles, widths, output);
  for (const auto& row : rows_) print_line(row, widths, output);
}

// No line is wider than the terminal: what does not fit is cut, at the end of the row.
void Table::print_line(const std::vector<Cell>& row, const std::vector<int>& widths,
                       Output& output) const {
  int left = output.columns();
  bool is_first = true;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (widths[i] == left_out) continue;
    if (!is_first) left -= gap;
    if (left <= 0) break;
    const int width = std::min(widths[i], left);
    const bool last = i + 1 == columns_.size() && !columns_[i].number;
    const std::string cell = cell_text(row[i], output);
    const std::string text =
        last ? cut(cell, width, output.unicode) : aligned(cell, columns_[i], width, output.unicode);
    output.text << (is_first ? "" : "  ") << output.paint(row[i].ink, text);
    left -= width;
    is_first = false;
  }
  output.text << '\n';
}

}  // namespace limner::cli
