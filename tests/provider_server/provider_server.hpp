// Paid providers on loopback: they speak the real protocols, answer from a script,
// and remember what they were asked.
#pragma once

#include "provider_server/script.hpp"

#include <filesystem>
#include <memory>

namespace limner::provider_server {

// A request that was read whole. "work" costs money where a real provider is asked;
// the other kinds do not.
struct Seen {
  std::string provider;  // "openai"; "files" for downloads
  std::string kind;      // "work", "poll", "result", "cancel", "download", "other"
  std::string reply;     // the script's entry that was used for it
  WireRequest request;
};

// What a company's half is given to answer with.
class Desk {
 public:
  virtual ~Desk() = default;
  virtual Entry next(const std::string& provider) = 0;
  virtual void note(Seen seen) = 0;
  // Keeps a file to be fetched later, and gives its URL, or the entry's own `url`.
  virtual std::string publish(const WireRequest& request, std::string bytes, std::string type,
                              const Entry& entry) = 0;
};

class Company {
 public:
  virtual ~Company() = default;
  virtual std::string name() const = 0;  // its paths are /<name>/…
  virtual WireReply answer(const WireRequest& request, Desk& desk) = 0;
};
std::unique_ptr<Company> make_openai();
std::unique_ptr<Company> make_fal();
std::unique_ptr<Company> make_google();
std::unique_ptr<Company> make_bfl();
std::unique_ptr<Company> make_replicate();
std::unique_ptr<Company> make_stability();
std::unique_ptr<Company> make_removebg();
std::unique_ptr<Company> make_openai_compatible();

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

  std::vector<Seen> seen() const;
  std::vector<Seen> seen(const std::string& provider, const std::string& kind) const;

 private:
  class Room;
  std::unique_ptr<Room> room_;
  std::unique_ptr<WireServer> wire_;
};

}  // namespace limner::provider_server
