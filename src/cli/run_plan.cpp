// The plan, shown or refused.
#include "cli/run_plan.hpp"

#include "cli/key_ring.hpp"
#include "cli/provider_source.hpp"
#include "cli/recorded_providers.hpp"
#include "cli/screens.hpp"
#include "cli/shapes.hpp"
#include "cli/style.hpp"

#include <limner/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace limner {

namespace {

std::string_view status_of(const PlannedStep& step) {
  if (!step.skip) return "open";
  return *step.skip ? "skipped" : "planned";
}

std::string format_planned_cost(const PlannedStep& step) {
  if (step.skip.value_or(false)) return "skipped";
  if (!step.model) return "";
  return step.estimate ? estimated_dollars(*step.estimate) : "not known";
}

ordered_json planned_step_shape(const PlannedStep& step, int ordinal) {
  ordered_json shape = {{"ordinal", ordinal},        {"id", step.spec.id},
                        {"name", step.spec.name},    {"uses", step.spec.uses},
                        {"status", status_of(step)}, {"provider", nullptr},
                        {"model", nullptr},          {"modelExecution", nullptr},
                        {"chargeType", nullptr},     {"cost", nullptr}};
  if (!step.model) return shape;
  shape["provider"] = step.model->provider;
  shape["model"] = step.model->id;
  shape["modelExecution"] = {{"requested", step.requested_model},
                             {"resolved", step.model->id},
                             {"underlying", nullptr},
                             {"outputType", nullptr},
                             {"reason", step.model_reason}};
  shape["chargeType"] = word(step.charge);
  shape["cost"] = {{"estimatedUsd", step.estimate ? number(*step.estimate) : ordered_json()},
                   {"actualUsd", nullptr},
                   {"status", "estimated"}};
  return shape;
}

ordered_json plan_shape(const Plan& plan) {
  ordered_json steps = ordered_json::array();
  for (int ordinal = 0; const PlannedStep& step : plan.steps)
    steps.push_back(planned_step_shape(step, ordinal++));
  return {{"id", nullptr},
          {"status", "planned"},
          {"artifactId", nullptr},
          {"durationMs", nullptr},
          {"totalCosts", cost_shape({.estimated = plan.estimate()})},
          {"templateId", plan.workflow.id},
          {"requestId", nullptr},
          {"artifactIds", ordered_json::array()},
          {"credits",
           {{"charged", number(Credits())}, {"refunded", number(Credits())}, {"wallet", nullptr}}},
          {"reusedSteps", 0},
          {"inDoubt", ordered_json::array()},
          {"pricesAsOf", plan.catalog_version},
          {"specification", plan.specification()},
          {"runSteps", steps}};
}

struct KeyNeed {
  std::string provider, step;
  std::vector<std::string> variables;
};

// Providers that this plan would call over the network, each once.
std::vector<KeyNeed> key_needs(const Plan& plan, const Catalogue& catalogue) {
  std::vector<KeyNeed> needs;
  for (const PlannedStep& step : plan.steps) {
    if (!step.model || step.skip.value_or(false)) continue;
    const ProviderFacts* facts = catalogue.provider(step.model->provider);
    if (!facts || !facts->needs_key()) continue;
    if (std::ranges::find(needs, facts->name, &KeyNeed::provider) == needs.end())
      needs.push_back({facts->name, step.spec.name, facts->key_variables});
  }
  return needs;
}

// A server or a program that only the user can say where to find.
void refuse_unplaced(const Session& session, const Catalogue& catalogue, const PlannedStep& step) {
  const std::string& name = step.model->provider;
  const ProviderFacts* facts = catalogue.provider(name);
  if (facts && facts->needs_base_url && !base_url(session, name)) {
    throw Error(ErrorCode::invalid_config, "{} needs {}, and nobody has said where that server is",
                step.spec.name, step.model->id)
        .with_help(fmt::format("export {}=http://127.0.0.1:1234/v1", base_url_variable(name)));
  }
  if (facts && facts->needs_command && exec_program(session).argv.empty()) {
    throw Error(ErrorCode::invalid_config, "{} needs {}, and no program is set for it",
                step.spec.name, step.model->id)
        .with_help("limner help exec");
  }
}

// A command to copy: the one that was given, with --offline.
std::string offline_help(const Session& session, const Plan& plan) {
  const std::string name = session.workflow ? session.workflow->name : plan.workflow.id;
  std::string command = "limner run " + name + " --offline";
  for (const IntakeField& field : plan.workflow.intake) {
    if (!field.required || field.flag.empty()) continue;
    nlohmann::json value = plan.intake;
    for (const std::string& key : field.path) value = value.value(key, nlohmann::json());
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (text.size() > 200 || text.find_first_of("\"\\$`!\n\r\t") != std::string::npos)
      return "try it without keys: add --offline to the command";
    command += fmt::format(" --{} \"{}\"", field.flag, text);
  }
  return "try it without keys: " + command;
}

}  // namespace

