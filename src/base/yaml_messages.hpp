// Rewords libyaml's error messages. Internal to base.
#pragma once

#include <string>
#include <string_view>

namespace limner {

struct YamlError {
  std::string_view problem;  // "found unexpected end of stream"
  std::string_view context;  // "while scanning a quoted scalar"
  std::string_view before;   // the text before it on its line
  char32_t found = 0;        // the character at the error
  int start_line = 0;        // where the context began
  bool at_end = false;       // nothing follows
};

struct YamlMessage {
  std::string message;
  std::string help;
  bool at_start = false;  // report the start of the context, not the position of the error
};

YamlMessage reword(const YamlError& error);

}  // namespace limner
