// The rows of a batch: those of a file that a selection takes, crossed with values of --matrix.
#pragma once

#include "app/batch/row_file.hpp"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

struct RowRange {
  int first = 1;  // both inclusive
  int last = std::numeric_limits<int>::max();
};

// "A:B", "A:", ":B" or "A", counted from 1. Throws Error{usage}.
RowRange parse_row_range(std::string_view text);

// A column whose values are crossed with the rows.
struct MatrixAxis {
  std::string name;
  std::vector<std::string> values;  // empty: not given
};

// "NAME=a,b"; a value with a comma is in quotes, as in CSV. Throws Error{usage} for another form,
// and for an axis or a value that is given twice.
std::vector<MatrixAxis> parse_matrix(const std::vector<std::string>& texts);

struct RowCondition {
  std::string column;
  std::string value;
};

// "COLUMN=VALUE". Throws Error{usage} for another form.
std::vector<RowCondition> parse_conditions(const std::vector<std::string>& texts);

// The sample numbers of each row: `first`, `first` + 1, …
struct TakeRange {
  int first = 1;
  int count = 1;  // at least 1
};

// Applied in this order: `where` and `range` to the rows as the file numbers them, then `matrix`
// and `takes`, then `limit` to the rows that result, so that it bounds the number of runs.
struct RowSelection {
  // All must hold. A value is compared with the text of the cell without spaces around it: a number
  // or boolean of JSON as it is written; an empty one with a cell that is not given. Columns of
  // nested objects are named by their path.
  std::vector<RowCondition> where = {};
  RowRange range = {};
  // The last axis varies fastest: the rows of one row of the file follow each other.
  std::vector<MatrixAxis> matrix = {};
  // The takes of a row follow each other. The first has no Row::take.
  std::optional<TakeRange> takes = {};
  std::optional<int> limit = {};  // at least 1
};

struct RowTable {
  std::optional<RowFile> file;       // absent: rows of a matrix or of takes alone
  std::vector<std::string> columns;  // those of the file, then the axes
  std::size_t file_columns = 0;      // the number of the former
  std::vector<Row> rows;             // crossed rows have the number and place of their file's row

  bool is_takes_alone() const { return !file && columns.empty(); }
  const std::string& name() const;  // of the file, "--matrix" or "--takes"
  // Of a cell, as RowFile::mark(); absent without a file. A column of the matrix has the place of
  // its row.
  std::optional<Mark> mark(const Row& row, std::optional<std::size_t> column = {}) const;
  std::optional<std::size_t> find_column(std::string_view name) const;
};

// The text of a cell for comparisons, keys and file names: as it is written; "" when it is not
// given, JSON for lists and maps.
std::string cell_text(const nlohmann::json& cell);

// Reads rows until the selection is complete: a stream that does not end is read up to the last
// row of `range` or `limit`. A matrix without `source` gives its own rows, numbered from 1, to
// which all of the selection applies; takes alone make one row of them. A row with problems is
// taken whatever `where` says, since its cells may be wrong. Throws the errors of RowFile;
// Error{invalid_input} for a column of `where` that the file does not have, with the nearest name,
// and for an axis that is a column of the file; Error{not_found} when no row is left; Error{usage}
// without source, matrix and takes, and for more than 1 000 000 rows.
RowTable read_rows(const Context& context, const std::optional<RowSource>& source,
                   const RowSelection& selection);

}  // namespace limner::app
