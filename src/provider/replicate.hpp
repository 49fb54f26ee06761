// Replicate: anybody's models, as predictions that are asked after.
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

namespace limner::provider {

std::unique_ptr<Provider> make_replicate_provider(const net::Network& network);

}  // namespace limner::provider
