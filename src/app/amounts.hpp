// Amounts that people give, with bounds so that sums of them do not overflow.
#pragma once

#include <limner/money.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace limner::app {

constexpr std::int64_t most_nanos = 1'000'000'000'000'000;    // billionths
constexpr Money most_dollars = Money::nanos(most_nanos);      // $1 000 000
constexpr Credits most_credits = Credits::nanos(most_nanos);  // 1 000 000 credits

// At least one, and no other character.
bool is_digits(std::string_view text);

// Why `text` is not an amount from 0 to 1 000 000 with at most `decimals` decimals, as the end of
// a sentence about it: "has more than 4 decimals". Empty: it is one. `unit`: " credits".
std::string amount_problem(std::string_view text, std::size_t decimals, std::string_view unit);

// "1048576", "1024 KiB", "1MiB": the number of bytes in digits, from 1 to 1 TiB. Absent for
// anything else.
std::optional<std::string> number_of_bytes(std::string_view text);

constexpr std::size_t credit_decimals = 4;
constexpr std::size_t dollar_decimals = 9;

}  // namespace limner::app
