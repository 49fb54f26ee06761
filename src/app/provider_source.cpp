#include "app/provider_source.hpp"

#include "app/key_variables.hpp"
#include "app/limits.hpp"
#include "app/recorded_providers.hpp"

#include <algorithm>
#include <utility>

namespace limner::app {

provider::Program exec_program(const Context& context) {
  const ProviderSettings& settings = context.settings.providers();
  const auto setting = settings.find("exec");
  provider::Program program;
  if (setting == settings.end()) return program;
  require_trusted(setting->second, {"command"});
  program.argv = setting->second.command;
  program.limit = setting->second.timeout.value_or(program.limit);
  return program;
}

namespace {

// Without a command when it is not trusted: check_providers() refuses a plan that needs it.
provider::Program usable_program(const Context& context) {
  try {
    return exec_program(context);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_trusted) throw;
    return {};
  }
}

// The default when a project raises it without trust: commands that need no answer work.
std::uint64_t max_answer(const Context& context) {
  const bool usable = !context.settings.declared("limits.answer_bytes").untrusted;
  return usable ? limit_of(context, "limits.answer_bytes") : std::uint64_t{1} << 30;
}

}  // namespace

ProviderSource::ProviderSource(const Context& context)
    : context_(context), live_(net::make_http(context.variable)), keys_(context) {}

provider::Providers ProviderSource::make() {
  provider::Providers providers = provider::embedded_providers();
  if (context_.settings.is_on("offline")) return providers;
  const bool replays = !context_.replay_directory.empty();
  const auto key = [this, replays](std::string_view provider) {
    if (replays) return std::string("none");
    const std::string& record = context_.record_directory;
    if (!record.empty()) note_recorded_provider(context_.directory / record, provider);
    return key_of(provider);
  };
  const auto url = [this](std::string_view provider) { return base_url(context_, provider); };
  if (!network_) {
    network_.emplace(net::Network{.http = http(),
                                  .clock = context_.clock,
                                  .key = key,
                                  .base_url = url,
                                  .max_answer = max_answer(context_)});
  }
  for (auto& provider : provider::network_providers(*network_))
    providers.push_back(std::move(provider));
  if (!replays) providers.push_back(provider::exec_provider(usable_program(context_)));
  return providers;
}

std::string ProviderSource::key_of(std::string_view provider) {
  std::string key = keys_.key(provider);
  const auto has_key = [&](const std::string& name) { return context_.variable(name) == key; };
  if (on_key_ && !key.empty() && std::ranges::none_of(all_key_variables(), has_key)) on_key_(key);
  return key;
}

net::Http& ProviderSource::http() {
  net::Http& silent = live_or_taped();
  if (!context_.trace_requests) return silent;
  if (!logging_http_) {
    logging_http_ = net::make_logging_http(silent, context_.clock, [this](const std::string& line) {
      if (context_.report) context_.report(line);
    });
  }
  return *logging_http_;
}

net::Http& ProviderSource::live_or_taped() {
  if (context_.record_directory.empty() && context_.replay_directory.empty()) return *live_;
  if (!taped_) taped_ = taped();
  return *taped_;
}

std::unique_ptr<net::Http> ProviderSource::taped() {
  if (!context_.replay_directory.empty())
    return net::make_replaying_http(context_.directory / context_.replay_directory);
  const auto warn = [this](const std::string& problem) {
    if (context_.report) context_.report("warning: --record: " + problem);
  };
  return net::make_recording_http(*live_,
                                  {.directory = context_.directory / context_.record_directory,
                                   .secrets = [this] { return keys_.known_keys(); },
                                   .report = warn});
}

}  // namespace limner::app
