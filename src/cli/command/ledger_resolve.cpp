// limner ledger resolve: ends a dispute with a bill.
#include "app/dispute.hpp"
#include "cli/command/ledger.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <fmt/ranges.h>

#include <memory>

namespace limner::cli {

namespace {

struct DisputeOptions {
  std::string id, as, reason;
  app::DisputeDecision decision;
};

// Checked before the store is opened.
app::DisputeDecision dispute_decision(const DisputeOptions& options) {
  const auto right = parse_enum<app::RightAmount>(options.as);
  const auto reason = parse_enum<app::DisputeReason>(options.reason);
  if (!right || !reason) {
    const std::vector<std::string> words = right ? list_words<app::DisputeReason, std::string>()
                                                 : list_words<app::RightAmount, std::string>();
    throw Error(ErrorCode::usage, "{} is required: one of {}", right ? "--reason" : "--as",
                fmt::join(words, ", "))
        .with_help(
            "limner ledger resolve ID --as billed --reason checked --note \"where you looked\"");
  }
  app::DisputeDecision decision = options.decision;
  decision.right = *right;
  decision.reason = *reason;
  app::check_decision(decision);
  return decision;
}

void print_resolved_dispute(const Session& session, const store::Records& records,
                            const app::ResolvedDispute& resolved,
                            const app::DisputeDecision& decision) {
  const store::CallRow& call = resolved.call;
  if (!session.flags.json && !session.flags.jsonl) {
    note(session, fmt::format("call {} cost {}: billed {}, recorded {}", call.id.short_id(),
                              dollars(resolved.amount), dollars(resolved.billed),
                              dollars(resolved.recorded)));
    return;
  }
  ordered_json entries = ordered_json::array();
  for (const store::CostEntry& entry : records.costs({.run = call.run, .call = call.id}))
    entries.push_back(app::ledger_entry(entry));
  print_json(session, {{"schemaVersion", 1},
                       {"callId", call.id.str()},
                       {"runId", call.run.str()},
                       {"resolvedAs", decision.right},
                       {"reason", decision.reason},
                       {"note", decision.note},
                       {"billedUsd", app::number(resolved.billed)},
                       {"recordedUsd", app::number(resolved.recorded)},
                       {"amountUsd", app::number(resolved.amount)},
                       {"entries", std::move(entries)},
                       {"totalCosts", app::cost_json(records.total({.run = call.run}))}});
}

void resolve_disputed(const DisputeOptions& options, const Session& session) {
  const app::DisputeDecision decision = dispute_decision(options);
  if (!app::store_location(session).exists) app::records_to_look_up(session, options.id);
  store::Records records = app::open_records(session);
  const app::ResolvedDispute resolved =
      app::resolve_dispute(records, options.id, decision, session);
  print_resolved_dispute(session, records, resolved, decision);
}

}  // namespace

void add_ledger_resolve(CLI::App& group, Session& session) {
  auto options = std::make_shared<DisputeOptions>();
  CLI::App* command = add_command(
      group, "resolve", "Decide which amount of a disputed call is right",
      {"limner ledger resolve 7qx2m9kd --as billed --reason checked --note \"ticket 9\"",
       "limner ledger resolve @last --as amount --usd 0.04 --reason other --note x"});
  command->add_option("call", options->id, "Id of a call, or of one of its ledger entries")
      ->required()
      ->type_name("CALL");
  add_choice(*command, "--as", options->as, list_words<app::RightAmount, std::string>(),
             "The right amount: as the bill says, as recorded before, or that of --usd (required)");
  add_money(*command, "--usd", options->decision.usd, "The right amount, with --as amount");
  add_choice(*command, "--reason", options->reason, list_words<app::DisputeReason, std::string>(),
             "Why (required)");
  command->add_option("--note", options->decision.note, "Recorded with the decision (required)")
      ->type_name("TEXT");
  command->callback([options, &session] { resolve_disputed(*options, session); });
}

}  // namespace limner::cli
