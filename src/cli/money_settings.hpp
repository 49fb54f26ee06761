// What the settings say about who pays, and about requests in doubt.
#pragma once

#include "cli/session.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace limner {

// Has the wallet of the settings ever been filled in this store?
bool has_wallet(const Session& session);

Purse purse_of(const Session& session);
std::int64_t shown_credits_per_dollar(const Session& session);

InDoubt in_doubt_policy(const Session& session);

// Asks the person at the terminal; where there is none, the answer is no.
std::function<bool(const CallRow&)> ask_to_pay_again(const Session& session);

}  // namespace limner
