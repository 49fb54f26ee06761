// fal.ai: other companies' models behind one queue.
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

namespace limner::provider {

std::unique_ptr<Provider> make_fal_provider(const net::Network& network);

}  // namespace limner::provider
