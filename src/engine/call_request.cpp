#include "engine/call_request.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

#include <algorithm>
#include <array>

namespace limner::engine {

namespace {

using nlohmann::json;

json operation_record(const provider::GenerateImage& operation) {
  return provider::recorded_request(operation);
}

json operation_record(const provider::RemoveBackground& operation) {
  return {{"image", Digest::of(operation.image).hex()}};
}

// The rate card has two qualities.
provider::Quality rate_quality(provider::Quality quality) {
  using provider::Quality;
  constexpr std::array high{Quality::hd, Quality::high, Quality::xhigh, Quality::max};
  return std::ranges::find(high, quality) == high.end() ? Quality::standard : Quality::hd;
}

provider::Price listed_price(const provider::Model& model) {
  return model.prices.empty() ? provider::Price{.item = "image", .unit = "image"}
                              : model.prices.front();
}

}  // namespace

json request_record(const provider::Model& model, const provider::Operation& operation) {
  json request = std::visit([](const auto& what) { return operation_record(what); }, operation);
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
  const int count = std::max(picture_count(operation), 1);
  return Credits::nanos(nanos / count + (nanos % count == 0 ? 0 : 1));
}

store::CostEntry cost_entry(const store::CallRow& call, const provider::Model& model,
                            const std::string& step_name, std::int64_t quantity,
                            std::optional<Money> charged, IdSource& ids) {
  const provider::Price price = listed_price(model);
  return {.id = EntryId::make(ids),
          .at = call.ended.value_or(call.at),
          .run = call.run,
          .step = call.step,
          .step_name = step_name,
          .call = call.id,
          .provider = call.provider,
          .operation = call.operation,
          .model = call.model,
          .quantity = quantity,
          .unit = price.unit,
          .unit_price = price.amount,
          .estimated = call.reserved,
          .actual = charged,
          .status = charged ? store::CostStatus::provider_reported : store::CostStatus::estimated,
          .pricing_source = "catalog",
          .pricing_version = model.as_of,
          .source_url = model.source,
          .charge = call.charge};
}

store::CostEntry replayed_cost(store::CostEntry entry) {
  entry.unit_price = Money();
  entry.estimated = Money();
  entry.actual = Money();
  entry.status = store::CostStatus::provider_reported;
  entry.pricing_source = "replay";
  return entry;
}

Credits earned_credits(const store::CallRow& call, int count, std::size_t delivered) {
  const auto requested = static_cast<std::int64_t>(std::max(count, 1));
  const auto delivered_count = std::min(requested, static_cast<std::int64_t>(delivered));
  return Credits::nanos(call.credits.nanos() / requested * delivered_count);
}

}  // namespace limner::engine
