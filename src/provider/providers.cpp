// All providers, in one visible list.
#include "provider/local.hpp"

#include <algorithm>

namespace limner {

Providers embedded_providers() {
  Providers providers;
  providers.push_back(make_local_provider());
  return providers;
}

Provider* find_provider(const Providers& providers, std::string_view name) {
  const auto found = std::ranges::find_if(
      providers, [&](const auto& provider) { return provider->name() == name; });
  return found == providers.end() ? nullptr : found->get();
}

}  // namespace limner
