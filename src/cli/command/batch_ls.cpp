// limner batch ls
#include "cli/command/batch.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <memory>

namespace limner::cli {

namespace {

struct ListedBatch {
  store::BatchRow batch;
  store::BatchCounts counts;
  store::CostTotal cost;
};

void print_batches_table(const std::vector<ListedBatch>& rows, const Session& session) {
  Table table({{"BATCH"},
               {.title = "SUBMITTED", .optional = true},
               {"TEMPLATE", false, true, true},
               {"ROWS", true},
               {"MADE", true},
               {"FAILED", true},
               {"OPEN", true},
               {"COST", true, false, true},
               {"NAME", false, true}});
  const Time now = session.clock.now();
  for (const auto& [batch, counts, cost] : rows) {
    const std::int64_t open = counts.queued + counts.running + counts.canceled + counts.in_doubt;
    table.add(
        {{batch.id.str(), std::string(batch.id.short_id())},
         {rfc3339(batch.at), format_age(batch.at, now)},
         {batch.template_id},
         {std::to_string(counts.total())},
         {std::to_string(counts.succeeded)},
         {std::to_string(counts.failed), "", counts.failed > 0 ? TextStyle::bad : TextStyle::plain},
         {std::to_string(open)},
         {cost.open_calls > 0 ? format_cost(cost) : cost.most.str(), format_cost(cost)},
         {batch.name}});
  }
  table.print(session.out);
}

void list_batches(std::optional<std::int64_t> given, const Session& session) {
  const int limit = static_cast<int>(given.value_or(default_list_limit));
  const std::optional<store::Records> records = app::existing_records(session);
  std::vector<ListedBatch> rows;
  if (records) {
    for (store::BatchRow& batch : records->batches(limit)) {
      const store::BatchCounts counts = records->count_items(batch.id);
      const store::CostTotal cost = records->total({.batch = batch.id});
      rows.push_back({std::move(batch), counts, cost});
    }
  }
  const auto shape = [](const ListedBatch& row) {
    return app::batch_summary(row.batch, row.counts, row.cost);
  };
  if (rows.empty())
    note_empty(session, "no batches yet", "submit one: limner run TEMPLATE --rows prompts.csv");
  if (printed_as_json(session, "batches", rows, shape) || rows.empty()) return;
  print_batches_table(rows, session);
  note_limit(session, rows.size(), records->count_batches());
}

}  // namespace

void add_batch_ls(CLI::App& group, Session& session) {
  const auto limit = std::make_shared<std::optional<std::int64_t>>();
  CLI::App* command = add_command(group, "ls", "List batches, newest first", {"limner batch ls"});
  add_number(*command, "--limit", *limit, 0, 1'000'000,
             "Number of batches; 0 lists all (default: 30)");
  command->callback([limit, &session] { list_batches(*limit, session); });
}

}  // namespace limner::cli
