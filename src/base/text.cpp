#include <limner/text.hpp>
#include <limner/utf8.hpp>

#include <fmt/format.h>

namespace limner {

namespace {

struct FirstPart {
  std::string text;
  bool is_all = true;
};

// Including DEL and the controls of C1.
bool is_control_code(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

FirstPart first_part(std::string_view text, std::size_t longest) {
  FirstPart part;
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == longest) {
      part.is_all = false;
      break;
    }
    const Character next = first_character(text);
    append_utf8(part.text, is_control_code(next.code) ? U'\uFFFD' : next.code);
    text.remove_prefix(next.bytes);
  }
  return part;
}

std::string length_of(std::string_view text) {
  return fmt::format("{} characters", count_characters(text));
}

}  // namespace

std::string normalize_text(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::string normal;
  normal.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pair = text[i] == '\r' && text.substr(i + 1).starts_with('\n');
    if (!pair) normal += text[i] == '\r' ? '\n' : text[i];
  }
  return normal;
}

std::string shortened(std::string_view text, std::size_t longest) {
  const FirstPart part = first_part(text, longest);
  return part.is_all ? part.text : fmt::format("{}… ({})", part.text, length_of(text));
}

std::string in_quotes(std::string_view text, std::size_t longest) {
  const FirstPart part = first_part(text, longest);
  return part.is_all ? fmt::format("\"{}\"", part.text)
                     : fmt::format("\"{}…\" ({})", part.text, length_of(text));
}

}  // namespace limner
