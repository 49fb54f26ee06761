// Google's Gemini models that draw.
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

namespace limner::provider {

std::unique_ptr<Provider> make_google_provider(const net::Network& network);

}  // namespace limner::provider
