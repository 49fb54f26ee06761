// limner runs ls
#include "cli/command/runs.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <memory>
#include <utility>

namespace limner::cli {

namespace {

struct ListRunsOptions {
  std::string status, template_id, since, batch;
  std::optional<std::int64_t> limit;
};

struct ListedRun {
  store::RunRow run;  // its failure has `charged` from the ledger
  store::CostTotal cost;
};

bool has_filter(const ListRunsOptions& options) {
  return !options.status.empty() || !options.template_id.empty() || !options.since.empty() ||
         !options.batch.empty();
}

store::RunFilter run_filter(const ListRunsOptions& options, const Session& session) {
  store::RunFilter filter{.status = parse_enum<store::RunStatus>(options.status),
                          .template_id = options.template_id};
  if (!options.since.empty())
    filter.since = parse_since("--since", options.since, session.clock.now());
  return filter;
}

std::vector<ListedRun> find_runs(const store::Records& records, const store::RunFilter& filter) {
  std::vector<ListedRun> rows;
  for (store::RunRow& run : records.runs(filter)) {
    const store::CostTotal cost = records.total({.run = run.id});
    if (run.failure.is_object()) run.failure["charged"] = to_string(records.charged(run.id));
    rows.push_back({std::move(run), cost});
  }
  return rows;
}

void print_runs_table(const std::vector<ListedRun>& rows, const Session& session) {
  Table table({{"RUN"},
               {.title = "STARTED", .optional = true},
               {"STATUS"},
               {"TEMPLATE", false, true, true},
               {"COST", true, false, true},
               {"TIME", true, false, true},
               {"TITLE", false, true}});
  const Time now = session.clock.now();
  for (const auto& [run, cost] : rows) {
    const bool timed = run.duration_ms.has_value();
    table.add({{run.id.str(), std::string(run.id.short_id())},
               {rfc3339(run.queued), format_age(run.queued, now)},
               {std::string(to_string(run.status)), "", ink_of(run.status)},
               {run.template_id},
               {cost.open_calls > 0 ? format_cost(cost) : cost.most.str(), format_cost(cost)},
               {timed ? std::to_string(*run.duration_ms) : "",
                timed ? format_duration(Millis(*run.duration_ms)) : "-"},
               {run.title}});
  }
  table.print(session.out);
}

void note_no_runs(const ListRunsOptions& options, const Session& session) {
  if (has_filter(options)) {
    note_empty(session, "no run matches", "remove a filter, or list all: limner runs ls --limit 0");
  } else {
    note_empty(session,
               fmt::format("no runs yet in {}", app::store_location(session).path.string()),
               "create one: limner run generate-clip-art-asset --offline --prompt \"a fox\"");
  }
}

void list_runs(const ListRunsOptions& options, const Session& session) {
  store::RunFilter filter = run_filter(options, session);
  filter.limit = static_cast<int>(options.limit.value_or(default_list_limit));
  const std::optional<store::Records> records = app::existing_records(session);
  if (records && !options.batch.empty()) filter.batch = records->find_batch(options.batch);
  const std::vector<ListedRun> rows =
      records ? find_runs(*records, filter) : std::vector<ListedRun>();
  const bool as_json = printed_as_json(
      session, "runs", rows, [](const ListedRun& row) { return app::run_row(row.run, row.cost); });
  if (!as_json && !rows.empty()) print_runs_table(rows, session);
  if (rows.empty()) return note_no_runs(options, session);
  note_limit(session, rows.size(), records->count_runs(filter));
}

}  // namespace

void add_runs_ls(CLI::App& group, Session& session) {
  auto options = std::make_shared<ListRunsOptions>();
  CLI::App* command = add_command(group, "ls", "List runs, newest first",
                                  {"limner runs ls", "limner runs ls --status failed --since 7d",
                                   "limner runs ls --json | jq -r '.runs[].id'"});
  add_choice(*command, "--status", options->status, list_words<store::RunStatus, std::string>(),
             "Only runs in this state");
  command->add_option("--template", options->template_id, "Only runs of this template")
      ->type_name("NAME");
  command->add_option("--batch", options->batch, "Only runs of the rows of this batch")
      ->type_name("BATCH");
  command
      ->add_option("--since", options->since,
                   "Only since a date, or within an age such as 24h or 7d")
      ->type_name("TIME");
  add_number(*command, "--limit", options->limit, 0, 1'000'000,
             "Maximum number of rows; 0 for all (default: 30)");
  command->callback([options, &session] { list_runs(*options, session); });
}

}  // namespace limner::cli
