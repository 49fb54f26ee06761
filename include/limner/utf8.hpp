// UTF-8 text taken character by character, that is by code point.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace limner {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = true;  // false: one byte that belongs to no character
};

// The first character of `text`, which must not be empty. Overlong forms,
// surrogates and what lies above U+10FFFF are not valid.
Character first_character(std::string_view text);

// A byte that belongs to no character counts as one.
std::size_t count_characters(std::string_view text);

// Where in `text` the first byte that belongs to no character is.
std::optional<std::size_t> find_bad_utf8(std::string_view text);

// U+0000 to U+001F without tab and line feed: nothing a person means to write.
bool is_control(char32_t code);

void append_utf8(std::string& text, char32_t code);

}  // namespace limner
