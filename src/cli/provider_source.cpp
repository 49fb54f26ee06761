#include "cli/provider_source.hpp"

#include "cli/recorded_providers.hpp"
#include "cli/style.hpp"

#include <utility>

namespace limner {

namespace {

constexpr int request_log_verbosity = 2;  // -vv

}  // namespace

Program exec_program(const Session& session) {
  const ProviderSettings& settings = session.settings.providers();
  const auto setting = settings.find("exec");
  Program program;
  if (setting == settings.end()) return program;
  program.argv = setting->second.command;
  program.limit = setting->second.timeout.value_or(program.limit);
  return program;
}

ProviderSource::ProviderSource(const Session& session)
    : session_(session), live_(make_http(session.variable)), keys_(session) {}

Providers ProviderSource::make() {
  Providers providers = embedded_providers();
  if (session_.settings.is_on("offline")) return providers;
  const bool replays = !session_.flags.replay.empty();
  const auto key = [this, replays](std::string_view provider) {
    if (replays) return std::string("none");
    const std::string& record = session_.flags.record;
    if (!record.empty()) note_recorded_provider(session_.directory / record, provider);
    return keys_.key(provider);
  };
  const auto url = [this](std::string_view provider) { return base_url(session_, provider); };
  if (!network_) {
    network_.emplace(Network{.http = http(), .clock = session_.clock, .key = key, .base_url = url});
  }
  for (auto& provider : network_providers(*network_)) providers.push_back(std::move(provider));
  if (!replays) providers.push_back(exec_provider(exec_program(session_)));
  return providers;
}

Http& ProviderSource::http() {
  Http& silent = live_or_taped();
  if (session_.flags.verbose < request_log_verbosity) return silent;
  if (!telling_) {
    telling_ = make_telling_http(silent, session_.clock, [this](const std::string& line) {
      session_.err.text << plain(line) + '\n' << std::flush;
    });
  }
  return *telling_;
}

Http& ProviderSource::live_or_taped() {
  const GlobalFlags& flags = session_.flags;
  if (flags.record.empty() && flags.replay.empty()) return *live_;
  if (!taped_) taped_ = taped();
  return *taped_;
}

std::unique_ptr<Http> ProviderSource::taped() {
  const GlobalFlags& flags = session_.flags;
  if (!flags.replay.empty()) return make_replaying_http(session_.directory / flags.replay);
  const auto warn = [this](const std::string& problem) {
    session_.err.text << "warning: --record: " << plain(problem) << '\n' << std::flush;
  };
  return make_recording_http(*live_, {.directory = session_.directory / flags.record,
                                      .secrets = [this] { return keys_.known_keys(); },
                                      .tell = warn});
}

}  // namespace limner
