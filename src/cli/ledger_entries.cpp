// limner ledger entries
#include "cli/ledger.hpp"
#include "cli/screens.hpp"
#include "cli/style.hpp"
#include "cli/table.hpp"

#include <memory>

namespace limner {

namespace {

Cell money_cell(const std::optional<Money>& amount) {
  if (!amount) return {"", "-", Ink::faint};
  return {amount->str(), dollars(*amount)};
}

void list_entries(const LedgerFilter& filter, const Session& session) {
  const CostFilter wanted = cost_filter(filter, session);
  const std::optional<Records> records = existing_records(session);
  const std::vector<CostEntry> entries =
      records ? records->costs(wanted) : std::vector<CostEntry>();
  if (!printed_as_json(session, "entries", entries, ledger_entry) && !entries.empty())
    print_entries(entries, session);
  if (!entries.empty()) return;
  if (is_set(filter)) {
    note_empty(session, "no ledger entry matches", "leave a filter out: limner ledger entries");
  } else {
    note_empty(session,
               fmt::format("the ledger of {} is empty", store_place(session).path.string()),
               "entries come with the first run that calls a model");
  }
}

}  // namespace

void print_entries(const std::vector<CostEntry>& entries, const Session& session) {
  Table table({{.title = "AT", .optional = true},
               {"RUN"},
               {"STEP", false, true},
               {"MODEL", false, true, true},
               {"QUANTITY", true, false, true},
               {"ESTIMATED", true},
               {"ACTUAL", true},
               {.title = "STATUS", .optional = true}});
  for (const CostEntry& entry : entries) {
    table.add({{rfc3339(entry.at), moment(entry.at, session.out)},
               {entry.run.str(), std::string(entry.run.brief())},
               {entry.step_name},
               {entry.model},
               {fmt::format("{} {}", entry.quantity, entry.unit)},
               money_cell(entry.estimated),
               money_cell(entry.actual),
               {entry.status, "", ink_of(entry.status)}});
  }
  table.print(session.out);
  if (!session.out.terminal) return;
  const CostTotal total = sum(entries);
  print_field(session.out, "total",
              fmt::format("{} estimated, {} actual", dollars(total.estimated),
                          total.actual ? dollars(*total.actual) : "not all known yet"));
}

void add_ledger_entries(CLI::App& group, Session& session) {
  auto filter = std::make_shared<LedgerFilter>();
  CLI::App* command = add_command(
      group, "entries", "List ledger entries, oldest first",
      {"limner ledger entries --run @last", "limner ledger entries --since 2026-11-01 --json"});
  add_filter(*command, *filter);
  command->callback([filter, &session] { list_entries(*filter, session); });
}

}  // namespace limner
