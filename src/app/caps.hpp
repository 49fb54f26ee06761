// Checks spending limits before they are set, and finds the one that a text means.
#pragma once

#include "app/context.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace limner::app {

// A spending limit as a person writes it: either `usd` or `credits` is given.
struct CapInput {
  std::string scope;   // as store::parse_cap_scope() accepts it; a template also by its path
  std::string period;  // a word of store::CapPeriod; empty only for the scope "run"
  std::optional<Money> usd;
  std::string credits;  // of the wallet in the settings, such as "50.25"
};

// The limit with a new id, its template named by its id. Writes nothing. Throws Error{usage}
// for an amount, a scope or a period that is not valid, and for a template, provider or
// model that does not exist: such a limit would never apply.
store::CapRow checked_cap(const CapInput& input, const Context& context);

// The limit that `text` means: its scope, its id, or a start or the last eight characters
// of its id. Throws Error{not_found} or Error{ambiguous}.
store::CapRow find_cap(const store::Records& records, const std::string& text, Time now,
                       const std::string& period = {});

// The part of a limit that is not used, in billionths; nullopt when each run or batch has
// its own.
std::optional<std::int64_t> left_of(const store::CapUse& use);

}  // namespace limner::app
