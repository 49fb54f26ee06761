// The cost of a call, from the units that the provider reported.
#pragma once

#include <limner/provider.hpp>

#include <cstdint>

namespace limner::provider {

// Token prices are per so many tokens.
constexpr std::int64_t million = 1'000'000;

// Counts of an answer's usage. Absent: not reported; negative: reported, but not a count.
struct TokenUsage {
  std::optional<std::int64_t> text_input, image_input, image_output, text_output;
};

// The cost of an answer with pictures at the model's prices: one component for each kind of
// token, each rounded up to a nano-dollar.
// Cached tokens are not reported, so the result may be slightly too high. Nothing without
// a count of the input and a positive count of the pictures' tokens, when a count cannot
// be read, and when a counted unit has no price: the estimate stands.
std::optional<PricedCost> cost_of(const Model& model, const TokenUsage& usage);

// The cost of an answer without a picture: what it counts. Nothing when it counts nothing.
std::optional<PricedCost> cost_of_refusal(const Model& model, const TokenUsage& usage);

// `units` is a decimal number, "1.5"; the price is the model's first. Nothing for a model
// that is priced by tokens, for text that is not a number, and for zero units of a price that is
// not zero: the estimate stands.
std::optional<PricedCost> cost_of_units(const Model& model, std::string_view units);

// The same with the price of `item`: "credit", "second". Nothing without such a price.
std::optional<PricedCost> cost_of_item(const Model& model, std::string_view item,
                                       std::string_view units);

}  // namespace limner::provider
