#include "engine/call_request.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>
#include <limner/provider/options.hpp>

#include <algorithm>
#include <array>

namespace limner::engine {

namespace {

using nlohmann::json;

// With the quality that is sent: "standard" and "medium" may be one request.
json operation_record(const provider::Model& model, const provider::GenerateImage& operation) {
  json record = provider::recorded_request(operation);
  if (const auto quality = record.find("quality"); quality != record.end())
    *quality = provider::model_quality(model, operation.quality);
  return record;
}

json operation_record(const provider::Model&, const provider::RemoveBackground& operation) {
  return {{"image", Digest::of(operation.image).hex()}};
}

// The rate card has two qualities.
provider::Quality rate_quality(provider::Quality quality) {
  using provider::Quality;
  constexpr std::array high{Quality::hd, Quality::high, Quality::xhigh, Quality::max};
  return std::ranges::find(high, quality) == high.end() ? Quality::standard : Quality::hd;
}

// Components of an estimate and of a report that belong together.
std::string_view category_of(std::string_view item) {
  if (item == "text_input" || item == "text_output") return item;
  if (item == "reference" || item == "image_input") return "image_input";
  return "image_output";
}

Money amount_of(const PricedComponent& part) {
  return cost_of(part.quantity, part.unit_price).value_or(Money());
}

// The whole request as one component.
PricedComponent whole_request(Money amount) {
  return {.item = "request",
          .unit = "request",
          .quantity = Quantity::whole(1),
          .unit_price = amount,
          .source = "",
          .from = ""};
}

std::vector<PricedComponent> components_of(const std::optional<PricedCost>& cost, Money total) {
  if (cost && cost->total == total && !cost->components.empty()) return cost->components;
  return {whole_request(total)};
}

store::CostEntry blank_entry(const store::CallRow& call, const std::string& step_name,
                             IdSource& ids) {
  return {.id = EntryId::make(ids),
          .at = call.ended.value_or(call.at),
          .run = call.run,
          .step = call.step,
          .step_name = step_name,
          .call = call.id,
          .provider = call.provider,
          .operation = call.operation,
          .model = call.model,
          .charge = call.charge};
}

store::CostEntry component_entry(store::CostEntry entry, const PricedComponent& part,
                                 const provider::Model& model) {
  entry.item = part.item;
  entry.quantity = part.quantity;
  entry.unit = part.unit;
  entry.unit_price = part.unit_price;
  entry.pricing_source = "catalog";
  entry.pricing_version = part.from.empty() ? model.as_of : part.from;
  entry.source_url = part.source.empty() ? model.source : part.source;
  return entry;
}

// Takes the estimates of the category from `parts`.
Money take_estimate(std::vector<PricedComponent>& parts, std::string_view category) {
  Money sum;
  std::erase_if(parts, [&](const PricedComponent& part) {
    if (!category.empty() && category_of(part.item) != category) return false;
    sum += amount_of(part);
    return true;
  });
  return sum;
}

}  // namespace

json request_record(const provider::Model& model, const provider::Operation& operation) {
  json request =
      std::visit([&](const auto& what) { return operation_record(model, what); }, operation);
  request["model"] = model.id;
  return request;
}

std::string request_digest(const json& record) {
  return Digest::of(canonical(record)).hex();
}

provider::Operation operation_from(const json& request) {
  if (request.contains("image")) return provider::RemoveBackground{};
  return provider::read_recorded_request(request);
}

int picture_count(const provider::Operation& operation) {
  const auto* generate = std::get_if<provider::GenerateImage>(&operation);
  return generate ? generate->count : 1;
}

Credits credits_per_picture(const provider::Operation& operation, Money worst,
                            std::optional<std::int64_t> credits_per_dollar) {
  const provider::RateCard card = provider::built_in_rate_card();
  const auto* generate = std::get_if<provider::GenerateImage>(&operation);
  const auto quality = rate_quality(generate ? generate->quality : provider::Quality::standard);
  if (const auto rate = card.price(provider::capability_of(operation), quality)) return *rate;
  const std::int64_t per_dollar = credits_per_dollar.value_or(card.credits_per_dollar);
  std::int64_t nanos = 0;
  if (__builtin_mul_overflow(worst.nanos(), per_dollar, &nanos))
    throw Error(ErrorCode::unpriceable, "${} is too much for a wallet", worst.str());
  const std::int64_t count = std::max(picture_count(operation), 1);
  const std::int64_t unit = smallest_credit.nanos() * count;
  return smallest_credit * (nanos / unit + (nanos % unit == 0 ? 0 : 1));
}

std::vector<store::CostEntry> cost_entries(const store::CallRow& call, const provider::Model& model,
                                           const std::string& step_name, const CallCost& cost,
                                           IdSource& ids) {
  if (call.reserved.is_zero() && (!cost.charged || cost.charged->total.is_zero())) {
    store::CostEntry entry = free_entry(call, step_name, cost.pictures, "catalog", ids);
    entry.pricing_version = model.as_of;
    entry.source_url = model.source;
    return {entry};
  }
  std::vector<PricedComponent> estimates = components_of(cost.estimate, call.reserved);
  std::vector<store::CostEntry> entries;
  if (!cost.charged) {
    for (const PricedComponent& part : estimates) {
      entries.push_back(component_entry(blank_entry(call, step_name, ids), part, model));
      entries.back().estimated = amount_of(part);
    }
    return entries;
  }
  for (const PricedComponent& part : components_of(cost.charged, cost.charged->total)) {
    store::CostEntry& entry =
        entries.emplace_back(component_entry(blank_entry(call, step_name, ids), part, model));
    const bool is_whole = cost.charged->components.empty();
    entry.estimated = take_estimate(estimates, is_whole ? "" : category_of(part.item));
    entry.actual = amount_of(part);
    if (is_whole) entry.pricing_source = "provider";
  }
  // What was estimated and not counted.
  for (PricedComponent part : estimates) {
    const Money estimated = amount_of(part);
    part.quantity = Quantity();
    store::CostEntry& entry =
        entries.emplace_back(component_entry(blank_entry(call, step_name, ids), part, model));
    entry.estimated = estimated;
    entry.actual = Money();
  }
  for (store::CostEntry& entry : entries) entry.status = store::CostStatus::provider_reported;
  return entries;
}

store::CostEntry free_entry(const store::CallRow& call, const std::string& step_name,
                            std::int64_t pictures, std::string_view pricing_source, IdSource& ids) {
  store::CostEntry entry = blank_entry(call, step_name, ids);
  entry.item = "image";
  entry.unit = "image";
  entry.quantity = Quantity::whole(pictures);
  entry.actual = Money();
  entry.status = store::CostStatus::provider_reported;
  entry.pricing_source = pricing_source;
  return entry;
}

Money spent(const std::vector<store::CostEntry>& entries) {
  Money sum;
  for (const store::CostEntry& entry : entries) sum += entry.actual.value_or(entry.estimated);
  return sum;
}

Credits earned_credits(const store::CallRow& call, int count, std::size_t delivered) {
  const auto requested = static_cast<std::int64_t>(std::max(count, 1));
  const auto delivered_count = std::min(requested, static_cast<std::int64_t>(delivered));
  return Credits::nanos(call.credits.nanos() / requested * delivered_count);
}

}  // namespace limner::engine
