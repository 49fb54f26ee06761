#include "app/pending_answers.hpp"

#include "app/provider_check.hpp"

#include <limner/deadline.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace limner::app {

namespace {

constexpr Millis longest_wait{5000};  // for all of them: the run is waiting
constexpr Millis least_wait{500};     // for one

bool calls_network(const engine::Plan& plan, const provider::Providers& providers) {
  return std::ranges::any_of(plan.steps, [&](const engine::PlannedStep& step) {
    const provider::Provider* provider =
        step.model && !step.skip.value_or(false)
            ? provider::find_provider(providers, step.model->provider)
            : nullptr;
    return provider && !provider->embedded();
  });
}

bool can_be_asked(const Context& context, const provider::Catalogue& catalogue,
                  const store::CallRow& call) {
  const provider::ProviderFacts* facts = catalogue.provider(call.provider);
  return facts && (!facts->needs_key() || has_key(context, catalogue, call.provider));
}

// A recording holds only the requests of its own run.
std::vector<store::InDoubtCall> pending_calls(const Context& context, const engine::Plan& plan,
                                              const provider::Catalogue& catalogue,
                                              const engine::RunEnv& env,
                                              const std::optional<RunId>& own) {
  std::vector<store::InDoubtCall> pending;
  if (plan.offline || plan.replayed || !context.record_directory.empty() ||
      !calls_network(plan, env.providers))
    return pending;
  for (store::InDoubtCall& doubt : env.records.doubts()) {
    if (doubt.call.state == store::CallState::accepted && doubt.call.run != own &&
        can_be_asked(context, catalogue, doubt.call))
      pending.push_back(std::move(doubt));
  }
  return pending;
}

// The state that the call is in afterwards.
store::CallState ask(const store::InDoubtCall& doubt, const provider::Catalogue& catalogue,
                     const engine::RunEnv& env) {
  if (env.stop.stop_requested()) return doubt.call.state;
  try {
    return engine::collect(doubt, catalogue, env).state;
  } catch (const Error&) {
    return doubt.call.state;  // another process was first, or the disk is full: the run reports it
  }
}

}  // namespace

AnswerCollector::AnswerCollector(const Context& context, provider::Providers& providers,
                                 store::Records& records)
    : context_(context), providers_(providers), records_(records), blobs_(open_blobs(context)) {}

engine::RunEnv AnswerCollector::env(const std::stop_token& stop) {
  return {.providers = providers_,
          .blobs = blobs_,
          .records = records_,
          .clock = context_.clock,
          .ids = context_.ids,
          .events = no_events_,
          .stop = stop,
          .request_id = ""};
}

std::vector<PendingAnswer> collect_pending_answers(
    const Context& context, const engine::Plan& plan, const provider::Catalogue& catalogue,
    AnswerCollector collector, const std::optional<RunId>& own,
    const std::function<void(std::size_t count)>& on_start) {
  std::vector<PendingAnswer> answers;
  const std::vector<store::InDoubtCall> pending =
      pending_calls(context, plan, catalogue, collector.env({}), own);
  if (pending.empty()) return answers;
  on_start(pending.size());
  const Deadline all(context.stop.get_token(), longest_wait);
  const Millis each = std::max(longest_wait / std::ssize(pending), least_wait);
  for (const store::InDoubtCall& doubt : pending) {
    const Deadline one(all.token(), each);
    answers.push_back({doubt.call, ask(doubt, catalogue, collector.env(one.token()))});
  }
  return answers;
}

}  // namespace limner::app
