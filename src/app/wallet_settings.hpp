// Settings for payment and for requests in doubt.
#pragma once

#include "app/context.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace limner::app {

// Has the wallet of the settings ever been filled in this store?
bool has_wallet(const Context& context);

engine::WalletOptions wallet_options_of(const Context& context);
// The value of credits in dollars, by the settings or the built-in rate card; rounded
// towards zero to a billionth.
Money dollar_value(Credits credits, const Context& context);

engine::InDoubtPolicy in_doubt_policy(const Context& context);

}  // namespace limner::app
