#include "app/work_limits.hpp"

#include "app/limits.hpp"

#include <algorithm>
#include <set>

namespace limner::app {

namespace {

engine::CallLimits call_limits(const Context& context, const provider::Catalogue& catalogue,
                               std::string_view provider) {
  engine::CallLimits limits;
  if (const provider::ProviderFacts* facts = catalogue.provider(provider))
    limits = {.concurrency = facts->concurrency, .per_minute = facts->per_minute};
  const ProviderSettings& settings = context.settings.providers();
  const auto setting = settings.find(provider);
  if (setting == settings.end()) return limits;
  limits.concurrency = setting->second.concurrency.value_or(limits.concurrency);
  if (setting->second.per_minute) limits.per_minute = setting->second.per_minute;
  return limits;
}

std::set<std::string> called_providers(const engine::Plan& plan) {
  std::set<std::string> names;
  for (const engine::PlannedStep& step : plan.steps) {
    const bool is_called =
        step.model && !step.model->is_embedded() && !step.skip.value_or(false) && !plan.replayed;
    if (is_called) names.insert(step.model->provider);
  }
  return names;
}

}  // namespace

engine::WorkLimitOptions work_limit_options(const Context& context,
                                            const provider::Catalogue& catalogue) {
  return {.calls = [&](std::string_view name) { return call_limits(context, catalogue, name); },
          .memory = limit_of(context, "limits.memory")};
}

int automatic_jobs(const Context& context, const provider::Catalogue& catalogue,
                   const engine::Plan* plan) {
  int calls = 0;
  if (plan != nullptr) {
    for (const std::string& name : called_providers(*plan))
      calls += call_limits(context, catalogue, name).concurrency;
  } else {
    for (const provider::ProviderFacts& facts : catalogue.providers())
      calls = std::max(calls, call_limits(context, catalogue, facts.name).concurrency);
  }
  const auto cores = static_cast<int>(engine::processor_cores());
  return std::min(cores + calls, provider::max_concurrency);
}

}  // namespace limner::app
