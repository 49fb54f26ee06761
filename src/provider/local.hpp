// The provider inside the program.
#pragma once

#include <limner/provider.hpp>

#include <memory>

namespace limner::provider {

// local/clipart-composer draws, local/plain-matte cuts out.
std::unique_ptr<Provider> make_local_provider();

}  // namespace limner::provider
