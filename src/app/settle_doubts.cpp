#include "app/settle_doubts.hpp"

#include "app/amounts.hpp"
#include "app/pending_answers.hpp"
#include "app/resume_run.hpp"
#include "app/text_arguments.hpp"
#include "app/wallet_settings.hpp"

#include <limner/error.hpp>

#include <utility>

namespace limner::app {

namespace {

nlohmann::json decision_failure(const store::InDoubtCall& doubt, const DoubtDecision& decision) {
  const bool billed = decision.billing == BillingDecision::billed;
  const ErrorCode code = billed ? ErrorCode::generation_failed : ErrorCode::provider_unavailable;
  return {
      {"code", traits(code).name},
      {"step", doubt.step_name},
      {"message", fmt::format("resolved as {}: {}", to_string(decision.billing), decision.note)},
      {"recovery", fmt::format("limner runs show {}", doubt.call.run.short_id())},
      {"retryable", !billed},
      {"charged", billed ? Charged::yes : Charged::no}};
}

// Only a person who has seen the bill gives an amount.
store::CostEntry decision_cost(const store::InDoubtCall& doubt, const DoubtDecision& decision,
                               const Context& context) {
  const store::CallRow& call = doubt.call;
  return {.id = EntryId::make(context.ids),
          .at = context.clock.now(),
          .run = call.run,
          .step = call.step,
          .step_name = doubt.step_name,
          .call = call.id,
          .provider = call.provider,
          .operation = call.operation,
          .model = call.model,
          .unit = "request",
          .unit_price = decision.usd.value_or(call.reserved),
          .estimated = call.reserved,
          .actual = decision.usd,
          .status = decision.usd ? store::CostStatus::reconciled : store::CostStatus::estimated,
          .pricing_source = decision.usd ? "person" : "catalog",
          .origin = store::CostOrigin::person,
          .reason = std::string(to_string(decision.billing)),
          .note = decision.note,
          .charge = call.charge};
}

std::vector<store::InDoubtCall> doubts_named(const store::Records& records,
                                             const std::vector<std::string>& ids) {
  if (ids.empty()) return records.doubts();
  std::vector<store::InDoubtCall> doubts;
  doubts.reserve(ids.size());
  for (const std::string& id : ids) doubts.push_back(records.find_doubt(id));
  return doubts;
}

}  // namespace

void check_decision(const DoubtDecision& decision) {
  if (decision.note.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw Error(ErrorCode::usage, "--note is required: the reason is recorded with the decision")
        .with_help("add --note \"where you looked\"");
  }
  refuse_invalid_text("--note", decision.note);
  if (!decision.usd) return;
  if (decision.billing == BillingDecision::not_billed) {
    throw Error(ErrorCode::usage, "--usd can only be used with --as billed")
        .with_help("remove --usd");
  }
  if (*decision.usd < Money())
    throw Error(ErrorCode::usage, "--usd cannot be negative")
        .with_help("give the billed amount, such as 0.0533");
  if (*decision.usd > most_dollars)
    throw Error(ErrorCode::usage, "--usd ${} is above the limit of ${}", decision.usd->str(),
                most_dollars.str())
        .with_help("give the billed amount, such as 0.0533");
}

ResolvedDoubt resolve_doubt(store::Records& records, std::string_view id,
                            const DoubtDecision& decision, const Context& context) {
  ResolvedDoubt resolved{.doubt = records.find_doubt(id)};
  const bool billed = decision.billing == BillingDecision::billed;
  store::CallRow call = resolved.doubt.call;
  call.state = store::CallState::failed;
  call.billing_class = billed ? Billing::billed_unusable : Billing::unbilled_error;
  call.failure = decision_failure(resolved.doubt, decision);
  call.ended = context.clock.now();
  std::vector<store::CostEntry> costs;
  if (billed) costs.push_back(decision_cost(resolved.doubt, decision, context));
  records.resolve_call({.call = call,
                        .costs = std::move(costs),
                        .step_status = store::StepStatus::failed,
                        .failure = call.failure});
  resolved.run_status = records.run(call.run).value().status;
  return resolved;
}

std::size_t collect_doubts(const Context& context, provider::Providers& providers,
                           store::Records& records, const std::vector<std::string>& ids,
                           const std::function<void(const store::InDoubtCall&,
                                                    const engine::CollectResult&)>& on_collected) {
  const provider::Catalogue catalogue = load_catalogue(context);
  const std::vector<store::InDoubtCall> doubts = doubts_named(records, ids);
  AnswerCollector collector(context, providers, records);
  const engine::RunEnv env = collector.env(context.stop.get_token());
  for (const store::InDoubtCall& doubt : doubts)
    on_collected(doubt, engine::collect(doubt, catalogue, env));
  return doubts.size();
}

store::RunStatus conclude_run(const Context& context, provider::Providers& providers,
                              store::Records& records, const RunId& id) {
  const store::RunRow run = records.run(id).value();
  const bool is_replayed = run.specification.value("replayed", false);
  if (run.status != store::RunStatus::failed || is_replayed) return run.status;
  const engine::Plan plan =
      plan_resume(context, records, run, load_catalogue(context), RetryPolicy::all).plan;
  if (engine::first_unfinished_step(plan, records.steps(id))) return run.status;
  AnswerCollector collector(context, providers, records);
  engine::RunEnv env = collector.env(context.stop.get_token());
  env.wallet_options = wallet_options_of(context);
  engine::resume(plan, id, env);
  return records.run(id).value().status;
}

}  // namespace limner::app
