#include "provider_server/provider_server.hpp"

#include <algorithm>
#include <fstream>

namespace limner::provider_server {

namespace {

using nlohmann::json;

json line_of(const ReceivedRequest& received, std::size_t number) {
  return {{"n", number},
          {"provider", received.provider},
          {"kind", received.kind},
          {"reply", received.reply},
          {"method", received.request.method},
          {"path", received.request.path()},
          {"bytes", received.request.body.size()},
          {"body", received.request.body.substr(0, 2000)}};
}

}  // namespace

class ProviderServer::State : public ServerState {
 public:
  explicit State(const ServerOptions& options) : script_(options.script) {
    if (!options.log.empty()) log_.open(options.log, std::ios::app);
    apis_.push_back(make_openai());
    apis_.push_back(make_fal());
    apis_.push_back(make_google());
    apis_.push_back(make_bfl());
    apis_.push_back(make_replicate());
    apis_.push_back(make_stability());
    apis_.push_back(make_removebg());
    apis_.push_back(make_openai_compatible());
  }

  WireReply answer(const WireRequest& request) {
    const std::string path = request.path();
    if (path.starts_with("/files/")) return fetch(request);
    for (const auto& api : apis_) {
      if (path.starts_with("/" + api->name() + "/")) return api->answer(request, *this);
    }
    record({"", "other", "", request});
    return json_reply({{"error", "no such provider"}}, 404);
  }

  ScriptEntry next(const std::string& provider) override { return script_.next(provider); }

  void record(ReceivedRequest received) override {
    const std::lock_guard lock(mutex_);
    received_.push_back(std::move(received));
    if (!log_.is_open()) return;
    log_ << line_of(received_.back(), received_.size())
                .dump(-1, ' ', false, json::error_handler_t::replace)
         << std::endl;
  }

  std::string publish(const WireRequest& request, std::string bytes, std::string type,
                      const ScriptEntry& entry) override {
    if (entry.options.contains("url")) return entry.text("url", "");
    const std::lock_guard lock(mutex_);
    const std::string name = "/files/" + std::to_string(files_.size() + 1);
    files_[name] = {std::move(bytes), std::move(type), entry};
    return request.base() + name + "?signature=presigned";
  }

  std::vector<ReceivedRequest> received() const {
    const std::lock_guard lock(mutex_);
    return received_;
  }

 private:
  struct PublishedFile {
    std::string bytes, type;
    ScriptEntry entry;
  };

  WireReply fetch(const WireRequest& request) {
    record({"files", "download", "", request});
    const std::lock_guard lock(mutex_);
    const auto file = files_.find(request.path());
    if (file == files_.end()) return {.status = 404};
    const std::string at = file->second.entry.text("at", "");
    if (at == "download") {
      if (auto broken = broken_reply(file->second.entry)) return *broken;
    }
    WireReply reply{.headers = {{"Content-Type", file->second.type}}, .body = file->second.bytes};
    if (const auto fault = next_fault(file->second.entry); fault == "cut") {
      reply.body.resize(reply.body.size() / 2);
    } else if (fault == "page") {
      reply.body = "<html>one moment</html>";
    } else if (fault == "gone") {
      return {.status = 404};
    }
    return at == "download" ? with_transport_faults(std::move(reply), file->second.entry) : reply;
  }

  // What is wrong with this download: the next of the entry's `files`, whose last one repeats.
  std::string next_fault(const ScriptEntry& entry) {
    const json faults = entry.options.value("files", json::array());
    if (faults.empty()) return "";
    return faults[std::min(downloads_++, faults.size() - 1)];
  }

  Script script_;
  std::size_t downloads_ = 0;
  std::vector<std::unique_ptr<ProviderApi>> apis_;
  mutable std::mutex mutex_;
  std::vector<ReceivedRequest> received_;
  std::map<std::string, PublishedFile> files_;
  std::ofstream log_;
};

ProviderServer::ProviderServer(ServerOptions options)
    : state_(std::make_unique<State>(options)),
      wire_(std::make_unique<WireServer>(
          [server_state = state_.get()](const WireRequest& request) {
            return server_state->answer(request);
          },
          options.port)) {}

ProviderServer::~ProviderServer() = default;

std::string ProviderServer::base() const {
  return wire_->base();
}

std::string ProviderServer::base(const std::string& provider) const {
  static const std::map<std::string, std::string> versions = {
      {"openai", "/v1"}, {"openai-compatible", "/v1"}, {"google", "/v1beta"},
      {"bfl", "/v1"},    {"replicate", "/v1"},         {"removebg", "/v1.0"}};
  const auto version = versions.find(provider);
  return wire_->base() + "/" + provider + (version == versions.end() ? "" : version->second);
}

std::vector<ReceivedRequest> ProviderServer::received() const {
  return state_->received();
}

std::vector<ReceivedRequest> ProviderServer::received(const std::string& provider,
                                                      const std::string& kind) const {
  std::vector<ReceivedRequest> all = state_->received();
  std::erase_if(all, [&](const ReceivedRequest& one) {
    return one.provider != provider || one.kind != kind;
  });
  return all;
}

}  // namespace limner::provider_server
