// UTF-8 text by code point. A "character" is a code point.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace limner {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = true;  // false: one byte that is not part of a valid sequence
};

// The first character of `text`, which must not be empty. Overlong forms, surrogates and
// values above U+10FFFF are invalid.
Character first_character(std::string_view text);

bool is_utf8(std::string_view text);

// With U+FFFD for each invalid byte.
std::string valid_utf8(std::string_view text);

// Each invalid byte counts as one character.
std::size_t count_characters(std::string_view text);

// U+0000 to U+001F except tab and line feed.
bool is_control(char32_t code);

// Whether a terminal would act on it or a reader could be misled: C0 and C1 controls, DEL, line
// and paragraph separators, marks that change the writing direction.
bool is_unsafe_to_print(char32_t code);

// `code` must be a valid code point.
void append_utf8(std::string& text, char32_t code);

}  // namespace limner
