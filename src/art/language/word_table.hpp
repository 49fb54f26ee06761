// The artist's tables: art/*.tsv, compiled in. One row a line, columns separated by
// tabs, lines that begin with # are comments.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace limner::art {

using Row = std::vector<std::string_view>;

// The rows of art/<name>. Throws std::logic_error when there is no such table:
// tables are part of the program.
std::vector<Row> rows_of(std::string_view name);

// Like rows_of, and every row has exactly `columns` of them.
std::vector<Row> rows_of(std::string_view name, std::size_t columns);

// The pieces between separators, blanks around them taken away, empty ones left out.
std::vector<std::string_view> pieces(std::string_view text, char separator);

double number_in(std::string_view cell);  // throws std::logic_error

}  // namespace limner::art
