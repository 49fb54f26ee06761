#include "provider/retry_words.hpp"

#include <array>
#include <string>

namespace limner::provider {

namespace {

constexpr Millis longest_wait_in_words{std::chrono::days(31)};

constexpr std::array<std::string_view, 3> introductions{"again in ", "retry in ", "retry after "};

// "20 seconds" as "20s"; other texts up to the first space.
std::string duration_text(std::string_view text) {
  const std::size_t space = text.find(' ');
  std::string number(text.substr(0, space));
  while (number.ends_with('.') || number.ends_with(',')) number.pop_back();
  if (space == text.npos || number.empty() || number.back() < '0' || number.back() > '9')
    return number;
  const std::string_view unit = text.substr(space + 1);
  if (unit.starts_with("sec")) return number + "s";
  if (unit.starts_with("min")) return number + "m";
  if (unit.starts_with("hour")) return number + "h";
  if (unit.starts_with("millisec")) return number + "ms";
  return number;
}

}  // namespace

std::optional<Millis> wait_in_words(std::string_view message) {
  for (const std::string_view introduction : introductions) {
    const std::size_t at = message.find(introduction);
    if (at == message.npos) continue;
    const auto wait = parse_duration(duration_text(message.substr(at + introduction.size())));
    if (wait && *wait > Millis(0) && *wait <= longest_wait_in_words) return wait;
  }
  return std::nullopt;
}

}  // namespace limner::provider
