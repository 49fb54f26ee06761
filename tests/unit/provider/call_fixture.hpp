// Calls like those of engine::PaidCalls, against providers on loopback.
#pragma once

#include "fakes/basics.hpp"
#include "provider_server/provider_server.hpp"

#include <limner/file.hpp>
#include <limner/image.hpp>
#include <limner/net.hpp>
#include <limner/provider.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace limner::provider {

// Records the events of a call in order.
class RecordingCallLog : public CallLog {
 public:
  explicit RecordingCallLog(std::filesystem::path home) : home_(std::move(home)) {
    std::filesystem::create_directories(scratch());
  }

  void accepted(const nlohmann::json& what) override {
    events.push_back("accepted");
    remote = what;
    if (on_accepted) on_accepted();
  }
  std::filesystem::path answered(const std::filesystem::path& body,
                                 std::string_view type) override {
    events.push_back("answered");
    media_type = type;
    answer = home_ / "kept";
    std::filesystem::rename(body, *answer);
    return *answer;
  }
  void partial(const Picture& picture) noexcept override {
    events.push_back("partial");
    partials.push_back(picture);
    if (on_partial) on_partial();
  }
  std::filesystem::path scratch() const override { return home_ / "scratch"; }

  std::vector<std::string> events;
  std::vector<Picture> partials;
  nlohmann::json remote;
  std::string media_type;
  std::optional<std::filesystem::path> answer;
  std::function<void()> on_accepted, on_partial;

 private:
  std::filesystem::path home_;
};

struct CallFixture {
  static std::string model_of(const std::string& company) {
    static const std::map<std::string, std::string> models = {
        {"openai", "openai/gpt-image-2"},
        {"fal", "fal/flux-schnell"},
        {"google", "google/gemini-3.1-flash-image"},
        {"bfl", "bfl/flux-2-pro"},
        {"replicate", "replicate/black-forest-labs/flux-schnell"},
        {"stability", "stability/stable-image-core"},
        {"removebg", "removebg/removebg"},
        {"openai-compatible", "openai-compatible/sd-server"}};
    return models.at(company);
  }

  explicit CallFixture(const std::string& company,
                       const nlohmann::json& script = nlohmann::json::array())
      : name(company), server({.script = {{company, script}}}) {}

  Provider& provider() { return *find_provider(providers, name); }

  ModelCall call_of(Operation operation) {
    return {.model = catalogue.find(model), .operation = std::move(operation), .log = &log};
  }
  ModelAnswer call(Operation operation) {
    return provider().call(call_of(std::move(operation)), stop.get_token());
  }

  // The exception of a failing call.
  CallError failure(Operation operation) {
    try {
      call(std::move(operation));
    } catch (const CallError& error) {
      return error;
    }
    throw std::logic_error("the call was answered");
  }

  // The number of files left in scratch().
  std::ptrdiff_t leftover_files() const {
    return std::distance(std::filesystem::directory_iterator(log.scratch()), {});
  }

  // A request that the provider supports: a generation, or a background removal.
  Operation request(int count = 1) const {
    if (removes_background)
      return RemoveBackground{.image = image::encode_png(Bitmap(16, 16)),
                              .media_type = "image/png"};
    return GenerateImage{.prompt = "a fox", .count = count, .quality = Quality::medium};
  }

  provider_server::WireRequest sent_request(std::size_t number = 0) const {
    return server.received(name, "work").at(number).request;
  }
  nlohmann::json sent_body(std::size_t number = 0) const {
    return nlohmann::json::parse(sent_request(number).body);
  }

  std::string name;
  bool removes_background = name == "removebg";
  std::string model = model_of(name);
  int max_count = name == "openai" || name == "fal" || name == "openai-compatible" ? 10 : 1;
  provider_server::ProviderServer server;
  fakes::Home home;
  fakes::StillClock clock;
  RecordingCallLog log{home.path};
  std::stop_source stop;
  std::optional<std::string> base = server.base(name);
  Catalogue catalogue = Catalogue::built_in();
  std::unique_ptr<net::Http> http = net::make_http([](std::string_view) { return std::nullopt; });
  net::Network network{.http = *http,
                       .clock = clock,
                       .key = [](std::string_view) { return std::string("canary-key"); },
                       .base_url = [this](std::string_view) { return base; }};
  Providers providers = network_providers(network);
};

inline GenerateImage fox_request(int count = 1) {
  return {.prompt = "a fox", .count = count, .quality = Quality::medium};
}

// The expected outcome of an accepted request, by the name of the scripted reply.
struct FailureCase {
  std::string reply;
  ErrorCode code;
  Billing billing;
};

inline void check_failures(const std::string& company, const std::vector<FailureCase>& cases) {
  for (const FailureCase& failure : cases) {
    CAPTURE(failure.reply);
    CallFixture fixture(company, {failure.reply});
    const CallError error = fixture.failure(fox_request());
    CHECK(traits(error.code()).name == traits(failure.code).name);
    CHECK(to_string(error.billing()) == to_string(failure.billing));
    CHECK(fixture.log.events.back() == "answered");
  }
}

}  // namespace limner::provider
