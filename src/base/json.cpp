// Canonical JSON, and parsing with limits.
#include <limner/error.hpp>
#include <limner/json.hpp>

#include <algorithm>

namespace limner {

namespace {

using nlohmann::json;

// YAML documents are limited to 64 levels; stored values wrap them in a few more.
constexpr int max_json_depth = 80;

// nlohmann parses iteratively, but dump() recurses and would overflow the stack.
void refuse_depth(std::string_view text, std::string_view origin) {
  int depth = 0;
  int line = 1;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    if (c == ']' || c == '}') --depth;
    if ((c == '[' || c == '{') && ++depth > max_json_depth)
      throw Error(ErrorCode::invalid_input, "{}:{}: nested deeper than {} levels", origin, line,
                  max_json_depth);
  }
}

// Removes nlohmann's prefix before "at line 1, column 5: syntax error while …".
std::string reworded(std::string_view what) {
  const auto at = what.find("at line ");
  return std::string(at == what.npos ? what : what.substr(at));
}

}  // namespace

std::string canonical(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json parse_json(std::string_view text, std::string_view origin) {
  // nlohmann treats a NUL as the end of the text.
  if (const auto nul = text.find('\0'); nul != text.npos) {
    const auto line = 1 + std::ranges::count(text.substr(0, nul), '\n');
    throw Error(ErrorCode::invalid_input, "{}:{}: a NUL byte", origin, line);
  }
  refuse_depth(text, origin);
  try {
    return json::parse(text);
  } catch (const json::exception& e) {
    throw Error(ErrorCode::invalid_input, "{} is not JSON: {}", origin, reworded(e.what()));
  }
}

}  // namespace limner
