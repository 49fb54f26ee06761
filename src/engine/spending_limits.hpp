// The fixed price of a run.
#pragma once

#include <limner/engine.hpp>

#include <optional>
#include <string>

namespace limner::engine {

// None when the template has no fixed price, the run is replayed, or no step is charged to a
// wallet.
std::optional<store::RunPrice> fixed_price(const Plan& plan, const std::string& wallet);

}  // namespace limner::engine
