// Rows and columns: aligned for people, tab separated for programs.
#pragma once

#include "cli/render/output.hpp"

#include <string>
#include <vector>

namespace limner::cli {

struct Column {
  std::string title;
  bool number = false;    // aligned to the right
  bool flexible = false;  // may be cut when the terminal is narrow
  bool optional = false;  // may be left out when it is narrower still
};

struct Cell {
  std::string full;        // what a pipe gets: whole ids, RFC 3339 times
  std::string brief = {};  // what a terminal shows instead; empty: the same
  TextStyle ink = TextStyle::plain;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }

  // On a terminal: aligned columns with titles, no wider than the terminal. Otherwise: tab
  // separated, titles only with --header, no colour, nothing cut. Applies plain() to cells.
  void print(Output& output) const;

 private:
  void print_aligned(Output& output) const;
  void print_line(const std::vector<Cell>& row, const std::vector<int>& widths,
                  Output& output) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace limner::cli
