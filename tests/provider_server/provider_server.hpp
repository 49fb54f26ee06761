// Paid providers on loopback: they implement the real protocols, answer from a script and
// record the requests.
#pragma once

#include "provider_server/script.hpp"

#include <filesystem>
#include <memory>

namespace limner::provider_server {

// A complete request. At a real provider only the kind "work" costs money.
struct ReceivedRequest {
  std::string provider;  // "openai"; "files" for downloads
  std::string kind;      // "work", "poll", "result", "cancel", "download", "other"
  std::string reply;     // name of the script entry that was used
  WireRequest request;
};

// The script, the request log and the published files; used by the provider APIs.
class ServerState {
 public:
  virtual ~ServerState() = default;
  virtual ScriptEntry next(const std::string& provider) = 0;
  virtual void record(ReceivedRequest received) = 0;
  // Stores a file for download and returns its URL, or the entry's `url` option.
  virtual std::string publish(const WireRequest& request, std::string bytes, std::string type,
                              const ScriptEntry& entry) = 0;
};

class ProviderApi {
 public:
  virtual ~ProviderApi() = default;
  virtual std::string name() const = 0;  // its paths are /<name>/…
  virtual WireReply answer(const WireRequest& request, ServerState& state) = 0;
};
std::unique_ptr<ProviderApi> make_openai();
std::unique_ptr<ProviderApi> make_fal();
std::unique_ptr<ProviderApi> make_google();
std::unique_ptr<ProviderApi> make_bfl();
std::unique_ptr<ProviderApi> make_replicate();
std::unique_ptr<ProviderApi> make_stability();
std::unique_ptr<ProviderApi> make_removebg();
std::unique_ptr<ProviderApi> make_openai_compatible();

struct ServerOptions {
  nlohmann::json script = nlohmann::json::object();
  int port = 0;
  std::filesystem::path log;  // one JSON line a request; empty: none
};

class ProviderServer {
 public:
  explicit ProviderServer(ServerOptions options = {});
  ~ProviderServer();

  std::string base() const;                             // "http://127.0.0.1:40001"
  std::string base(const std::string& provider) const;  // what the provider's base URL is set to

  std::vector<ReceivedRequest> received() const;
  std::vector<ReceivedRequest> received(const std::string& provider, const std::string& kind) const;

 private:
  class State;
  std::unique_ptr<State> state_;
  std::unique_ptr<WireServer> wire_;
};

}  // namespace limner::provider_server
