// limner doubts resolve and collect: settle a request in doubt.
#include "app/settle_doubts.hpp"
#include "cli/command/doubts.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <memory>

namespace limner::cli {

namespace {

using app::BillingDecision;

struct DoubtResolution {
  std::string id, as;
  app::DoubtDecision decision;
};

// Checked before the store is opened.
app::DoubtDecision decision_of(const DoubtResolution& resolution) {
  const auto billing = parse_enum<BillingDecision>(resolution.as);
  if (!billing) {
    throw Error(ErrorCode::usage, "--as is required: billed or not-billed")
        .with_help("limner doubts resolve ID --as not-billed --note \"where you looked\"");
  }
  app::DoubtDecision decision = resolution.decision;
  decision.billing = *billing;
  app::check_decision(decision);
  return decision;
}

void print_resolution(const Session& session, const store::Records& records,
                      const app::ResolvedDoubt& resolved, const app::DoubtDecision& decision) {
  const store::CallRow& call = resolved.doubt.call;
  if (session.flags.json || session.flags.jsonl) {
    print_json(session, {{"schemaVersion", 1},
                         {"callId", call.id.str()},
                         {"runId", call.run.str()},
                         {"resolvedAs", decision.billing},
                         {"runStatus", resolved.run_status},
                         {"totalCosts", app::cost_json(records.total({.run = call.run}))}});
    return;
  }
  const bool billed = decision.billing == BillingDecision::billed;
  note(
      session,
      fmt::format("recorded: call {} was {}; the status of run {} is now {}", call.id.short_id(),
                  billed ? "billed " + dollars(decision.usd.value_or(call.reserved)) : "not billed",
                  call.run.short_id(), to_string(resolved.run_status)));
  if (billed && decision.usd && *decision.usd > call.reserved) {
    note(session, fmt::format("warning: {} is more than the highest estimate of the request, {}",
                              dollars(*decision.usd), dollars(call.reserved)));
  }
}

void resolve_doubt(const DoubtResolution& resolution, const Session& session) {
  const app::DoubtDecision decision = decision_of(resolution);
  if (!app::store_location(session).exists) app::records_to_look_up(session, resolution.id);
  store::Records records = app::open_records(session);
  app::ResolvedDoubt resolved = app::resolve_doubt(records, resolution.id, decision, session);
  provider::Providers providers = session.make_providers();
  resolved.run_status = app::conclude_run(session, providers, records, resolved.doubt.call.run);
  print_resolution(session, records, resolved, decision);
}

// ---- collect ----

ordered_json collected_json(const store::InDoubtCall& doubt, const engine::CollectResult& collected,
                            const store::BlobStore& blobs) {
  ordered_json files = ordered_json::array();
  for (const Asset& image : collected.images) files.push_back(blobs.path_of(image).string());
  return {{"callId", doubt.call.id.str()},
          {"runId", doubt.call.run.str()},
          {"state", collected.state},
          {"actualUsd", collected.charged ? app::number(*collected.charged) : ordered_json()},
          {"files", std::move(files)},
          {"message", app::text_or_null(collected.message)}};
}

void print_collected(const Session& session, const store::InDoubtCall& doubt,
                     const engine::CollectResult& collected, const store::BlobStore& blobs) {
  for (const Asset& image : collected.images)
    session.out.text << blobs.path_of(image).string() << '\n';
  const std::string call = fmt::format("call {}", doubt.call.id.short_id());
  if (collected.state == store::CallState::succeeded) {
    note(session, fmt::format("{} was answered; continue its run: limner resume {}", call,
                              doubt.call.run.short_id()));
  } else if (collected.state == store::CallState::failed) {
    note(session, fmt::format("{} failed: {}", call, plain(collected.message)));
  } else {
    note(session, fmt::format("{} is still in doubt: {}", call, plain(collected.message)));
  }
}

void collect_all(const std::vector<std::string>& ids, Session& session) {
  if (!app::store_location(session).exists) {
    if (!ids.empty()) app::records_to_look_up(session, ids.front());
    return note(session, "nothing is in doubt");
  }
  provider::Providers providers = session.make_providers();
  store::Records records = app::open_records(session);
  const store::BlobStore blobs = app::open_blobs(session);
  ordered_json shapes = ordered_json::array();
  const auto on_collected = [&](const store::InDoubtCall& doubt,
                                const engine::CollectResult& collected) {
    if (collected.state == store::CallState::in_doubt)
      session.exit_code = traits(ErrorCode::in_doubt).exit_code;
    if (collected.state == store::CallState::failed)
      app::conclude_run(session, providers, records, doubt.call.run);
    shapes.push_back(collected_json(doubt, collected, blobs));
    if (session.flags.jsonl) print_json_line(session, shapes.back());
    if (!session.flags.json && !session.flags.jsonl)
      print_collected(session, doubt, collected, blobs);
  };
  const std::size_t count = app::collect_doubts(session, providers, records, ids, on_collected);
  if (session.flags.json) print_json(session, {{"schemaVersion", 1}, {"calls", shapes}});
  if (count == 0) note(session, "nothing is in doubt");
}

}  // namespace

void add_doubts_resolve(CLI::App& group, Session& session) {
  auto resolution = std::make_shared<DoubtResolution>();
  CLI::App* command = add_command(
      group, "resolve", "Record whether a request was billed",
      {"limner doubts resolve 7qx2m9kd --as not-billed --note \"not in the export\"",
       "limner doubts resolve 7qx2m9kd --as billed --usd 0.0533 --note \"invoice 117\""});
  command->add_option("call", resolution->id, "Id of a call")->required()->type_name("CALL");
  add_choice(*command, "--as", resolution->as, list_words<BillingDecision, std::string>(),
             "Whether the provider billed the request (required)");
  add_money(*command, "--usd", resolution->decision.usd,
            "Amount billed (default: the request's maximum cost)");
  command
      ->add_option("--note", resolution->decision.note,
                   "Reason, recorded with the decision (required)")
      ->type_name("TEXT");
  command->callback([resolution, &session] { resolve_doubt(*resolution, session); });
}

void add_doubts_collect(CLI::App& group, Session& session) {
  auto ids = std::make_shared<std::vector<std::string>>();
  CLI::App* command = add_command(group, "collect", "Fetch answers that were not received",
                                  {"limner doubts collect", "limner doubts collect 7qx2m9kd"});
  command->add_option("calls", *ids, "Ids of calls (default: all)")->type_name("CALL");
  command->callback([ids, &session] { collect_all(*ids, session); });
}

}  // namespace limner::cli
