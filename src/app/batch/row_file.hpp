// Reads the rows of a batch from a file or stdin, one at a time.
#pragma once

#include "app/context.hpp"

#include <limner/document.hpp>
#include <limner/enum_text.hpp>
#include <limner/error.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner::app {

// text: one prompt on each line, in a column "prompt".
enum class RowFormat { csv, tsv, json_lines, json, yaml, text };
constexpr EnumWords<RowFormat::text> enum_words(RowFormat) {
  return {"csv", "tsv", "jsonl", "json", "yaml", "txt"};
}

struct RowSource {
  std::string path;                      // "-": stdin
  std::optional<RowFormat> format = {};  // absent: by the extension; of stdin by its first letter
};

struct Row {
  int number = 0;         // from 1, as --range counts; blank rows are not counted
  int line = 0;           // of the file, where it begins; 0: not from a file
  std::size_t place = 0;  // for RowFile
  // By column: text of delimited files, values of the others. Null, or missing at the end, is not
  // given: an empty cell, a missing key, a null.
  std::vector<nlohmann::json> cells;
  std::optional<int> take = {};        // of a row that --takes has added; none: that of all rows
  std::vector<Problem> problems = {};  // why it cannot be used; cells may be missing then

  const nlohmann::json& cell(std::size_t column) const;
};

// One value of a row of JSON or YAML. Maps are taken apart: {"intent": {"style": 1}} has the
// column "intent.style".
struct ObjectCell {
  std::size_t column;
  const Node* node;
};

struct RowObject {
  std::shared_ptr<const Document> document;  // owns the nodes
  std::vector<ObjectCell> cells;             // columns that the row has, nulls included
};

// Formats by extension: .csv .tsv .jsonl .ndjson .json (an array) .yaml .yml .txt. stdin without a
// format is JSON lines if it begins with "{", an array of JSON after "[", and else CSV.
//
// CSV and TSV have a header. CSV is delimited by comma, semicolon or tab: the one that parts the
// header into most cells, or that a first line "sep=;" names. A .txt in UTF-16 with a tab in its
// first line is a table too ("Unicode text" of Excel). Text is UTF-8, or UTF-16 with a byte order
// mark, with any line breaks. Lines and rows without a value are left out.
//
// csv, tsv, jsonl and txt are read as far as next() is called; json and yaml at once, up to 50 000
// values. The text read so far stays in memory, at most 256 MiB. Not thread safe.
class RowFile {
 public:
  // Reads the header. Throws Error{invalid_input} for a file that is empty, cannot be read, or
  // whose header is wrong, with all Problems and their Marks; Error{usage} for an unknown
  // extension.
  RowFile(const Context& context, const RowSource& source);
  RowFile(RowFile&&) noexcept;
  ~RowFile();

  const std::string& name() const;                 // for messages: the path, or "stdin"
  const std::filesystem::path& directory() const;  // of the file, as written; empty: stdin
  RowFormat format() const;

  // Trimmed and distinct. With has_objects(): those of the rows so far, in order of appearance.
  const std::vector<std::string>& columns() const;

  // nullopt at the end. A row that cannot be used is returned with its problems. Throws
  // Error{invalid_input} when the file has no rows, for a quote that does not end, for a text that
  // is too long, and for a file that was changed meanwhile; Error{interrupted}.
  std::optional<Row> next();

  // The value of that column, or the start of the row. With the source line up to 16 KiB.
  Mark mark(const Row& row, std::optional<std::size_t> column = {}) const;
  // Where the column is named: in the header, or in the first row that has it. nullopt: txt.
  std::optional<Mark> column_mark(std::size_t column) const;

  // Whether rows are objects with nodes: jsonl, json and yaml.
  bool has_objects() const;
  // The nodes of a row of this file without problems. JSON lines are parsed again.
  RowObject object(const Row& row) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace limner::app
