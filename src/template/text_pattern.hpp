// A regular expression over characters, not bytes, that cannot be made to take
// for ever. Internal to template.
#pragma once

#include <memory>
#include <regex>
#include <string>
#include <string_view>

namespace limner::templates {

class TextPattern {
 public:
  // What is wrong with it, as the end of a sentence; empty when nothing is.
  static std::string fault_in(std::string_view pattern);

  // `pattern` has no fault. As in JSON Schema, it may match anywhere in a text
  // unless it is anchored with ^ and $.
  explicit TextPattern(std::string_view pattern);

  bool matches(std::string_view text) const;

 private:
  std::wregex compiled_;
};

}  // namespace limner::templates
