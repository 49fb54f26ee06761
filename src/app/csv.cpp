#include "app/csv.hpp"

#include <limner/error.hpp>
#include <limner/text.hpp>

#include <algorithm>
#include <utility>

namespace limner::app {

namespace {

class CsvReader {
 public:
  CsvReader(std::string_view text, std::string_view name, char delimiter)
      : text_(text), name_(name), delimiter_(delimiter), ends_{delimiter, '\n'} {}

  std::vector<CsvRow> rows() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      CsvRow row = next_row();
      if (row.cells.size() > 1 || !row.cells.front().empty()) rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  CsvRow next_row() {
    CsvRow row{.line = line_, .cells = {}};
    do {
      row.cells.push_back(at_ < text_.size() && text_[at_] == '"' ? quoted() : bare());
    } while (took(delimiter_));
    if (took('\n')) ++line_;
    return row;
  }

  std::string bare() {
    const std::size_t start = at_;
    at_ = std::min(text_.find_first_of(ends_, at_), text_.size());
    return std::string(text_.substr(start, at_ - start));
  }

  std::string quoted() {
    const int opened = line_;
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        cell += text_[at_];
      } else if (text_.substr(at_, 2) == "\"\"") {
        cell += text_[++at_];
      } else {
        ++at_;
        return cell + bare();
      }
    }
    throw Error(ErrorCode::invalid_input, "{}: the quote in line {} does not end", name_, opened)
        .with_help("export the file again as CSV");
  }

  bool took(char letter) {
    if (at_ >= text_.size() || text_[at_] != letter) return false;
    ++at_;
    return true;
  }

  std::string_view text_, name_;
  char delimiter_;
  std::string ends_;  // the letters that end a cell without quotes
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

std::vector<CsvRow> parse_csv(std::string_view text, std::string_view name, char delimiter) {
  const std::string normal = normalize_text(text);
  return CsvReader(normal, name, delimiter).rows();
}

}  // namespace limner::app
