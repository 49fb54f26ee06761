#include <limner/scalar.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

namespace limner {

namespace {

using nlohmann::json;

bool is_sign(char c) {
  return c == '-' || c == '+';
}

// The text in lower case, when it is all lower case, all capitals, or begins with its only capital.
std::string lowered_word(std::string_view text) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto capitals = static_cast<std::size_t>(std::ranges::count_if(text, is_capital));
  const bool regular =
      capitals == 0 || capitals == text.size() || (capitals == 1 && is_capital(text.front()));
  if (!regular) return {};
  std::string word(text);
  for (char& c : word) c = is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c;
  return word;
}

template <class Number>
std::optional<Number> whole_number(std::string_view text, int base) {
  Number value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_decimal(std::string_view text) {
  const auto skip_sign = [&] {
    if (!text.empty() && is_sign(text.front())) text.remove_prefix(1);
  };
  const auto skip_digits = [&] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  skip_sign();
  std::size_t digits = skip_digits();
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += skip_digits();
  }
  if (digits == 0) return false;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    skip_sign();
    if (skip_digits() == 0) return false;
  }
  return text.empty();
}

}  // namespace

std::optional<bool> parse_boolean(std::string_view text) {
  static constexpr std::array<std::string_view, 4> yes{"true", "yes", "on", "1"};
  static constexpr std::array<std::string_view, 4> no{"false", "no", "off", "0"};
  if (text.empty()) return std::nullopt;
  const std::string word = lowered_word(text);
  if (std::ranges::find(yes, word) != yes.end()) return true;
  if (std::ranges::find(no, word) != no.end()) return false;
  return std::nullopt;
}

std::optional<json> parse_integer(std::string_view text) {
  if (text.starts_with("0x"))
    if (const auto value = whole_number<std::uint64_t>(text.substr(2), 16)) return *value;
  if (text.starts_with("0o"))
    if (const auto value = whole_number<std::uint64_t>(text.substr(2), 8)) return *value;
  if (!is_decimal_integer(text)) return std::nullopt;
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  if (const auto value = whole_number<std::int64_t>(digits, 10)) return *value;
  if (const auto value = whole_number<std::uint64_t>(digits, 10)) return *value;
  return std::nullopt;
}

std::optional<double> parse_decimal(std::string_view text) {
  if (!is_decimal(text)) return std::nullopt;
  double value = 0;
  const std::size_t sign = text.starts_with('+') ? 1 : 0;
  const auto [stop, error] = std::from_chars(text.data() + sign, text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

bool is_decimal_integer(std::string_view text) {
  if (!text.empty() && is_sign(text.front())) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace limner
