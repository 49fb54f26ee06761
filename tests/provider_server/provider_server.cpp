#include "provider_server/provider_server.hpp"

#include <algorithm>
#include <fstream>

namespace limner::provider_server {

namespace {

using nlohmann::json;

json line_of(const Seen& seen, std::size_t number) {
  return {{"n", number},
          {"provider", seen.provider},
          {"kind", seen.kind},
          {"reply", seen.reply},
          {"method", seen.request.method},
          {"path", seen.request.path()},
          {"bytes", seen.request.body.size()},
          {"body", seen.request.body.substr(0, 2000)}};
}

}  // namespace

class ProviderServer::Room : public Desk {
 public:
  explicit Room(const ServerOptions& options) : script_(options.script) {
    if (!options.log.empty()) log_.open(options.log, std::ios::app);
    companies_.push_back(make_openai());
    companies_.push_back(make_fal());
    companies_.push_back(make_google());
    companies_.push_back(make_bfl());
    companies_.push_back(make_replicate());
    companies_.push_back(make_stability());
    companies_.push_back(make_removebg());
    companies_.push_back(make_openai_compatible());
  }

  WireReply answer(const WireRequest& request) {
    const std::string path = request.path();
    if (path.starts_with("/files/")) return fetch(request);
    for (const auto& company : companies_) {
      if (path.starts_with("/" + company->name() + "/")) return company->answer(request, *this);
    }
    note({"", "other", "", request});
    return json_reply({{"error", "no such provider"}}, 404);
  }

  Entry next(const std::string& provider) override { return script_.next(provider); }

  void note(Seen seen) override {
    const std::lock_guard lock(mutex_);
    seen_.push_back(std::move(seen));
    if (!log_.is_open()) return;
    log_ << line_of(seen_.back(), seen_.size()).dump(-1, ' ', false, json::error_handler_t::replace)
         << std::endl;
  }

  std::string publish(const WireRequest& request, std::string bytes, std::string type,
                      const Entry& entry) override {
    if (entry.options.contains("url")) return entry.text("url", "");
    const std::lock_guard lock(mutex_);
    const std::string name = "/files/" + std::to_string(files_.size() + 1);
    files_[name] = {std::move(bytes), std::move(type), entry};
    return request.base() + name + "?signature=presigned";
  }

  std::vector<Seen> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  struct PublishedFile {
    std::string bytes, type;
    Entry entry;
  };

  WireReply fetch(const WireRequest& request) {
    note({"files", "download", "", request});
    const std::lock_guard lock(mutex_);
    const auto file = files_.find(request.path());
    if (file == files_.end()) return {.status = 404};
    const std::string at = file->second.entry.text("at", "");
    if (at == "download") {
      if (auto broken = broken_reply(file->second.entry)) return *broken;
    }
    WireReply reply{.headers = {{"Content-Type", file->second.type}}, .body = file->second.bytes};
    return at == "download" ? worn(std::move(reply), file->second.entry) : reply;
  }

  Script script_;
  std::vector<std::unique_ptr<Company>> companies_;
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
  std::map<std::string, PublishedFile> files_;
  std::ofstream log_;
};

ProviderServer::ProviderServer(ServerOptions options)
    : room_(std::make_unique<Room>(options)),
      wire_(std::make_unique<WireServer>(
          [room = room_.get()](const WireRequest& request) { return room->answer(request); },
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

std::vector<Seen> ProviderServer::seen() const {
  return room_->seen();
}

std::vector<Seen> ProviderServer::seen(const std::string& provider, const std::string& kind) const {
  std::vector<Seen> all = room_->seen();
  std::erase_if(all, [&](const Seen& one) { return one.provider != provider || one.kind != kind; });
  return all;
}

}  // namespace limner::provider_server
