// Rows of JSON lines, and of arrays of JSON and YAML. Internal to batch.
#pragma once

#include "app/batch/row_file.hpp"
#include "app/batch/row_input.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner::app {

// The input must outlive it, at the same address.
class ObjectRows {
 public:
  // Reads everything unless `format` is json_lines. Throws as RowFile().
  ObjectRows(RowInput& input, RowFormat format);

  const std::vector<std::string>& columns() const { return columns_; }
  // Sets all but the number. false at the end.
  bool next(Row& row);
  RowObject object(const Row& row) const;
  Mark mark(const Row& row, std::optional<std::size_t> column) const;
  std::optional<Mark> column_mark(std::size_t column) const;

 private:
  struct Place {  // of the first row with a column
    std::size_t place;
    int line;
  };

  Mark mark(const Row& row, const Node& node) const;
  bool next_line(Row& row);
  bool next_item(Row& row);
  void take_cells(Row& row, const Node& root);
  void take_cell(Row& row, const std::string& column, const Node& node);
  std::optional<std::size_t> index_of(const std::string& column, const Row& row);
  Document line_document(TextPlace start, std::size_t end) const;
  const Node* node_of(const RowObject& object, std::size_t column) const;

  RowInput& input_;
  TextPlace at_;                              // of the next JSON line
  std::shared_ptr<const Document> document_;  // null: JSON lines
  std::size_t next_item_ = 0;
  std::vector<std::string> columns_;
  std::vector<Place> first_;  // by column
  std::map<std::string, std::size_t, std::less<>> index_;
};

}  // namespace limner::app