void print_plan(const Session& session, const Plan& plan) {
  if (session.flags.json || session.flags.jsonl) {
    print_json(session, plan_shape(plan));
    return;
  }
  Output& out = session.out;
  const std::string title = plain(plan.title());
  session.err.text << session.err.paint(Ink::strong, plan.workflow.id + " " + plan.workflow.version)
                   << "  " << cut(title, 48, session.err.unicode) << '\n'
                   << std::flush;
  std::size_t name = 0;
  std::size_t model = 0;
  for (const PlannedStep& step : plan.steps) {
    name = std::max(name, step.spec.name.size());
    model = std::max(model, step.model ? step.model->id.size() : 0);
  }
  for (const PlannedStep& step : plan.steps) {
    std::string line =
        fmt::format("  {:<{}}  {:<{}}  {}", step.spec.name, name, step.model ? step.model->id : "",
                    model, format_planned_cost(step));
    line.erase(line.find_last_not_of(' ') + 1);
    out.text << out.paint(step.skip.value_or(false) ? Ink::faint : Ink::plain, line) << '\n';
  }
  for (const PlannedStep& step : plan.steps) {
    if (step.requested_model == "auto")
      note(session, fmt::format("{}: {}", step.spec.name, step.model_reason));
  }
  out.text << fmt::format("at most {}, by prices of {}\n", dollars(plan.estimate()),
                          plan.catalog_version)
           << std::flush;
  session.err.text << "nothing was sent, nothing was written\n";
}

bool has_key(const Session& session, const Catalogue& catalogue, std::string_view provider) {
  const ProviderFacts* facts = catalogue.provider(provider);
  const std::string& replay = session.flags.replay;
  if (facts && !replay.empty()) return was_recorded(session.directory / replay, provider);
  return facts && key_origin(session, *facts);
}

void check_providers(const Session& session, const Plan& plan, const Catalogue& catalogue,
                     const Providers& providers) {
  std::vector<Problem> missing;
  for (const KeyNeed& need : key_needs(plan, catalogue)) {
    if (!session.flags.replay.empty() || has_key(session, catalogue, need.provider)) continue;
    missing.push_back(
        {.message = fmt::format("{}, for {}", need.provider, need.step),
         .type = "key_missing",
         .loc = {"keys", need.provider},
         .help = fmt::format("not in {}, not stored", fmt::join(need.variables, " or "))});
  }
  if (!missing.empty()) {
    const std::size_t count = missing.size();
    throw Error(ErrorCode::key_missing, "{} {} missing for {}; nothing was sent", count,
                either(count, "key is", "keys are"), plan.workflow.id)
        .with_problems(std::move(missing))
        .with_help(offline_help(session, plan));
  }
  for (const PlannedStep& step : plan.steps) {
    if (!step.model || step.skip.value_or(false)) continue;
    refuse_unplaced(session, catalogue, step);
    if (find_provider(providers, step.model->provider)) continue;
    throw Error(ErrorCode::unsupported_model,
                "this version of limner cannot call {} yet: {} needs {}", step.model->provider,
                step.spec.name, step.model->id)
        .with_help(offline_help(session, plan));
  }
}

}  // namespace limner
