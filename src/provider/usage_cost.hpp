// The cost of a call, from the units that the provider reported.
#pragma once

#include <limner/provider.hpp>

#include <cstdint>

namespace limner::provider {

// Token prices are per so many tokens.
constexpr std::int64_t million = 1'000'000;

struct TokenUsage {
  std::int64_t text_input = 0, image_input = 0, image_output = 0, text_output = 0;
};

// At the model's prices, rounded up to a nano-dollar. Cached tokens are not reported, so
// the result may be slightly too high. Nothing when a counted unit has no price.
std::optional<Money> cost_of(const Model& model, const TokenUsage& usage);

// `units` is a decimal number, "1.5"; the price is the model's first. Nothing for a model
// that is priced by tokens, and for text that is not a number.
std::optional<Money> cost_of_units(const Model& model, std::string_view units);

// The same with the price of `item`: "credit", "second". Nothing without such a price.
std::optional<Money> cost_of_item(const Model& model, std::string_view item,
                                  std::string_view units);

}  // namespace limner::provider
