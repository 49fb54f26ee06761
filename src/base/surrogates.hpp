// JSON spells 😀 as the two escapes of a surrogate pair; YAML knows only single
// characters. Internal to base.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace limner {

// A text with every pair written as one character, and how to find the way back.
class JoinedText {
 public:
  // Changes nothing but text that is JSON, where an escape can only be an escape.
  explicit JoinedText(std::string_view text);

  std::string_view text() const { return text_; }

  // The column in the text as it was written.
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
