#include "cli/provider_source.hpp"

#include <utility>

namespace limner {

ProviderSource::ProviderSource(const Session& session)
    : session_(session),
      http_(make_http(session.variable)),
      keys_(session),
      network_{
          .http = *http_,
          .clock = session.clock,
          .key = [this](std::string_view provider) { return keys_.key(provider); },
          .base_url =
              [this](std::string_view provider) { return limner::base_url(session_, provider); }} {}

Providers ProviderSource::make() const {
  Providers providers = embedded_providers();
  if (session_.settings.is_on("offline")) return providers;
  for (auto& provider : network_providers(network_)) providers.push_back(std::move(provider));
  return providers;
}

}  // namespace limner
