// The list of providers.
#include "provider/companies.hpp"

#include <limner/error.hpp>

#include <algorithm>

namespace limner::provider {

// NOLINTNEXTLINE(performance-unnecessary-value-param): who overrides it may keep the token
ModelAnswer Provider::collect(const ModelCall&, const PendingCallState&, std::stop_token) {
  throw CallError(
      Error(ErrorCode::in_doubt, "{} cannot be asked for the answer to an earlier call", name()),
      Billing::unknown);
}

Providers embedded_providers() {
  Providers providers;
  providers.push_back(make_local_provider());
  return providers;
}

Providers network_providers(const net::Network& network) {
  Providers providers;
  providers.push_back(make_openai_provider(network));
  providers.push_back(make_fal_provider(network));
  providers.push_back(make_google_provider(network));
  providers.push_back(make_bfl_provider(network));
  providers.push_back(make_replicate_provider(network));
  providers.push_back(make_stability_provider(network));
  providers.push_back(make_removebg_provider(network));
  providers.push_back(make_openai_compatible_provider(network));
  return providers;
}

Provider* find_provider(const Providers& providers, std::string_view name) {
  const auto found = std::ranges::find_if(
      providers, [&](const auto& provider) { return provider->name() == name; });
  return found == providers.end() ? nullptr : found->get();
}

}  // namespace limner::provider
