#include "app/text_arguments.hpp"

#include <limner/error.hpp>
#include <limner/text.hpp>
#include <limner/utf8.hpp>

namespace limner::app {

void refuse_invalid_text(std::string_view name, std::string_view text) {
  if (is_utf8(text)) return;
  throw Error(ErrorCode::usage, "{} is not valid UTF-8: \"{}\"", name, shortened(text))
      .with_help("write it in UTF-8");
}

std::pair<std::string, std::string> split_assignment(std::string_view flag, const std::string& text,
                                                     std::string_view form) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    throw Error(ErrorCode::usage, "{} {} is not of the form {}", flag, in_quotes(text), form)
        .with_help(fmt::format("write {} {}", flag, form));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::string read_text_argument(const Context& context, const std::string& path) {
  return normalize_text(read_argument(context, path));
}

}  // namespace limner::app
