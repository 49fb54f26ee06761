// Text for terminals: sanitised, measured and cut; formats money, times and sizes.
#include "cli/render/format.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace limner::cli {

namespace {

struct Letter {
  utf8proc_int32_t code = -1;  // negative: no UTF-8
  std::size_t bytes = 1;
};

Letter next_letter(std::string_view text) {
  Letter letter;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto taken =
      utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &letter.code);
  letter.bytes = taken > 0 ? static_cast<std::size_t>(taken) : 1;
  return letter;
}

// Changes the writing direction, which could disguise the text that follows.
bool is_bidi_control(utf8proc_int32_t code) {
  return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

bool is_control_or_separator(utf8proc_int32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
}

// The length of an escape sequence at the start of `text`, or 0.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2 || text[0] != '\x1b') return 0;
  if (text[1] == '[') {
    const auto end = std::ranges::find_if(text.substr(2), [](char c) { return c >= 0x40; });
    return std::min(text.size(), static_cast<std::size_t>(end - text.begin()) + 1);
  }
  if (text[1] != ']' && text[1] != 'P' && text[1] != '_' && text[1] != '^') return 2;
  const std::size_t end = text.find_first_of("\a\x1b", 2);
  if (end == std::string_view::npos) return text.size();
  return std::min(text.size(), end + (text[end] == '\a' ? 1 : 2));
}

void add_space(std::string& text) {
  if (!text.empty() && text.back() != ' ') text += ' ';
}

}  // namespace

std::string for_locale(std::string text, const Output& output) {
  constexpr std::array<std::array<std::string_view, 2>, 11> replacements{{{"\u2026", "..."},
                                                                          {"\u2192", "->"},
                                                                          {"\u2713", "+"},
                                                                          {"\u2717", "x"},
                                                                          {"\u2013", "-"},
                                                                          {"\u2014", "-"},
                                                                          {"\u00d7", "x"},
                                                                          {"\u2018", "'"},
                                                                          {"\u2019", "'"},
                                                                          {"\u201c", "\""},
                                                                          {"\u201d", "\""}}};
  if (output.unicode) return text;
  for (const auto& [symbol, ascii] : replacements) {
    for (std::size_t at = 0; (at = text.find(symbol, at)) != text.npos; at += ascii.size())
      text.replace(at, symbol.size(), ascii);
  }
  return text;
}

std::string plain(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  bool replaced = false;  // a space has replaced it: do not add a second one
  while (!text.empty()) {
    if (const std::size_t length = escape_length(text); length > 0) {
      text.remove_prefix(length);
      continue;
    }
    const Letter letter = next_letter(text);
    if (letter.code < 0) {
      safe += "\uFFFD";
    } else if (is_control_or_separator(letter.code)) {
      add_space(safe);
      replaced = true;
    } else if (!is_bidi_control(letter.code) && !(replaced && letter.code == ' ')) {
      safe += text.substr(0, letter.bytes);
      replaced = false;
    }
    text.remove_prefix(letter.bytes);
  }
  if (safe.ends_with(' ')) safe.erase(safe.find_last_not_of(' ') + 1);
  return safe;
}

std::string plain_lines(std::string_view text) {
  std::string lines;
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
    lines += plain(text.substr(0, end)) + '\n';
    text.remove_prefix(end + 1);
  }
  return lines + plain(text);
}

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Letter letter = next_letter(text);
    width += letter.code < 0 ? 1 : std::max(0, utf8proc_charwidth(letter.code));
    text.remove_prefix(letter.bytes);
  }
  return width;
}

std::string cut(std::string_view text, int columns, bool unicode) {
  if (display_width(text) <= columns) return std::string(text);
  const std::string_view mark = unicode ? "…" : "..";
  const int available = columns - display_width(mark);
  if (available < 0) return std::string(static_cast<std::size_t>(std::max(0, columns)), '.');
  int width = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    const Letter letter = next_letter(text.substr(end));
    const int wide = letter.code < 0 ? 1 : std::max(0, utf8proc_charwidth(letter.code));
    if (width + wide > available) break;
    width += wide;
    end += letter.bytes;
  }
  return std::string(text.substr(0, end)) + std::string(mark);
}

std::string padded(std::string_view text, int columns) {
  const int missing = std::max(0, columns - display_width(text));
  return std::string(text) + std::string(static_cast<std::size_t>(missing), ' ');
}

std::string padded_left(std::string_view text, int columns) {
  const int missing = std::max(0, columns - display_width(text));
  return std::string(static_cast<std::size_t>(missing), ' ') + std::string(text);
}

std::string upper_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::string dollars(Money amount) {
  return amount < Money() ? "-$" + (-amount).str() : "$" + amount.str();
}

std::string estimated_dollars(Money amount) {
  return amount.is_zero() ? "$0" : "~" + dollars(amount);
}

std::string unknown_dollars(Money most) {
  return "unknown, up to " + dollars(most);
}

std::string format_cost(const store::CostTotal& cost) {
  if (cost.open_calls > 0) return unknown_dollars(cost.most);
  return cost.actual ? dollars(*cost.actual) : estimated_dollars(cost.estimated);
}

std::string format_duration(Millis took) {
  const auto ms = std::max<std::int64_t>(0, took.count());
  if (ms < 59'950) return fmt::format("{}.{}s", (ms + 50) / 1000, (ms + 50) / 100 % 10);
  const auto seconds = (ms + 500) / 1000;
  if (seconds < 3600) return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h {:02}m", seconds / 3600, seconds / 60 % 60);
}

std::string format_size(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> units = {"B", "kB", "MB", "GB", "TB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  std::size_t unit = 1;
  std::uint64_t scale = 1000;
  while (unit + 1 < units.size() && bytes / scale >= 1000) {
    scale *= 1000;
    ++unit;
  }
  const std::uint64_t tenths = (bytes + scale / 20) / (scale / 10);
  if (unit == 1 || tenths >= 100) return fmt::format("{} {}", (tenths + 5) / 10, units.at(unit));
  return fmt::format("{}.{} {}", tenths / 10, tenths % 10, units.at(unit));
}

std::string format_age(Time then, Time now) {
  const auto seconds = std::max<std::int64_t>(0, (now - then).count() / 1000);
  const auto in = [](std::int64_t count, std::string_view unit) {
    return fmt::format("{} {}{} ago", count, unit, count == 1 ? "" : "s");
  };
  if (seconds < 10) return "just now";
  if (seconds < 60) return in(seconds, "second");
  if (seconds < 3600) return in(seconds / 60, "minute");
  if (seconds < 86400) return in(seconds / 3600, "hour");
  return in(seconds / 86400, "day");
}

std::string_view either(std::size_t count, std::string_view one, std::string_view many) {
  return count == 1 ? one : many;
}

std::string sign(StatusMark which, const Output& output) {
  struct Look {
    std::string_view unicode, ascii;
    TextStyle ink;
  };
  constexpr std::array<Look, 4> looks = {
      Look{"✓", "+", TextStyle::good}, Look{"–", "-", TextStyle::faint},
      Look{"✗", "x", TextStyle::bad}, Look{"?", "?", TextStyle::warn}};
  const Look& look = looks.at(static_cast<std::size_t>(which));
  return output.paint(look.ink, output.unicode ? look.unicode : look.ascii);
}

}  // namespace limner::cli
