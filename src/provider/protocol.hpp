// A company as a few functions: how it is asked, and how its answer is read. What must be
// on disk, and when, is the same for all and is done here.
#pragma once

#include "provider/provider_client.hpp"

namespace limner::provider {

// A company that answers the request with the pictures.
struct DirectProtocol {
  const ProviderEndpoint& facts;
  // Sends the request; the answer is a file of the call's scratch directory.
  net::HttpAnswer (*ask)(const ProviderClient& client, const ModelCall& call,
                         const std::stop_token& stop);
  // Reads an answer that is kept, now or after a crash.
  ModelAnswer (*read)(const ProviderClient& client, const ModelCall& call,
                      const std::filesystem::path& kept, const std::stop_token& stop);
  // What only the answer's headers tell; null: nothing.
  void (*read_headers)(const ModelCall& call, const net::HttpAnswer& answer, ModelAnswer& made);
};
std::unique_ptr<Provider> make_direct_provider(const net::Network& network,
                                               const DirectProtocol& protocol);

// A company that takes the request, and is asked for the pictures until they are there.
// What submit() gives is kept before anything else is asked, and is all that the other two
// need: {"id", …}.
struct QueuedProtocol {
  const ProviderEndpoint& facts;
  nlohmann::json (*submit)(const ProviderClient& client, const ModelCall& call,
                           const std::stop_token& stop);
  // Waits for the answer and hands it to the call's log before it is read.
  ModelAnswer (*take)(const ProviderClient& client, const ModelCall& call,
                      const nlohmann::json& remote, const std::stop_token& stop);
  ModelAnswer (*read)(const ProviderClient& client, const ModelCall& call,
                      const std::filesystem::path& kept, const nlohmann::json& remote,
                      const std::stop_token& stop);
};
std::unique_ptr<Provider> make_queued_provider(const net::Network& network,
                                               const QueuedProtocol& protocol);

}  // namespace limner::provider
