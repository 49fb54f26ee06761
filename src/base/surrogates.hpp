// JSON escapes 😀 as a surrogate pair; YAML accepts only escapes of single characters. Internal to
// base.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace limner {

// A text with every surrogate pair replaced by its character, and the original columns.
class JoinedText {
 public:
  // Changes only valid JSON, because other YAML may contain \u as literal text.
  explicit JoinedText(std::string_view text);

  std::string_view text() const { return text_; }

  // The column in the original text.
  int original_column(int line, int column) const;

 private:
  struct Join {
    int line;
    int column;  // of the joined character
  };
  std::string text_;
  std::vector<Join> joins_;
};

}  // namespace limner
