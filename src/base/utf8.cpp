// UTF-8 as defined by RFC 3629.
#include <limner/utf8.hpp>

#include <array>

namespace limner {

namespace {

constexpr Character bad{.code = 0xFFFD, .bytes = 1, .valid = false};

// A lead byte determines the number of following bytes and the minimum code point.
struct Form {
  unsigned char mask, lead;
  std::size_t bytes;
  char32_t least;
};
constexpr std::array forms{
    Form{0x80, 0x00, 1, 0},
    Form{0xE0, 0xC0, 2, 0x80},
    Form{0xF0, 0xE0, 3, 0x800},
    Form{0xF8, 0xF0, 4, 0x10000},
};

bool is_surrogate(char32_t code) {
  return code >= 0xD800 && code <= 0xDFFF;
}

Character decode(std::string_view text, const Form& form) {
  if (text.size() < form.bytes) return bad;
  char32_t code = static_cast<unsigned char>(text[0]) & static_cast<unsigned char>(~form.mask);
  for (std::size_t i = 1; i < form.bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return bad;
    code = (code << 6) | (byte & 0x3F);
  }
  if (code < form.least || code > 0x10FFFF || is_surrogate(code)) return bad;
  return {.code = code, .bytes = form.bytes};
}

}  // namespace

Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  for (const Form& form : forms) {
    if ((lead & form.mask) == form.lead) return decode(text, form);
  }
  return bad;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Character next = first_character(text);
    if (!next.valid) return false;
    text.remove_prefix(next.bytes);
  }
  return true;
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const Character next = first_character(text);
    append_utf8(valid, next.code);
    text.remove_prefix(next.bytes);
  }
  return valid;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_character(text).bytes);
  return count;
}

bool is_control(char32_t code) {
  return code < 0x20 && code != '\t' && code != '\n';
}

bool is_unsafe_to_print(char32_t code) {
  const bool is_bidi = code == 0x061C || code == 0x200E || code == 0x200F ||
                       (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  const bool is_separator = code == 0x2028 || code == 0x2029;
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || is_separator || is_bidi;
}

void append_utf8(std::string& text, char32_t code) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace limner
