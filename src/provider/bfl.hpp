// Black Forest Labs: FLUX. A request is taken, asked after, and its picture fetched.
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

namespace limner::provider {

std::unique_ptr<Provider> make_bfl_provider(const net::Network& network);

}  // namespace limner::provider
