// What libyaml complains about, in a designer's words. Internal to base.
#pragma once

#include <string>
#include <string_view>

namespace limner {

struct YamlError {
  std::string_view problem;  // "found unexpected end of stream"
  std::string_view context;  // "while scanning a quoted scalar"
  std::string_view before;   // what stands before it on its line
  char32_t found = 0;        // the character it stands on
  int start_line = 0;        // where the context began
  bool at_end = false;       // nothing follows
};

struct YamlMessage {
  std::string message;
  std::string help;
  bool at_start = false;  // the fault is where the context began, not where reading stopped
};

YamlMessage reword(const YamlError& error_output);

}  // namespace limner
