#include <limner/clock.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace limner {

namespace {

constexpr double longest = 1e15;   // milliseconds
constexpr double rounding = 1e-6;  // of binary fractions

constexpr std::array<std::pair<std::string_view, double>, 4> units{
    {{"ms", 1}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}}};

// Milliseconds in one unit, whose name is removed from the front of `text`; 0 without one.
double take_unit(std::string_view& text) {
  for (const auto& [name, size] : units) {
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    return size;
  }
  return 0;
}

bool is_number_start(char letter) {
  return letter == '.' || (letter >= '0' && letter <= '9');
}

}  // namespace

std::optional<Millis> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    double amount = 0;
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
    if (failure != std::errc() || !is_number_start(text.front())) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const double unit = take_unit(text);
    total += amount * unit;
    if (unit == 0 || !(total <= longest)) return std::nullopt;
  }
  return Millis(std::llround(std::ceil(total - rounding)));
}

}  // namespace limner
