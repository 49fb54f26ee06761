#include "app/csv.hpp"

#include <limner/error.hpp>
#include <limner/text.hpp>

#include <algorithm>
#include <utility>

namespace limner::app {

CsvReader::CsvReader(const std::string& text, char delimiter, std::function<bool()> more)
    : text_(text), delimiter_(delimiter), ends_{delimiter, '\n'}, more_(std::move(more)) {}

void CsvReader::start_at(std::size_t offset, int line) {
  at_ = offset;
  line_ = line;
}

std::optional<CsvRow> CsvReader::next() {
  while (has_text()) {
    CsvRow row = any_row();
    if (row.cells.size() > 1 || !row.cells.front().empty() || row.fault) return row;
  }
  return std::nullopt;
}

bool CsvReader::has_text() {
  while (at_ >= text_.size()) {
    if (!more_ || !more_()) return false;
  }
  return true;
}

bool CsvReader::took(char letter) {
  if (!has_text() || text_[at_] != letter) return false;
  ++at_;
  return true;
}

CsvRow CsvReader::any_row() {
  CsvRow row{.line = line_, .cells = {}, .offset = at_};
  do {
    row.starts.push_back(at_);
    row.cells.push_back(has_text() && text_[at_] == '"' ? quoted(row) : bare());
    row.end = at_;
  } while (took(delimiter_));
  if (took('\n')) ++line_;
  return row;
}

std::string CsvReader::bare() {
  const std::size_t start = at_;
  while (has_text()) {
    at_ = std::min(text_.find_first_of(ends_, at_), text_.size());
    if (at_ < text_.size()) break;
  }
  return text_.substr(start, std::min(at_ - start, longest_));
}

std::string CsvReader::after_quote(CsvRow& row) {
  const std::size_t after = at_;
  std::string rest = bare();
  if (at_ > after && !row.fault) {
    row.fault = CsvFault::text_after_quote;
    row.fault_offset = after;
  }
  return rest;
}

std::string CsvReader::quoted(CsvRow& row) {
  const std::size_t opened = at_++;
  std::string cell;
  for (; has_text(); ++at_) {
    const char letter = text_[at_];
    if (letter == '\n') ++line_;
    if (letter == '"') {
      ++at_;
      if (!has_text() || text_[at_] != '"') return cell + after_quote(row);
    }
    if (cell.size() < longest_) cell += letter;
  }
  row.fault = CsvFault::unclosed_quote;
  row.fault_offset = opened;
  return cell;
}

std::vector<CsvRow> parse_csv(std::string_view text, std::string_view name, char delimiter) {
  const std::string normal = normalize_text(text);
  CsvReader reader(normal, delimiter);
  std::vector<CsvRow> rows;
  while (auto row = reader.next()) {
    if (row->fault == CsvFault::unclosed_quote) {
      const auto start = normal.begin();
      const auto line =
          1 + std::count(start, start + static_cast<std::ptrdiff_t>(row->fault_offset), '\n');
      throw Error(ErrorCode::invalid_input, "{}: the quote in line {} does not end", name, line)
          .with_help("export the file again as CSV");
    }
    rows.push_back(*std::move(row));
  }
  return rows;
}

}  // namespace limner::app
