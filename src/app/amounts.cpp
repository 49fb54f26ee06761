#include "app/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace limner::app {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string amount_problem(std::string_view text, std::size_t decimals, std::string_view unit) {
  const bool negative = text.starts_with('-');
  const std::string_view number = text.substr(negative ? 1 : 0);
  const std::size_t point = number.find('.');
  std::string_view whole = number.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view("0") : number.substr(point + 1);
  if (!is_digits(whole) || !is_digits(fraction)) return "is not a number";
  if (negative) return "is negative";
  if (fraction.size() > decimals) return fmt::format("has more than {} decimals", decimals);
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size() - 1));
  constexpr std::size_t most_digits = 9;  // of Amount::parse()
  if (whole.size() > most_digits ||
      Money::parse(std::string(whole) + "." + std::string(fraction)) > most_dollars)
    return fmt::format("is above the limit of 1000000{}", unit);
  return {};
}

std::optional<std::string> number_of_bytes(std::string_view text) {
  constexpr std::uint64_t most = 1ull << 40;
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || number == 0 || number > most) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  int shift = 0;
  for (const std::string_view name : {"", "KiB", "MiB", "GiB"}) {
    if (unit == name && number <= most >> shift) return fmt::format("{}", number << shift);
    shift += 10;
  }
  return std::nullopt;
}

}  // namespace limner::app
