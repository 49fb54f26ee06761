#include "provider/usage_cost.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace limner::provider {

namespace {

constexpr std::int64_t max_tokens = 1'000'000'000;  // of one call; more is implausible

const Price* price_of(const Model& model, std::string_view item) {
  const auto found = std::ranges::find(model.prices, item, &Price::item);
  return found == model.prices.end() ? nullptr : &*found;
}

// A token of "1M tokens", in billionths of the unit.
constexpr std::int64_t token_nanos = 1'000'000'000 / million;

PricedComponent component(const Price& price, Quantity quantity) {
  return {.item = price.item,
          .unit = price.unit,
          .quantity = quantity,
          .unit_price = price.amount,
          .source = price.source,
          .from = price.from};
}

// Decimals after the ninth are below a nano-dollar. A picture that has a price is not free:
// a report of zero is not a count.
std::optional<PricedCost> times(const Price& price, std::string_view units) {
  if (units.empty() || units.starts_with('-')) return std::nullopt;
  if (const std::size_t point = units.find('.'); point != units.npos)
    units = units.substr(0, point + 10);
  try {
    const Quantity quantity = Quantity::parse(units);
    const std::optional<Money> cost = limner::cost_of(quantity, price.amount);
    if (!cost || (cost->is_zero() && !price.amount.is_zero())) return std::nullopt;
    return PricedCost(*cost, {component(price, quantity)});
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<PricedCost> sum_of(const Model& model, const TokenUsage& usage) {
  const std::array<std::pair<std::string_view, std::int64_t>, 4> counted{
      {{"text_input", usage.text_input.value_or(0)},
       {"image_input", usage.image_input.value_or(0)},
       {"image_output", usage.image_output.value_or(0)},
       {"text_output", usage.text_output.value_or(0)}}};
  PricedCost sum{Money()};
  for (const auto& [item, tokens] : counted) {
    if (tokens == 0) continue;
    const Price* price = price_of(model, item);
    if (price == nullptr || tokens < 0 || tokens > max_tokens) return std::nullopt;
    sum.components.push_back(component(*price, Quantity::nanos(tokens * token_nanos)));
    const std::optional<Money> cost =
        limner::cost_of(sum.components.back().quantity, price->amount);
    if (!cost) return std::nullopt;
    sum.total += *cost;
  }
  return sum;
}

}  // namespace

std::optional<PricedCost> cost_of(const Model& model, const TokenUsage& usage) {
  const bool has_input = usage.text_input || usage.image_input;
  if (!has_input || usage.image_output.value_or(0) <= 0) return std::nullopt;
  return sum_of(model, usage);
}

std::optional<PricedCost> cost_of_refusal(const Model& model, const TokenUsage& usage) {
  std::optional<PricedCost> sum = sum_of(model, usage);
  return sum && sum->total.is_zero() ? std::nullopt : sum;
}

std::optional<PricedCost> cost_of_units(const Model& model, std::string_view units) {
  if (model.prices.empty() || model.prices.front().unit == "1M tokens") return std::nullopt;
  return times(model.prices.front(), units);
}

std::optional<PricedCost> cost_of_item(const Model& model, std::string_view item,
                                       std::string_view units) {
  const Price* price = price_of(model, item);
  return price == nullptr ? std::nullopt : times(*price, units);
}

}  // namespace limner::provider
