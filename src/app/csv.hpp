// Tables as spreadsheets and billing pages export them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

struct CsvRow {
  int line = 1;  // where it begins
  std::vector<std::string> cells;
};

// RFC 4180: commas, quotes, line breaks within quotes; a byte order mark is passed
// over and empty lines are left out. `delimiter` separates the cells. Throws Error{invalid_input}
// naming the line of a quote that does not end.
std::vector<CsvRow> parse_csv(std::string_view text, std::string_view name, char delimiter = ',');

}  // namespace limner::app
