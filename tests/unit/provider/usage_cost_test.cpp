#include "provider/usage_cost.hpp"

#include <doctest/doctest.h>

namespace limner::provider {

namespace {

Model model_with(std::vector<Price> prices) {
  Model model;
  model.prices = std::move(prices);
  return model;
}

const Model tokens =
    model_with({{.item = "image_output", .unit = "1M tokens", .amount = Money::parse("30")},
                {.item = "text_input", .unit = "1M tokens", .amount = Money::parse("5")}});

}  // namespace

TEST_CASE("[S2] tokens are charged exactly at the listed price") {
  CHECK(cost_of(tokens, {.text_input = 124, .image_output = 1756}) == Money::parse("0.0533"));
  CHECK(cost_of(tokens, {.text_input = 0, .image_output = 1000}) == Money::parse("0.03"));
}

TEST_CASE("[S0.14] each kind of token is a component: its quantity times its price is its cost") {
  const auto cost = cost_of(tokens, {.text_input = 124, .image_output = 1756});
  REQUIRE(cost);
  REQUIRE(cost->components.size() == 2);
  CHECK(cost->components[0].item == "text_input");
  CHECK(cost->components[0].quantity == Quantity::parse("0.000124"));
  CHECK(limner::cost_of(cost->components[0].quantity, cost->components[0].unit_price) ==
        Money::parse("0.00062"));
  CHECK(cost->components[1].quantity == Quantity::parse("0.001756"));
}

TEST_CASE("[S2] part of a nano-dollar counts as a whole one, in each component") {
  const Model cheap = model_with({{.item = "text_input", .amount = Money::nanos(1)},
                                  {.item = "image_output", .amount = Money::nanos(1)}});
  CHECK(cost_of(cheap, {.text_input = 1, .image_output = 1}) == Money::nanos(2));
}

TEST_CASE("[S2] a counted item without a price makes the cost unknown") {
  for (const TokenUsage& usage : {TokenUsage{.image_input = 1, .image_output = 9},
                                  TokenUsage{.text_input = 1, .image_output = 9, .text_output = 1},
                                  TokenUsage{.text_input = -1, .image_output = 9},
                                  TokenUsage{.text_input = 9'000'000'000'000, .image_output = 9}}) {
    CHECK_FALSE(cost_of(tokens, usage));
    CHECK_FALSE(cost_of_refusal(tokens, usage));
  }
}

TEST_CASE("[S2] a usage that cannot be counted is not a cost of zero") {
  CHECK_FALSE(cost_of(tokens, {}));
  CHECK_FALSE(cost_of(tokens, {.text_input = 0, .image_output = 0}));
  CHECK_FALSE(cost_of(tokens, {.text_input = 10}));
  CHECK_FALSE(cost_of(tokens, {.image_output = 1756}));
  CHECK_FALSE(cost_of(tokens, {.text_input = 10, .image_output = -1}));
}

TEST_CASE("[S2] a refusal costs what its usage counts, and nothing is known without a count") {
  CHECK(cost_of_refusal(tokens, {.text_input = 8}) == Money::parse("0.00004"));
  CHECK(cost_of_refusal(tokens, {.text_input = 8, .image_output = 0}) == Money::parse("0.00004"));
  CHECK_FALSE(cost_of_refusal(tokens, {}));
  CHECK_FALSE(cost_of_refusal(tokens, {.text_input = 0, .image_output = 0}));
}

TEST_CASE("[S2] units cost the model's first price") {
  const Model flux =
      model_with({{.item = "megapixel", .unit = "megapixel", .amount = Money::parse("0.003")}});
  CHECK(cost_of_units(flux, "1") == Money::parse("0.003"));
  CHECK(cost_of_units(flux, "1.5") == Money::parse("0.0045"));
  for (const char* units : {"", "-1", "1e3", "many", "9999999999999"})
    CHECK_FALSE(cost_of_units(flux, units));
  CHECK_FALSE(cost_of_units(tokens, "1"));
  CHECK_FALSE(cost_of_units(Model{}, "1"));
}

TEST_CASE("[S2] zero units are a report only of a model whose price is zero") {
  const Model flux =
      model_with({{.item = "megapixel", .unit = "megapixel", .amount = Money::parse("0.003")}});
  const Model free = model_with({{.item = "megapixel", .unit = "megapixel", .amount = Money()}});
  for (const char* units : {"0", "0.0", "0.0000000001"}) {
    CAPTURE(units);
    CHECK_FALSE(cost_of_units(flux, units));
    CHECK_FALSE(cost_of_item(flux, "megapixel", units));
    CHECK(cost_of_units(free, units) == Money());
  }
}

TEST_CASE("[S2] credits and seconds are charged at the listed price per unit") {
  const Model model = model_with({{.item = "image", .unit = "image", .amount = Money::parse("1")},
                                  {.item = "credit", .amount = Money::parse("0.01")}});
  CHECK(cost_of_item(model, "credit", "4.5") == Money::parse("0.045"));
  CHECK(cost_of_item(model, "credit", "0.70123456789012") == Money::parse("0.007012346"));
  CHECK_FALSE(cost_of_item(model, "second", "1"));
  CHECK_FALSE(cost_of_item(model, "credit", ""));
}

TEST_CASE("[S2] a part of a nano-dollar of units counts as a whole one") {
  const Model cheap =
      model_with({{.item = "megapixel", .unit = "image", .amount = Money::nanos(1)}});
  CHECK(cost_of_units(cheap, "0.000000001") == Money::nanos(1));
  CHECK(cost_of_units(cheap, "1.000000001") == Money::nanos(2));
  CHECK(cost_of_units(cheap, "1") == Money::nanos(1));
}

TEST_CASE("[S2] no call has more than a milliard tokens, or fewer than none") {
  const Model cheap = model_with({{.item = "text_input", .amount = Money::nanos(1)}});
  CHECK(cost_of_refusal(cheap, {.text_input = 1'000'000'000}) == Money::nanos(1000));
  CHECK_FALSE(cost_of_refusal(cheap, {.text_input = 1'000'000'001}));
}

}  // namespace limner::provider
