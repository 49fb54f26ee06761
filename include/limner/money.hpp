// Exact amounts of dollars, of credits and of priced units, in billionths.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace limner {

// An integer number of nano-units, so that a price per token and a price per compute-second are
// both exact. There is no conversion from or to double. Amounts of different units are different
// types and cannot be added. Arithmetic is not checked for overflow; the range is about ±9.2
// billion units.
template <class Unit>
class Amount {
 public:
  constexpr Amount() = default;
  static constexpr Amount nanos(std::int64_t n) { return Amount(n); }
  static constexpr Amount whole(std::int64_t n) { return Amount(n * 1'000'000'000); }

  // "0.0533", "-1", "12.50": at most nine digits on either side of the point.
  // Throws Error{invalid_input} for anything else.
  static Amount parse(std::string_view text);

  constexpr std::int64_t nanos() const { return nanos_; }
  constexpr bool is_zero() const { return nanos_ == 0; }

  // Decimal text with at least Unit::min_decimals decimals and no further trailing zeros.
  std::string str() const;

  constexpr auto operator<=>(const Amount&) const = default;
  constexpr Amount operator-() const { return Amount(-nanos_); }
  constexpr Amount& operator+=(Amount other) { return *this = *this + other; }

  friend constexpr Amount operator+(Amount a, Amount b) { return Amount(a.nanos_ + b.nanos_); }
  friend constexpr Amount operator-(Amount a, Amount b) { return Amount(a.nanos_ - b.nanos_); }
  friend constexpr Amount operator*(Amount a, std::int64_t times) {
    return Amount(a.nanos_ * times);
  }

 private:
  explicit constexpr Amount(std::int64_t n) : nanos_(n) {}
  std::int64_t nanos_ = 0;
};

struct DollarUnit {
  static constexpr std::size_t min_decimals = 2;
};
struct CreditUnit {
  static constexpr std::size_t min_decimals = 4;
};

struct CountUnit {
  static constexpr std::size_t min_decimals = 0;
};

using Money = Amount<DollarUnit>;
using Credits = Amount<CreditUnit>;
using Quantity = Amount<CountUnit>;  // of priced units: 0.0017 of "1M tokens"

// Credits have four decimals.
constexpr Credits smallest_credit = Credits::nanos(100'000);

// `quantity` units at `unit_price` each, rounded up to a nano-dollar. None on overflow.
std::optional<Money> cost_of(Quantity quantity, Money unit_price);

}  // namespace limner
