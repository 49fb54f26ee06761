#include "fakes/world.hpp"

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

namespace {

constexpr std::string_view priced_workflow = R"(
schema: 1
id: priced
version: 1.0.0
name: Priced
intake:
  prompt: {type: string, required: true}
  quality: {type: string, default: low}
  count: {type: integer, default: 1}
steps:
  - {id: raw, uses: image.generate, charge: personal, with: {model: openai/gpt-image-2, prompt: "${{ intake.prompt }}", size: 1024x1024, quality: "${{ intake.quality }}", count: "${{ intake.count }}"}}
)";

struct PricedWorld : fakes::World {
  PricedWorld() { workflow = fakes::template_of(std::string(priced_workflow)); }

  void pay(const char* amount, const nlohmann::json& intake) {
    openai.script.push_back(fakes::charges(Money::parse(amount)));
    run(intake);
  }
  CostForecast forecast(const nlohmann::json& intake) const {
    return CostHistory(&records).forecast(plan(intake));
  }
};

}  // namespace

TEST_CASE_FIXTURE(PricedWorld, "[B1] a forecast is the median and the cheapest tenth") {
  for (int cost = 11; cost >= 1; --cost)
    pay(fmt::format("0.0{:02}", cost).c_str(), {{"prompt", fmt::format("fox {}", cost)}});
  CHECK(forecast({{"prompt", "an owl"}}).samples == 11);
  const Money most = plan({{"prompt", "an owl"}}).estimate();
  const auto at_most = [&](const char* amount) { return std::min(most, Money::parse(amount)); };
  CHECK(forecast({{"prompt", "an owl"}}).low == at_most("0.002"));
  CHECK(forecast({{"prompt", "an owl"}}).likely == at_most("0.006"));
  CHECK(forecast({{"prompt", "an owl"}}).ceiling == most);
}

TEST_CASE_FIXTURE(PricedWorld, "[B1] only calls with the same price parameters count") {
  pay("0.002", {{"prompt", "a fox"}});
  CHECK(forecast({{"prompt", "an owl"}, {"quality", "high"}}).samples == 0);
  CHECK_FALSE(forecast({{"prompt", "an owl"}, {"quality", "high"}}).likely.has_value());
  const CostForecast four = forecast({{"prompt", "an owl"}, {"count", 4}});
  CHECK(four.samples == 1);
  CHECK(four.likely == Money::parse("0.008"));  // of one picture, four times
}

TEST_CASE_FIXTURE(PricedWorld, "[B1] a step that is reused has no part in a forecast") {
  uses_cache = true;
  pay("0.002", {{"prompt", "a fox"}});
  Plan again = plan({{"prompt", "a fox"}});
  const std::vector<std::pair<std::string, std::string>> tags;
  expect_reuse(again, {records, blobs, providers, "", tags});
  const CostForecast nothing = CostHistory(&records).forecast(again);
  CHECK(nothing.ceiling.is_zero());
  CHECK(nothing.likely == Money());
  CHECK(CostHistory(nullptr).forecast(plan({{"prompt", "a fox"}})).samples == 0);
}
