#include <limner/engine/cost_forecast.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;

TEST_CASE("[B1] a sum of forecasts is known where all parts are") {
  const auto usd = [](const char* text) { return Money::parse(text); };
  CostForecast sum{.low = Money(), .likely = Money(), .ceiling = {}};
  sum.add({.low = usd("0.01"), .likely = usd("0.02"), .ceiling = usd("0.05"), .samples = 9});
  CHECK(sum.samples == 9);
  sum.add({.low = Money(), .likely = Money(), .ceiling = {}});  // a row that is reused
  CHECK(sum.samples == 9);
  sum.add({.low = usd("0.01"), .likely = usd("0.03"), .ceiling = usd("0.05"), .samples = 4});
  CHECK(sum.low == usd("0.02"));
  CHECK(sum.likely == usd("0.05"));
  CHECK(sum.samples == 4);
  sum.add({.low = {}, .likely = {}, .ceiling = usd("0.10")});
  CHECK_FALSE(sum.low.has_value());
  CHECK_FALSE(sum.likely.has_value());
  CHECK(sum.ceiling == usd("0.20"));
  CHECK(sum.samples == 0);
}
