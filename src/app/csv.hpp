// Tables as spreadsheets and billing pages export them.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

enum class CsvFault { unclosed_quote, text_after_quote };

struct CsvRow {
  int line = 1;  // where it begins
  std::vector<std::string> cells;
  std::size_t offset = 0;                // byte of the text where it begins
  std::size_t end = 0;                   // the byte after its last cell
  std::vector<std::size_t> starts = {};  // byte where each cell begins, at its quote if it has one
  std::optional<CsvFault> fault = {};    // the first
  std::size_t fault_offset = 0;          // of the quote, or of the text after it
};

// Reads a table by RFC 4180 row by row: cells between delimiters, in quotes with line breaks. A
// cell whose quote ends before its delimiter keeps the text after it. Not thread safe.
class CsvReader {
 public:
  // `text` has line feeds as line breaks and no byte order mark. It must outlive the reader, and
  // may grow: `more` appends to it, and returns false at its end.
  CsvReader(const std::string& text, char delimiter, std::function<bool()> more = {});

  // The next row is the one that begins there.
  void start_at(std::size_t offset, int line);
  // Bytes of a cell beyond this are read but not kept.
  void set_longest_cell(std::size_t bytes) { longest_ = bytes; }

  // Empty lines are left out; nullopt at the end. Throws only what `more` throws.
  std::optional<CsvRow> next();

 private:
  bool has_text();
  bool took(char letter);
  std::string bare();
  std::string quoted(CsvRow& row);
  std::string after_quote(CsvRow& row);
  CsvRow any_row();

  const std::string& text_;
  char delimiter_;
  std::string ends_;  // the letters that end a cell without quotes
  std::function<bool()> more_;
  std::size_t longest_ = std::numeric_limits<std::size_t>::max();
  std::size_t at_ = 0;
  int line_ = 1;
};

// All rows of a text with any line breaks; a byte order mark is left out, `delimiter` separates
// the cells. Throws Error{invalid_input} naming the line of a quote that does not end.
std::vector<CsvRow> parse_csv(std::string_view text, std::string_view name, char delimiter = ',');

}  // namespace limner::app
