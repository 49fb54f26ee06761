// What one call asks for, and what it may cost.
#pragma once

#include <limner/engine.hpp>

#include <string>

namespace limner::engine {

struct CallRequest {
  const provider::Model* model;
  const provider::Operation* operation;
  std::string step_name;
  int ordinal;  // of the step
  bool is_embedded;
  ChargeType charge;
  nlohmann::json request;  // as it is recorded: words, and pictures by their digest
  int count = 1;           // pictures asked for
  Money worst;             // the most it may cost
  std::string wallet;      // empty when none is charged
  Credits each = {};       // what one delivered picture costs the wallet
};

// As far as it is recorded: an operation without the bytes of its pictures, which
// is all that is needed to read an answer.
provider::Operation operation_from(const nlohmann::json& request);
nlohmann::json request_of(const provider::Model& model, const provider::Operation& operation);
int count_of(const provider::Operation& operation);

// What one picture costs a wallet: by the rate card, and for what the card does not
// sell, by what it costs in dollars. Throws Error{unpriceable}.
Credits credits_each(const provider::Operation& operation, Money worst,
                     std::optional<std::int64_t> credits_per_dollar);

// The ledger entry of an answered call, or of one that was charged without an
// answer.
store::CostEntry cost_of(const store::CallRow& call, const provider::Model& model,
                         const std::string& step_name, std::int64_t quantity,
                         std::optional<Money> charged, IdSource& ids);

// The same for an answer out of a recording: nothing was paid, and the entry says why.
store::CostEntry replayed_cost(store::CostEntry entry);

// Of what is held for `count` pictures, the part that `delivered` of them earn.
Credits earned(const store::CallRow& call, int count, std::size_t delivered);

}  // namespace limner::engine
