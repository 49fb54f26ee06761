// Servers of one's own that speak OpenAI's Images API: sd-server, LocalAI, Ollama, …
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

namespace limner::provider {

std::unique_ptr<Provider> make_openai_compatible_provider(const net::Network& network);

}  // namespace limner::provider
