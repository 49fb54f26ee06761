// What a plan would take from caps and wallets.
#pragma once

#include <limner/engine.hpp>

#include <optional>
#include <string>

namespace limner::engine {

// The fixed price of the plan's run; nothing when its calls are charged one by one, or
// nothing of it is paid for by a wallet.
std::optional<store::RunPrice> fixed_price(const Plan& plan, const std::string& wallet);

}  // namespace limner::engine
