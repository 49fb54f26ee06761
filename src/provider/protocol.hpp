// A provider as a few functions that send and parse. The order in which a call is stored
// is the same for all of them and is implemented here.
#pragma once

#include "provider/provider_client.hpp"

namespace limner::provider {

// A provider whose response contains the pictures.
struct DirectProtocol {
  const ProviderEndpoint& facts;
  // Sends the request; the answer is a file of the call's scratch directory.
  net::HttpAnswer (*send)(const ProviderClient& client, const ModelCall& call,
                          const std::stop_token& stop);
  // Parses a stored answer, directly after the call or after a crash.
  ModelAnswer (*read)(const ProviderClient& client, const ModelCall& call,
                      const std::filesystem::path& kept, const std::stop_token& stop);
  // Adds values that only the headers have; may be null.
  void (*read_headers)(const ModelCall& call, const net::HttpAnswer& answer, ModelAnswer& result);
};
std::unique_ptr<Provider> make_direct_provider(const net::Network& network,
                                               const DirectProtocol& protocol);

// A provider that accepts the request into a queue and is polled until it is finished. The
// result of submit() is stored before the first poll; it is an object with the member "id"
// and the only input of the other functions.
struct QueuedProtocol {
  const ProviderEndpoint& facts;
  nlohmann::json (*submit)(const ProviderClient& client, const ModelCall& call,
                           const std::stop_token& stop);
  // Polls until the answer is complete, passes it to the call's log, then parses it.
  ModelAnswer (*fetch)(const ProviderClient& client, const ModelCall& call,
                       const nlohmann::json& remote, const std::stop_token& stop);
  ModelAnswer (*read)(const ProviderClient& client, const ModelCall& call,
                      const std::filesystem::path& kept, const nlohmann::json& remote,
                      const std::stop_token& stop);
};
std::unique_ptr<Provider> make_queued_provider(const net::Network& network,
                                               const QueuedProtocol& protocol);

}  // namespace limner::provider
