// One call: its request, its price, its ledger entry. Functions are free of side effects.
#pragma once

#include <limner/engine.hpp>

#include <string>

namespace limner::engine {

// Valid during PaidCalls::call(), whose arguments the pointers refer to.
struct CallRequest {
  const provider::Model* model;
  const provider::Operation* operation;
  std::string step_name;
  int ordinal;  // of the step
  bool is_embedded;
  ChargeType charge;
  nlohmann::json record;  // request_record()
  std::string digest;     // request_digest() of it
  int count = 1;          // pictures requested
  Money worst;            // the maximum cost in USD
  std::string wallet;     // empty: none is charged
  Credits each = {};      // for one delivered picture
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
// converted and rounded up. Throws Error{unpriceable} on overflow.
Credits credits_per_picture(const provider::Operation& operation, Money worst,
                            std::optional<std::int64_t> credits_per_dollar);

// The ledger entry of a call that was answered or charged. `quantity`: delivered pictures;
// `charged`: USD as reported by the provider, none: the estimate stands.
store::CostEntry cost_entry(const store::CallRow& call, const provider::Model& model,
                            const std::string& step_name, std::int64_t quantity,
                            std::optional<Money> charged, IdSource& ids);

// `entry` for an answer from a recording: all amounts are zero.
store::CostEntry replayed_cost(store::CostEntry entry);

// The part of the held credits to capture for `delivered` of `count` requested pictures.
Credits earned_credits(const store::CallRow& call, int count, std::size_t delivered);

}  // namespace limner::engine
