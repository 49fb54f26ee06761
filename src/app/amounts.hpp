// Bounds of amounts that people give, so that sums of them do not overflow.
#pragma once

#include <limner/money.hpp>

namespace limner::app {

constexpr std::int64_t most_nanos = 1'000'000'000'000'000;    // billionths
constexpr Money most_dollars = Money::nanos(most_nanos);      // $1 000 000
constexpr Credits most_credits = Credits::nanos(most_nanos);  // 1 000 000 credits

}  // namespace limner::app
