// limner ledger entries
#include "cli/command/ledger.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <memory>

namespace limner::cli {

namespace {

Cell money_cell(const std::optional<Money>& amount) {
  if (!amount) return {"", "-", TextStyle::faint};
  return {amount->str(), dollars(*amount)};
}

struct ListEntriesOptions {
  LedgerFilter filter;
  std::optional<std::int64_t> limit;
};

void list_entries(const ListEntriesOptions& options, const Session& session) {
  const LedgerFilter& filter = options.filter;
  const store::CostFilter wanted = cost_filter(filter, session);
  const int limit = static_cast<int>(options.limit.value_or(default_list_limit));
  const std::optional<store::Records> records = app::existing_records(session);
  const std::vector<store::CostEntry> entries =
      records ? records->newest_costs(wanted, limit) : std::vector<store::CostEntry>();
  if (!printed_as_json(session, "entries", entries, app::ledger_entry) && !entries.empty())
    print_entries(entries, records->total(wanted), session);
  if (!entries.empty()) return note_limit(session, entries.size(), records->count_costs(wanted));
  if (is_set(filter)) {
    note_empty(session, "no ledger entry matches", "remove a filter: limner ledger entries");
  } else {
    note_empty(session,
               fmt::format("the ledger of {} is empty", app::store_location(session).path.string()),
               "entries are added by the first run that calls a model");
  }
}

}  // namespace

void print_entries(const std::vector<store::CostEntry>& entries, const store::CostTotal& total,
                   const Session& session) {
  Table table({{.title = "AT", .optional = true},
               {"RUN"},
               {"STEP", false, true},
               {"MODEL", false, true, true},
               {.title = "ITEM", .optional = true},
               {"QUANTITY", true, false, true},
               {"ESTIMATED", true},
               {"ACTUAL", true},
               {.title = "STATUS", .optional = true}});
  for (const store::CostEntry& entry : entries) {
    table.add({{rfc3339(entry.at), moment(entry.at, session.out)},
               {entry.run.str(), std::string(entry.run.short_id())},
               {entry.step_name},
               {entry.model},
               {entry.item},
               {fmt::format("{} {}", entry.quantity.str(), entry.unit)},
               money_cell(entry.estimated),
               money_cell(entry.actual),
               {std::string(to_string(entry.status)), "", ink_of(entry.status)}});
  }
  table.print(session.out);
  if (!session.out.terminal) return;
  const std::string actual = total.open_calls > 0 ? unknown_dollars(total.most)
                             : total.actual       ? dollars(*total.actual)
                                                  : "not yet complete";
  print_field(session.out, "total",
              fmt::format("{} estimated, actual: {}", dollars(total.estimated), actual));
}

void add_ledger_entries(CLI::App& group, Session& session) {
  auto options = std::make_shared<ListEntriesOptions>();
  CLI::App* command = add_command(
      group, "entries", "List ledger entries, oldest first",
      {"limner ledger entries --run @last", "limner ledger entries --since 2026-11-01 --json"});
  add_filter(*command, options->filter);
  add_number(*command, "--limit", options->limit, 0, 1'000'000,
             "Maximum number of entries, the newest; 0 for all (default: 30)");
  command->callback([options, &session] { list_entries(*options, session); });
}

}  // namespace limner::cli
