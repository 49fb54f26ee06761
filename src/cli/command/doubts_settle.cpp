// limner doubts resolve and collect: settle a request in doubt.
#include "app/pending_answers.hpp"
#include "cli/command/doubts.hpp"
#include "cli/render/failure.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <memory>

namespace limner::cli {

namespace {

using nlohmann::json;

struct DoubtResolution {
  std::string id, as, remark;
  std::optional<Money> usd;
};

json resolution_failure(const store::InDoubtCall& doubt, const DoubtResolution& resolution) {
  const bool billed = resolution.as == "billed";
  const ErrorCode code = billed ? ErrorCode::generation_failed : ErrorCode::provider_unavailable;
  return {{"code", traits(code).name},
          {"step", doubt.step_name},
          {"message", fmt::format("resolved as {}: {}", resolution.as, resolution.remark)},
          {"recovery", fmt::format("limner runs show {}", doubt.call.run.short_id())},
          {"retryable", !billed},
          {"charged", billed ? "yes" : "no"}};
}

// An amount is given only by a person who has seen the bill.
store::CostEntry resolution_cost(const store::InDoubtCall& doubt, const DoubtResolution& resolution,
                                 const Session& session) {
  const store::CallRow& call = doubt.call;
  return {.id = EntryId::make(session.ids),
          .at = session.clock.now(),
          .run = call.run,
          .step = call.step,
          .step_name = doubt.step_name,
          .call = call.id,
          .provider = call.provider,
          .operation = call.operation,
          .model = call.model,
          .quantity = 0,
          .unit = "image",
          .estimated = call.reserved,
          .actual = resolution.usd,
          .status = resolution.usd ? store::CostStatus::reconciled : store::CostStatus::estimated,
          .pricing_source = resolution.usd ? "resolved" : "catalog",
          .charge = call.charge};
}

void check_resolution(const DoubtResolution& resolution) {
  if (resolution.as.empty()) {
    throw Error(ErrorCode::usage, "--as is required: billed or not-billed")
        .with_help("limner doubts resolve ID --as not-billed --note \"where you looked\"");
  }
  if (resolution.remark.empty()) {
    throw Error(ErrorCode::usage, "--note is required: the reason is recorded with the decision")
        .with_help("add --note \"where you looked\"");
  }
  if (!resolution.usd) return;
  if (resolution.as == "not-billed") {
    throw Error(ErrorCode::usage, "--usd can only be used with --as billed")
        .with_help("remove --usd");
  }
  if (*resolution.usd < Money())
    throw Error(ErrorCode::usage, "--usd cannot be negative")
        .with_help("give the billed amount, such as 0.0533");
}

void print_resolution(const Session& session, const store::Records& records,
                      const store::InDoubtCall& doubt, const DoubtResolution& resolution) {
  const std::string_view status = to_string(records.run(doubt.call.run).value().status);
  if (session.flags.json || session.flags.jsonl) {
    const store::CostTotal total = records.total({.run = doubt.call.run});
    print_json(session, {{"schemaVersion", 1},
                         {"callId", doubt.call.id.str()},
                         {"runId", doubt.call.run.str()},
                         {"resolvedAs", resolution.as},
                         {"runStatus", status},
                         {"totalCosts", app::cost_json(total)}});
    return;
  }
  note(session,
       fmt::format("call {} was {}{}; run {} is {}", doubt.call.id.short_id(), resolution.as,
                   resolution.as == "billed"
                       ? " " + dollars(resolution.usd.value_or(doubt.call.reserved))
                       : "",
                   doubt.call.run.short_id(), status));
}

void resolve_doubt(const DoubtResolution& resolution, const Session& session) {
  check_resolution(resolution);
  if (!app::store_location(session).exists) app::records_to_look_up(session, resolution.id);
  store::Records records = app::open_records(session);
  const store::InDoubtCall doubt = records.find_doubt(resolution.id);
  store::CallRow call = doubt.call;
  const bool billed = resolution.as == "billed";
  call.state = store::CallState::failed;
  call.billing_class = billed ? Billing::billed_unusable : Billing::unbilled_error;
  call.failure = resolution_failure(doubt, resolution);
  call.ended = session.clock.now();
  std::vector<store::CostEntry> costs;
  if (billed) costs.push_back(resolution_cost(doubt, resolution, session));
  records.resolve_call({.call = call,
                        .costs = costs,
                        .step_status = store::StepStatus::failed,
                        .failure = call.failure});
  print_resolution(session, records, doubt, resolution);
}

// ---- collect ----

ordered_json collected_json(const store::InDoubtCall& doubt, const engine::Collected& collected,
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
                     const engine::Collected& collected, const store::BlobStore& blobs) {
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

std::vector<store::InDoubtCall> find_doubts(const store::Records& records,
                                            const std::vector<std::string>& ids) {
  if (ids.empty()) return records.doubts();
  std::vector<store::InDoubtCall> doubts;
  doubts.reserve(ids.size());
  for (const std::string& id : ids) doubts.push_back(records.find_doubt(id));
  return doubts;
}

void collect_all(const std::vector<std::string>& ids, Session& session) {
  if (!app::store_location(session).exists) {
    if (!ids.empty()) app::records_to_look_up(session, ids.front());
    return note(session, "nothing is in doubt");
  }
  const provider::Catalogue catalogue = app::load_catalogue(session);
  provider::Providers providers = session.make_providers();
  store::Records records = app::open_records(session);
  app::AnswerCollector collecting(session, providers, records);
  const engine::RunEnv env = collecting.env(session.stop.get_token());
  const std::vector<store::InDoubtCall> doubts = find_doubts(records, ids);
  ordered_json shapes = ordered_json::array();
  for (const store::InDoubtCall& doubt : doubts) {
    const engine::Collected collected = engine::collect(doubt, catalogue, env);
    if (collected.state == store::CallState::in_doubt)
      session.exit_code = traits(ErrorCode::in_doubt).exit_code;
    shapes.push_back(collected_json(doubt, collected, env.blobs));
    if (session.flags.jsonl) print_json_line(session, shapes.back());
    if (!session.flags.json && !session.flags.jsonl)
      print_collected(session, doubt, collected, env.blobs);
  }
  if (session.flags.json) print_json(session, {{"schemaVersion", 1}, {"calls", shapes}});
  if (doubts.empty()) note(session, "nothing is in doubt");
}

}  // namespace

void add_doubts_resolve(CLI::App& group, Session& session) {
  auto resolution = std::make_shared<DoubtResolution>();
  CLI::App* command = add_command(
      group, "resolve", "Record whether a request was billed",
      {"limner doubts resolve 7qx2m9kd --as not-billed --note \"not in the export\"",
       "limner doubts resolve 7qx2m9kd --as billed --usd 0.0533 --note \"invoice 117\""});
  command->add_option("call", resolution->id, "Id of a call")->required()->type_name("CALL");
  add_choice(*command, "--as", resolution->as, {"billed", "not-billed"},
             "Whether the provider billed the request");
  add_money(*command, "--usd", resolution->usd,
            "Amount billed (default: the request's maximum cost)");
  command->add_option("--note", resolution->remark, "Reason, recorded with the decision")
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
