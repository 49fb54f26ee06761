// remove.bg: cut-outs.
#pragma once

#include <limner/net.hpp>
#include <limner/provider.hpp>

namespace limner {

std::unique_ptr<Provider> make_removebg_provider(const Network& network);

}  // namespace limner
