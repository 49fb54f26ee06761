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
std::int64_t shown_credits_per_dollar(const Context& context);

engine::InDoubt in_doubt_policy(const Context& context);

}  // namespace limner::app
