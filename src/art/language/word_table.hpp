// Tables art/*.tsv, embedded in the program. One row per line, tab-separated columns, comments
// start with #.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace limner::art {

using Row = std::vector<std::string_view>;

// The rows of art/<name>. Throws std::logic_error for an unknown name. The views are valid for
// the lifetime of the program.
std::vector<Row> rows_of(std::string_view name);

// Also throws std::logic_error when a row does not have exactly `columns` columns.
std::vector<Row> rows_of(std::string_view name, std::size_t columns);

// The trimmed pieces between separators, without empty ones. The views point into `text`.
std::vector<std::string_view> pieces(std::string_view text, char separator);

double number_in(std::string_view cell);  // throws std::logic_error

}  // namespace limner::art
