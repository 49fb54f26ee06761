// Finds the providers that a plan needs and checks them.
#include "app/provider_check.hpp"

#include "app/keys.hpp"
#include "app/provider_source.hpp"
#include "app/recorded_providers.hpp"

#include <limner/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>

namespace limner::app {

namespace {

struct KeyNeed {
  std::string provider, step;
  std::vector<std::string> variables;
};

// A step that neither is skipped nor has the result of an earlier run.
bool calls_model(const engine::PlannedStep& step) {
  return step.model && !step.skip.value_or(false) && !step.reuse;
}

// Providers that this plan would call over the network, each once.
std::vector<KeyNeed> key_needs(const engine::Plan& plan, const provider::Catalogue& catalogue) {
  std::vector<KeyNeed> needs;
  for (const engine::PlannedStep& step : plan.steps) {
    if (!calls_model(step)) continue;
    const provider::ProviderFacts* facts = catalogue.provider(step.model->provider);
    if (!facts || !facts->needs_key()) continue;
    if (std::ranges::find(needs, facts->name, &KeyNeed::provider) == needs.end())
      needs.push_back({facts->name, step.spec.name, facts->key_variables});
  }
  return needs;
}

// A server or a program that only settings can name.
void refuse_unplaced(const Context& context, const provider::Catalogue& catalogue,
                     const engine::PlannedStep& step) {
  const std::string& name = step.model->provider;
  const provider::ProviderFacts* facts = catalogue.provider(name);
  if (facts && facts->needs_base_url && !base_url(context, name)) {
    throw Error(ErrorCode::invalid_config, "{} uses {}, and the base URL of {} is not set",
                step.spec.name, step.model->id, name)
        .with_help(fmt::format("export {}=http://127.0.0.1:1234/v1", base_url_variable(name)));
  }
  if (facts && facts->needs_command && exec_program(context).argv.empty()) {
    throw Error(ErrorCode::invalid_config, "{} needs {}, and no program is set for it",
                step.spec.name, step.model->id)
        .with_help("limner help exec");
  }
}

// Before anything is sent: a base URL and a stored key that may not be used.
void check_address(const Context& context, const provider::Catalogue& catalogue,
                   const std::string& provider) {
  const provider::ProviderFacts* facts = catalogue.provider(provider);
  if (!facts || facts->key_variables.empty() || !context.replay_directory.empty()) return;
  base_url(context, provider);
  check_stored_key(context, *facts);
}

// A command to copy: the one that was given, with --offline.
std::string offline_help(const engine::Plan& plan, const std::string& template_name) {
  const bool is_image = template_name == "image";  // a command of its own, with the prompt first
  std::string command = is_image ? "limner image" : "limner run " + template_name + " --offline";
  for (const templates::IntakeField& field : plan.workflow.intake) {
    if (!field.required || field.flag.empty()) continue;
    nlohmann::json value = plan.intake;
    for (const std::string& key : field.path) value = value.value(key, nlohmann::json());
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (text.size() > 200 || text.find_first_of("\"\\$`!\n\r\t") != std::string::npos)
      return "try it without keys: add --offline to the command";
    command +=
        is_image ? fmt::format(" \"{}\"", text) : fmt::format(" --{} \"{}\"", field.flag, text);
  }
  if (is_image) command += " --offline";
  return "try it without keys: " + command;
}

}  // namespace

bool has_key(const Context& context, const provider::Catalogue& catalogue,
             std::string_view provider) {
  const provider::ProviderFacts* facts = catalogue.provider(provider);
  const std::string& replay = context.replay_directory;
  if (facts && !replay.empty()) return was_recorded(context.directory / replay, provider);
  return facts && key_origin(context, *facts);
}

void check_providers(const Context& context, const engine::Plan& plan,
                     const provider::Catalogue& catalogue, const provider::Providers& providers,
                     const std::string& template_name) {
  std::vector<Problem> missing;
  for (const KeyNeed& need : key_needs(plan, catalogue)) {
    if (!context.replay_directory.empty() || has_key(context, catalogue, need.provider)) continue;
    missing.push_back(
        {.message = fmt::format("{}, for {}", need.provider, need.step),
         .type = "key_missing",
         .loc = {"keys", need.provider},
         .help = fmt::format("not in {}, not stored", fmt::join(need.variables, " or "))});
  }
  if (!missing.empty()) {
    const std::size_t count = missing.size();
    const std::string store_help = "limner keys set " + missing.front().loc.back();
    throw Error(ErrorCode::key_missing, "{} {} missing for {}; nothing was sent", count,
                count == 1 ? "key is" : "keys are", plan.workflow.id)
        .with_problems(std::move(missing))
        .with_help(
            fmt::format("store it: {}; or {}", store_help, offline_help(plan, template_name)));
  }
  for (const engine::PlannedStep& step : plan.steps) {
    if (!calls_model(step)) continue;
    refuse_unplaced(context, catalogue, step);
    check_address(context, catalogue, step.model->provider);
    if (provider::find_provider(providers, step.model->provider)) continue;
    throw Error(ErrorCode::unsupported_model,
                "this version of limner cannot call {} yet: {} needs {}", step.model->provider,
                step.spec.name, step.model->id)
        .with_help(offline_help(plan, template_name));
  }
}

}  // namespace limner::app
