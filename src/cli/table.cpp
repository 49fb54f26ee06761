// Tables: widths by what a terminal really shows.
#include "cli/table.hpp"

#include "cli/style.hpp"

#include <algorithm>
#include <numeric>

namespace limner {

namespace {

constexpr int gap = 2;
constexpr int least_flexible = 10;  // columns that a cut cell keeps

std::string shown(const Cell& cell) {
  return plain(cell.brief.empty() ? cell.full : cell.brief);
}

// Takes from the flexible columns, widest first, until all fit in `room`.
void shrink(std::vector<int>& widths, const std::vector<Column>& columns, int room) {
  const int gaps = gap * (static_cast<int>(widths.size()) - 1);
  int excess = std::accumulate(widths.begin(), widths.end(), gaps) - room;
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
    print_tabbed(rows_, output);
  }
}

void Table::print_aligned(Output& output) const {
  std::vector<int> widths;
  for (const Column& column : columns_) widths.push_back(display_width(column.title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(shown(row[i])));
  }
  shrink(widths, columns_, output.columns());

  std::string titles;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const bool last = i + 1 == columns_.size() && !columns_[i].number;
    titles += last ? columns_[i].title
                   : aligned(columns_[i].title, columns_[i], widths[i], output.unicode) + "  ";
  }
  output.text << output.paint(Ink::faint, plain(titles)) << '\n';
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool last = i + 1 == row.size() && !columns_[i].number;
      const std::string text = last
                                   ? cut(shown(row[i]), widths[i], output.unicode)
                                   : aligned(shown(row[i]), columns_[i], widths[i], output.unicode);
      output.text << (i > 0 ? "  " : "") << output.paint(row[i].ink, text);
    }
    output.text << '\n';
  }
}

}  // namespace limner
