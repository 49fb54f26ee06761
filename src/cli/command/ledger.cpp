// limner ledger
#include "cli/command/ledger.hpp"

#include "cli/render/screen.hpp"

namespace limner::cli {

void add_ledger(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "ledger", "Show costs");
  add_ledger_summary(*group, session);
  add_ledger_entries(*group, session);
  add_ledger_reconcile(*group, session);
  add_ledger_resolve(*group, session);
  add_ledger_export(*group, session);
  add_ledger_check(*group, session);
}

void add_filter(CLI::App& command, LedgerFilter& filter) {
  command.add_option("--run", filter.run, "Only entries of this run")->type_name("RUN");
  command.add_option("--artifact", filter.artifact, "Only entries of this artifact")
      ->type_name("ARTIFACT");
  command
      .add_option("--since", filter.since, "Only since a date, or within an age such as 24h or 7d")
      ->type_name("TIME");
  command
      .add_option("--until", filter.until,
                  "Only before a date, or older than an age such as 24h or 7d")
      ->type_name("TIME");
  add_choice(command, "--status", filter.status, list_words<store::CostStatus, std::string>(),
             "Only entries with this cost status");
}

bool is_set(const LedgerFilter& filter) {
  return !(filter.run.empty() && filter.artifact.empty() && filter.since.empty() &&
           filter.until.empty() && filter.status.empty());
}

store::CostFilter cost_filter(const LedgerFilter& filter, const Session& session) {
  store::CostFilter out;
  const Time now = session.clock.now();
  if (!filter.status.empty()) out.status = parse_enum<store::CostStatus>(filter.status);
  if (!filter.since.empty()) out.since = parse_since("--since", filter.since, now);
  if (!filter.until.empty()) out.until = parse_since("--until", filter.until, now);
  if (!filter.run.empty())
    out.run = app::records_to_look_up(session, filter.run).find_run(filter.run);
  if (!filter.artifact.empty())
    out.artifact = app::records_to_look_up(session, filter.artifact).find_artifact(filter.artifact);
  return out;
}

}  // namespace limner::cli
