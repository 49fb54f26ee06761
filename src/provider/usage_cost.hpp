// What a call cost, from what the provider counted.
#pragma once

#include <limner/provider.hpp>

#include <cstdint>

namespace limner::provider {

// Token prices are per so many tokens.
constexpr std::int64_t million = 1'000'000;

struct TokenUsage {
  std::int64_t text_input = 0, image_input = 0, image_output = 0, text_output = 0;
};

// At the model's prices, rounded up to a nano-dollar at the end. What was cached is
// not told, so this is at most a little too high. Nothing when something was counted
// that has no price.
std::optional<Money> cost_of(const Model& model, const TokenUsage& usage);

// Units as the provider writes them, "1.5", at the model's first price. Nothing for a
// model that is paid by the token, and for what is no such number.
std::optional<Money> cost_of_units(const Model& model, std::string_view units);

// The same at the price of one item: "credit", "second". Nothing when it has none.
std::optional<Money> cost_of_item(const Model& model, std::string_view item,
                                  std::string_view units);

}  // namespace limner::provider
