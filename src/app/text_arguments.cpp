#include "app/text_arguments.hpp"

#include <limner/error.hpp>
#include <limner/utf8.hpp>

namespace limner::app {

void refuse_invalid_text(std::string_view name, std::string_view text) {
  if (is_utf8(text)) return;
  throw Error(ErrorCode::usage, "{} is not valid UTF-8: \"{}\"", name, valid_utf8(text))
      .with_help("write it in UTF-8");
}

std::string read_text_argument(const Context& context, const std::string& path) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  const std::string written = read_argument(context, path);
  std::string_view rest = written;
  if (rest.starts_with(byte_order_mark)) rest.remove_prefix(byte_order_mark.size());
  std::string text;
  text.reserve(rest.size());
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const bool pair = rest[i] == '\r' && rest.substr(i + 1).starts_with('\n');
    if (!pair) text += rest[i] == '\r' ? '\n' : rest[i];
  }
  return text;
}

}  // namespace limner::app
