// limner runs cancel
#include "cli/command/runs.hpp"
#include "cli/render/screen.hpp"
#include "cli/work_state.hpp"

#include <memory>

namespace limner::cli {

namespace {

std::string_view describe(store::CancelResult result) {
  switch (result) {
    case store::CancelResult::had_ended: return "has ended already";
    case store::CancelResult::canceled: return "canceled";
    case store::CancelResult::requested: return "is asked to stop";
  }
  return "";
}

store::CancelResult cancel(store::Records& records, const app::WorkId& id, Time now) {
  if (const auto* run = std::get_if<RunId>(&id)) return records.cancel_run(*run, now);
  return records.cancel_batch(std::get<BatchId>(id), now);
}

void cancel_work(const std::vector<std::string>& names, const Session& session) {
  app::records_to_look_up(session, names.front());
  store::Records records = app::open_records(session);
  const std::vector<app::WorkId> ids = find_all_work(records, names);
  ordered_json canceled = ordered_json::array();
  for (const app::WorkId& id : ids) {
    const store::CancelResult result = cancel(records, id, session.clock.now());
    const WorkState state = work_state(records, id);
    const std::string what = result == store::CancelResult::had_ended
                                 ? fmt::format(" ({})", state.status)
                             : result == store::CancelResult::requested
                                 ? fmt::format("   wait: limner runs wait {}", app::full_id(id))
                                 : fmt::format("   continue: limner resume {}", app::full_id(id));
    note(session, fmt::format("{} {}{}", app::short_name(id), describe(result), what));
    canceled.push_back({{"id", app::full_id(id)}, {"result", result}, {"status", state.status}});
  }
  if (session.flags.json || session.flags.jsonl)
    print_json(session, {{"schemaVersion", 1}, {"canceled", std::move(canceled)}});
}

}  // namespace

void add_runs_cancel(CLI::App& group, Session& session) {
  auto ids = std::make_shared<std::vector<std::string>>();
  CLI::App* command =
      add_command(group, "cancel", "Stop runs or batches, as Ctrl-C in their process would",
                  {"limner runs cancel 7qx2m9kd", "limner resume 7qx2m9kd    # continue"});
  command->add_option("ids", *ids, "Ids of runs or batches")->required()->type_name("ID");
  command->callback([ids, &session] { cancel_work(*ids, session); });
}

}  // namespace limner::cli
