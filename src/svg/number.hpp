// Reads the numbers of SVG attributes.
#pragma once

#include <string_view>

namespace limner::svg {

// Reads "1.5,-.3 4e-2" as SVG does: separators are optional where a sign or a
// point starts the next number.
class NumberScan {
 public:
  explicit NumberScan(std::string_view text) : text_(text) {}

  bool at_number();  // skips separators first
  bool at_end();
  double number();  // throws std::logic_error when there is none
  bool flag();      // an arc's "0" or "1", which may touch what follows
  char letter();    // '\0' when none is next
  std::string_view rest() const { return text_; }

 private:
  void skip_separators();
  std::string_view text_;
};

// The number `text` begins with, a "%" after it divides by a hundred.
double leading_number(std::string_view text);

}  // namespace limner::svg
