// Reads the artist's tables.
#include "art/language/word_table.hpp"

#include <limner/embedded.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace limner::art {
namespace {

std::string_view table_named(std::string_view name) {
  for (const EmbeddedFile& file : embedded_art()) {
    if (file.name == name) return file.content;
  }
  throw std::logic_error(fmt::format("no table art/{}", name));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::vector<std::string_view> pieces(std::string_view text, char separator) {
  std::vector<std::string_view> found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view piece = trimmed(text.substr(0, end));
    if (!piece.empty()) found.push_back(piece);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

std::vector<Row> rows_of(std::string_view name) {
  std::vector<Row> rows;
  for (std::string_view line : pieces(table_named(name), '\n')) {
    if (line.starts_with('#')) continue;
    rows.push_back(pieces(line, '\t'));
  }
  return rows;
}

std::vector<Row> rows_of(std::string_view name, std::size_t columns) {
  std::vector<Row> rows = rows_of(name);
  for (const Row& row : rows) {
    if (row.size() == columns) continue;
    throw std::logic_error(fmt::format("art/{}: {} columns instead of {} in the row of \"{}\"",
                                       name, row.size(), columns, row.front()));
  }
  return rows;
}

double number_in(std::string_view cell) {
  double number = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (error != std::errc() || end != cell.data() + cell.size()) {
    throw std::logic_error(fmt::format("\"{}\" in a table of the artist is not a number", cell));
  }
  return number;
}

}  // namespace limner::art
