// OpenAI: pictures from words, from pictures and with a mask.
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

namespace limner {

std::unique_ptr<Provider> make_openai_provider(const Network& network);

}  // namespace limner
