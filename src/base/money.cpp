// Formats and parses amounts without floating point.
#include <limner/error.hpp>
#include <limner/money.hpp>

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace limner {

namespace {

__extension__ typedef __int128 Wide;

constexpr std::int64_t nanos_per_unit = 1'000'000'000;
constexpr std::size_t max_decimals = 9;
constexpr std::size_t max_whole_digits = 9;

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::int64_t number(std::string_view digits) {
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::int64_t parse_nanos(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);

  const auto point = rest.find('.');
  const std::string_view whole = rest.substr(0, point);
  std::string decimals = point == rest.npos ? "0" : std::string(rest.substr(point + 1));
  if (!all_digits(whole) || whole.size() > max_whole_digits || !all_digits(decimals) ||
      decimals.size() > max_decimals) {
    throw Error(ErrorCode::invalid_input, "\"{}\" is not an amount", text)
        .with_help("write digits and a point, at most nine on either side: 0.0533");
  }
  decimals.resize(max_decimals, '0');
  const std::int64_t n = number(whole) * nanos_per_unit + number(decimals);
  return negative ? -n : n;
}

std::string text_of(std::int64_t nanos, std::size_t min_decimals) {
  // Unsigned, because the magnitude of the minimum does not fit into int64_t.
  const auto magnitude =
      nanos < 0 ? 0 - static_cast<std::uint64_t>(nanos) : static_cast<std::uint64_t>(nanos);
  std::string text = fmt::format("{}{}.{:09}", nanos < 0 ? "-" : "", magnitude / nanos_per_unit,
                                 magnitude % nanos_per_unit);
  const auto keep = text.find('.') + 1 + min_decimals;
  while (text.size() > keep && text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

template <class Unit>
Amount<Unit> Amount<Unit>::parse(std::string_view text) {
  return nanos(parse_nanos(text));
}

template <class Unit>
std::string Amount<Unit>::str() const {
  return text_of(nanos_, Unit::min_decimals);
}

template class Amount<DollarUnit>;
template class Amount<CreditUnit>;
template class Amount<CountUnit>;

std::optional<Money> cost_of(Quantity quantity, Money unit_price) {
  const Wide product = Wide(quantity.nanos()) * unit_price.nanos();
  const Wide rest = product % nanos_per_unit;
  const Wide nanos = product / nanos_per_unit + (rest > 0 ? 1 : 0);
  if (nanos > std::numeric_limits<std::int64_t>::max() ||
      nanos < std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return Money::nanos(static_cast<std::int64_t>(nanos));
}

}  // namespace limner
