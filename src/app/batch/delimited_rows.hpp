// Rows of CSV, TSV and plain lines. Internal to batch.
#pragma once

#include "app/batch/row_file.hpp"
#include "app/batch/row_input.hpp"
#include "app/csv.hpp"

#include <optional>
#include <string>
#include <vector>

namespace limner::app {

// A table with a header. The input must outlive it, at the same address.
class DelimitedRows {
 public:
  // `delimiter` 0: the one that the header has. Throws as RowFile().
  DelimitedRows(RowInput& input, char delimiter);

  const std::vector<std::string>& columns() const { return columns_; }
  // Sets all but the number. false at the end. Throws for a quote that does not end.
  bool next(Row& row);
  Mark mark(const Row& row, std::optional<std::size_t> column) const;
  std::optional<Mark> column_mark(std::size_t column) const;

 private:
  void read_header();
  void check_column_names(std::vector<Problem>& problems) const;
  void check(const CsvRow& read, Row& row) const;
  Problem cell_count(const CsvRow& read) const;
  Mark cell_mark(const CsvRow& read, std::size_t cell) const;

  RowInput& input_;
  char delimiter_;
  CsvReader reader_;
  CsvRow header_;
  std::vector<std::string> columns_;
};

// A prompt on each line.
class LineRows {
 public:
  explicit LineRows(RowInput& input) : input_(input) {}

  const std::vector<std::string>& columns() const { return columns_; }
  bool next(Row& row);
  Mark mark(const Row& row, std::optional<std::size_t> column) const;
  std::optional<Mark> column_mark(std::size_t) const { return std::nullopt; }

 private:
  RowInput& input_;
  TextPlace at_;
  std::vector<std::string> columns_{"prompt"};
};

// The end of the line that begins at `start`, which is read first.
std::size_t end_of_row_line(RowText& text, std::size_t start);

bool is_blank_cell(std::string_view text);
std::string trimmed_cell(std::string_view text);

}  // namespace limner::app
