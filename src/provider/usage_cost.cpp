#include "provider/usage_cost.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace limner::provider {

namespace {

__extension__ typedef __int128 Wide;

constexpr std::int64_t milliard = 1'000'000'000;
constexpr std::int64_t max_tokens = 1'000'000'000;  // of one call; more is implausible

const Price* price_of(const Model& model, std::string_view item) {
  const auto found = std::ranges::find(model.prices, item, &Price::item);
  return found == model.prices.end() ? nullptr : &*found;
}

std::optional<Money> money(Wide nanos) {
  if (nanos < 0 || nanos > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return Money::nanos(static_cast<std::int64_t>(nanos));
}

// Decimals after the ninth are below a nano-dollar.
std::optional<Money> times(const Price& price, std::string_view units) {
  if (units.empty()) return std::nullopt;
  if (const std::size_t point = units.find('.'); point != units.npos)
    units = units.substr(0, point + 10);
  try {
    const Wide counted = Money::parse(units).nanos();  // nine decimals, as money has
    return money((Wide(price.amount.nanos()) * counted + milliard - 1) / milliard);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<Money> sum_of(const Model& model, const TokenUsage& usage) {
  const std::array<std::pair<std::string_view, std::int64_t>, 4> counted{
      {{"text_input", usage.text_input.value_or(0)},
       {"image_input", usage.image_input.value_or(0)},
       {"image_output", usage.image_output.value_or(0)},
       {"text_output", usage.text_output.value_or(0)}}};
  Wide sum = 0;  // nano-dollars × tokens
  for (const auto& [item, tokens] : counted) {
    if (tokens == 0) continue;
    const Price* price = price_of(model, item);
    if (price == nullptr || tokens < 0 || tokens > max_tokens) return std::nullopt;
    sum += Wide(price->amount.nanos()) * tokens;
  }
  return money((sum + million - 1) / million);
}

}  // namespace

std::optional<Money> cost_of(const Model& model, const TokenUsage& usage) {
  const bool has_input = usage.text_input || usage.image_input;
  if (!has_input || usage.image_output.value_or(0) <= 0) return std::nullopt;
  return sum_of(model, usage);
}

std::optional<Money> cost_of_refusal(const Model& model, const TokenUsage& usage) {
  const std::optional<Money> sum = sum_of(model, usage);
  return sum && sum->is_zero() ? std::nullopt : sum;
}

std::optional<Money> cost_of_units(const Model& model, std::string_view units) {
  if (model.prices.empty() || model.prices.front().unit == "1M tokens") return std::nullopt;
  return times(model.prices.front(), units);
}

std::optional<Money> cost_of_item(const Model& model, std::string_view item,
                                  std::string_view units) {
  const Price* price = price_of(model, item);
  return price == nullptr ? std::nullopt : times(*price, units);
}

}  // namespace limner::provider
