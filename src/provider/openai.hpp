// OpenAI: pictures from words, from pictures and with a mask.
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

namespace limner::provider {

std::unique_ptr<Provider> make_openai_provider(const net::Network& network);

}  // namespace limner::provider
