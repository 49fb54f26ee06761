// Stability AI: Stable Image, and cut-outs.
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

namespace limner::provider {

std::unique_ptr<Provider> make_stability_provider(const net::Network& network);

}  // namespace limner::provider
