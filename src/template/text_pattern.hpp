// A regular expression over characters, not bytes, with bounded matching time. Internal to
// template.
#pragma once

#include <memory>
#include <regex>
#include <string>
#include <string_view>

namespace limner::templates {

class TextPattern {
 public:
  // The error in `pattern` as the end of a sentence; empty when it is valid.
  static std::string error_in(std::string_view pattern);

  // `pattern` must be valid. As in JSON Schema, it may match anywhere in a text
  // unless it is anchored with ^ and $.
  explicit TextPattern(std::string_view pattern);

  bool matches(std::string_view text) const;

 private:
  std::wregex compiled_;
};

}  // namespace limner::templates
