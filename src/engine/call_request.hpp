// One call: its request, its price, its ledger entry. Functions are free of side effects.
#pragma once

#include <limner/engine.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner::engine {

// Valid during PaidCalls::call(), whose arguments the pointers refer to.
struct CallRequest {
  const provider::Model* model;
  const provider::Operation* operation;
  std::string step_name;
  int ordinal;  // of the step
  bool is_embedded;
  ChargeType charge;
  nlohmann::json record;      // request_record()
  std::string digest;         // request_digest() of it
  int count = 1;              // pictures requested
  PricedCost worst{Money()};  // the maximum cost in USD
  std::string wallet;         // empty: none is charged
  Credits each = {};          // for one delivered picture
};

// The record of a call's request: an object of texts and numbers, pictures as hexadecimal
// digests, with the id of the model.
nlohmann::json request_record(const provider::Model& model, const provider::Operation& operation);
// SHA-256 of a record in hexadecimal digits: equal for equal requests.
std::string request_digest(const nlohmann::json& record);
// The inverse of request_record(), without the bytes of the pictures: enough to read an answer.
provider::Operation operation_from(const nlohmann::json& request);
int picture_count(const provider::Operation& operation);

// The price of one picture in credits: that of the rate card, or `worst` (USD, for all pictures)
// converted and rounded up to four decimals. Throws Error{unpriceable} on overflow.
Credits credits_per_picture(const provider::Operation& operation, Money worst,
                            std::optional<std::int64_t> credits_per_dollar);

// The amounts of a call that has ended.
struct CallCost {
  std::int64_t pictures = 0;           // delivered
  std::optional<PricedCost> charged;   // as the provider reported it; none: the estimate stands
  std::optional<PricedCost> estimate;  // components of CallRow::reserved; none: not known
};

// The ledger entries of a call that was answered or charged, at least one: one for each priced
// component, whose quantity times unit price is its cost. Together they estimate the call's
// reserve. An amount without components is one entry for the whole request.
std::vector<store::CostEntry> cost_entries(const store::CallRow& call, const provider::Model& model,
                                           const std::string& step_name, const CallCost& cost,
                                           IdSource& ids);

// An entry without amounts: of an answer from a recording (`pricing_source` "replay"), or one
// that was paid for already.
store::CostEntry free_entry(const store::CallRow& call, const std::string& step_name,
                            std::int64_t pictures, std::string_view pricing_source, IdSource& ids);

// Sum of the entries: actual costs, estimates where they are not known.
Money spent(const std::vector<store::CostEntry>& entries);

// The part of the held credits to capture for `delivered` of `count` requested pictures.
Credits earned_credits(const store::CallRow& call, int count, std::size_t delivered);

}  // namespace limner::engine
