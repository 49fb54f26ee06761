// limner doubts: requests whose billing is unknown.
#include "cli/command/doubts.hpp"

#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

namespace limner::cli {

namespace {

std::string reason_of(const store::InDoubtCall& doubt) {
  std::string message = text_at(doubt.call.failure, "message");
  if (!message.empty()) return message;
  if (doubt.answer) return "answered; the answer is stored";
  return doubt.call.remote_id.empty() ? "the process ended while waiting for the answer"
                                      : "accepted by the provider, not collected";
}

std::string format_doubtful_cost(const store::CallRow& call) {
  return call.reserved.is_zero() ? "$0" : unknown_dollars(call.reserved);
}

std::string format_held_credits(const store::CallRow& call) {
  if (call.wallet.empty()) return "";
  return fmt::format("{} credits of {}", call.credits.str(), call.wallet);
}

void list_doubts(const Session& session) {
  const std::optional<store::Records> records = app::existing_records(session);
  const std::vector<store::InDoubtCall> doubts =
      records ? records->doubts() : std::vector<store::InDoubtCall>();
  const store::BlobStore blobs = app::open_blobs(session);
  const auto shape = [&](const store::InDoubtCall& doubt) { return doubt_json(doubt, blobs); };
  if (doubts.empty()) note(session, "nothing is in doubt");
  if (printed_as_json(session, "doubts", doubts, shape) || doubts.empty()) return;
  Table table({{"CALL"},
               {.title = "RUN", .optional = true},
               {.title = "AT", .optional = true},
               {.title = "MODEL", .flexible = true},
               {"COST", true},
               {.title = "HELD", .optional = true},
               {.title = "WHY", .flexible = true, .optional = true}});
  const bool is_narrow = session.out.columns() < 60;
  for (const store::InDoubtCall& doubt : doubts) {
    const store::CallRow& call = doubt.call;
    table.add({{call.id.str(), std::string(call.id.short_id())},
               {call.run.str(), std::string(call.run.short_id())},
               {rfc3339(call.at), moment(call.at, session.out)},
               {call.model},
               {format_doubtful_cost(call),
                is_narrow && !call.reserved.is_zero() ? "up to " + dollars(call.reserved) : ""},
               {call.wallet.empty() ? "" : call.credits.str()},
               {reason_of(doubt)}});
  }
  table.print(session.out);
}

// Commands to copy, the safest first.
std::vector<Field> decisions(const store::InDoubtCall& doubt) {
  const std::string_view id = doubt.call.id.short_id();
  std::vector<Field> fields;
  if (doubt.answer || !doubt.call.remote.is_null())
    fields.push_back({"collect", fmt::format("limner doubts collect {}", id)});
  fields.push_back(
      {"billed", fmt::format("limner doubts resolve {} --as billed --note \"…\"", id)});
  fields.push_back(
      {"not billed", fmt::format("limner doubts resolve {} --as not-billed --note \"…\"", id)});
  return fields;
}

void show_doubt(const std::string& id, const Session& session) {
  const store::Records records = app::records_to_look_up(session, id);
  const store::BlobStore blobs = app::open_blobs(session);
  const store::InDoubtCall doubt = records.find_doubt(id);
  const store::CallRow& call = doubt.call;
  const auto shape = [&](const store::InDoubtCall& one) { return doubt_json(one, blobs); };
  if (printed_as_json(session, "doubts", std::vector{doubt}, shape)) return;
  session.out.text << session.out.paint(
                          TextStyle::strong,
                          fmt::format("{}  {}  {}", named("call", call.id, session.out),
                                      to_string(call.state), plain(doubt.title)))
                   << '\n';
  std::vector<Field> fields = {
      {"run", shown(call.run, session.out)},
      {"step", doubt.step_name},
      {"model", call.model},
      {"sent", moment(call.at, session.out)},
      {"cost", format_doubtful_cost(call)},
      {"held", format_held_credits(call)},
      {"remote id", call.remote_id},
      {"answer", doubt.answer ? blobs.path_of(*doubt.answer).string() : ""},
      {"prompt", text_at(call.request, "prompt")},
      {"why", reason_of(doubt)}};
  std::erase_if(fields, [](const Field& field) { return field.value.empty(); });
  std::ranges::move(decisions(doubt), std::back_inserter(fields));
  print_fields(session.out, fields);
}

}  // namespace

ordered_json doubt_json(const store::InDoubtCall& doubt, const store::BlobStore& blobs) {
  const store::CallRow& call = doubt.call;
  return {{"callId", call.id.str()},
          {"runId", call.run.str()},
          {"templateId", doubt.template_id},
          {"title", doubt.title},
          {"step", doubt.step_name},
          {"state", call.state},
          {"provider", call.provider},
          {"model", call.model},
          {"operation", call.operation},
          {"at", rfc3339(call.at)},
          {"reservedUsd", app::number(call.reserved)},
          {"wallet", app::text_or_null(call.wallet)},
          {"heldCredits", app::number(call.credits)},
          {"remoteId", app::text_or_null(call.remote_id)},
          {"answer",
           doubt.answer ? ordered_json(blobs.path_of(*doubt.answer).string()) : ordered_json()},
          {"request", call.request},
          {"failure", call.failure}};
}

void add_doubts(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "doubts", "Resolve requests whose billing is unknown");
  CLI::App* all =
      add_command(*group, "ls", "List requests in doubt, oldest first, with their maximum cost",
                  {"limner doubts ls", "limner doubts ls --json"});
  all->callback([&session] { list_doubts(session); });
  auto id = std::make_shared<std::string>();
  CLI::App* one = add_command(*group, "show", "Show one request in doubt",
                              {"limner doubts show @last", "limner doubts show 7qx2m9kd --json"});
  one->add_option("call", *id, "Id of a call")->required()->type_name("CALL");
  one->callback([id, &session] { show_doubt(*id, session); });
  add_doubts_collect(*group, session);
  add_doubts_resolve(*group, session);
}

}  // namespace limner::cli
