// Text of files, and text in messages. All functions may be called from several threads at once.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace limner {

// The content of a text file without a byte order mark, and with line feeds as line breaks: files
// of Windows give the same text as others.
std::string normalize_text(std::string_view text);

// A value for a message: at most `longest` characters, then "… (5000 characters)". Control
// characters and invalid bytes are U+FFFD.
std::string shortened(std::string_view text, std::size_t longest = 40);

// The same in quotes: "a fox", or "a fox…" (5000 characters).
std::string in_quotes(std::string_view text, std::size_t longest = 40);

}  // namespace limner
