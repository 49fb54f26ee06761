// Replaces surrogate pairs such as \ud83d\ude00 in JSON by the character.
#include "base/surrogates.hpp"

#include <limner/utf8.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace limner {

namespace {

constexpr std::size_t escape_length = 6;  // \ud83d
constexpr int lost_characters = 11;       // two escapes became one character

// The number of the \uXXXX that `text` begins with.
std::optional<char32_t> unit(std::string_view text) {
  if (text.size() < escape_length || !text.starts_with("\\u")) return std::nullopt;
  unsigned value = 0;
  const char* end = text.data() + escape_length;
  const auto [stop, error] = std::from_chars(text.data() + 2, end, value, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<char32_t> pair(std::string_view text) {
  const auto high = unit(text);
  if (!high || (*high & 0xFC00) != 0xD800) return std::nullopt;
  const auto low = unit(text.substr(escape_length));
  if (!low || (*low & 0xFC00) != 0xDC00) return std::nullopt;
  return 0x10000 + ((*high & 0x3FF) << 10) + (*low & 0x3FF);
}

bool may_hold_pairs(std::string_view text) {
  return text.find("\\ud") != text.npos || text.find("\\uD") != text.npos;
}

}  // namespace

JoinedText::JoinedText(std::string_view text) {
  if (!may_hold_pairs(text) || !nlohmann::json::accept(text)) {
    text_ = text;
    return;
  }
  int line = 1;
  int column = 1;
  while (!text.empty()) {
    std::size_t taken = first_character(text).bytes;
    if (const auto code = pair(text)) {
      append_utf8(text_, *code);
      joins_.push_back({line, column});
      taken = 2 * escape_length;
    } else {
      // An escaped backslash before a u starts no escape.
      if (text.starts_with("\\\\")) taken = 2;
      text_ += text.substr(0, taken);
      column += text.front() == '\\' ? static_cast<int>(taken) - 1 : 0;
    }
    ++column;
    if (text.front() == '\n') {
      ++line;
      column = 1;
    }
    text.remove_prefix(taken);
  }
}

int JoinedText::original_column(int line, int column) const {
  // The joins stand in the order of the text; those wanted lie on this line, before the column.
  const auto first = std::ranges::lower_bound(joins_, line, {}, &Join::line);
  const auto last = std::partition_point(first, joins_.end(), [&](const Join& join) {
    return join.line == line && join.column < column;
  });
  return column + lost_characters * static_cast<int>(last - first);
}

}  // namespace limner
