// limner ledger summary
#include "cli/command/ledger.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace limner::cli {

namespace {

struct LedgerSummaryOptions {
  std::string by = "model";
  LedgerFilter filter;
};

struct Grouping {
  std::string_view word;
  store::GroupBy by;
  const char* title;
};

constexpr std::array<Grouping, 5> groupings{{{"run", store::GroupBy::run, "RUN"},
                                             {"artifact", store::GroupBy::artifact, "ARTIFACT"},
                                             {"provider", store::GroupBy::provider, "PROVIDER"},
                                             {"model", store::GroupBy::model, "MODEL"},
                                             {"month", store::GroupBy::month, "MONTH"}}};

const Grouping& grouping(std::string_view word) {
  return *std::ranges::find(groupings, word, &Grouping::word);
}

// Terminals show short ids; models, providers and months are not ids.
std::string brief_key(const LedgerSummaryOptions& options, const std::string& key) {
  const store::GroupBy by = grouping(options.by).by;
  const bool is_id = by == store::GroupBy::run || by == store::GroupBy::artifact;
  if (key.empty()) return "(none)";
  return is_id && key.size() > short_id_length ? key.substr(key.size() - short_id_length) : key;
}

std::string format_actual_cost(const Money& actual, std::int64_t open) {
  return open == 0 ? dollars(actual) : fmt::format("{} + {} open", dollars(actual), open);
}

void print_summary_table(const std::vector<store::CostGroup>& groups, const store::CostTotal& total,
                         const LedgerSummaryOptions& options, const Session& session) {
  Table table({{grouping(options.by).title, false, true},
               {"ENTRIES", true, false, true},
               {"ESTIMATED", true},
               {"ACTUAL", true}});
  std::int64_t entries = 0;
  Money actual;
  std::int64_t open = 0;
  for (const store::CostGroup& group : groups) {
    entries += group.entries;
    actual += group.actual;
    open += group.without_actual;
    table.add({{group.key, brief_key(options, group.key)},
               {std::to_string(group.entries)},
               {group.estimated.str(), dollars(group.estimated)},
               {group.without_actual == 0 ? group.actual.str() : "",
                format_actual_cost(group.actual, group.without_actual)}});
  }
  if (session.out.terminal) {
    table.add({{"total", "", TextStyle::strong},
               {std::to_string(entries), "", TextStyle::strong},
               {dollars(total.estimated), "", TextStyle::strong},
               {format_actual_cost(actual, open), "", TextStyle::strong}});
  }
  table.print(session.out);
}

void print_summary_json(const std::vector<store::CostGroup>& groups, const store::CostTotal& total,
                        const LedgerSummaryOptions& options, const Session& session) {
  ordered_json list = ordered_json::array();
  for (const store::CostGroup& group : groups) list.push_back(app::cost_group(group));
  print_json(session, {{"schemaVersion", 1},
                       {"by", options.by},
                       {"groups", std::move(list)},
                       {"totalCosts", app::cost_json(total)}});
}

void summarise_ledger(const LedgerSummaryOptions& options, const Session& session) {
  const store::CostFilter filter = cost_filter(options.filter, session);
  const std::optional<store::Records> records = app::existing_records(session);
  const std::vector<store::CostGroup> groups =
      records ? records->grouped(grouping(options.by).by, filter) : std::vector<store::CostGroup>();
  const store::CostTotal total = records ? records->total(filter) : app::sum({});
  if (session.flags.json) {
    print_summary_json(groups, total, options, session);
  } else if (session.flags.jsonl) {
    for (const store::CostGroup& group : groups) print_json_line(session, app::cost_group(group));
  } else if (!groups.empty()) {
    print_summary_table(groups, total, options, session);
  }
  if (!groups.empty()) return;
  if (is_set(options.filter)) {
    note_empty(session, "no ledger entry matches", "remove a filter: limner ledger");
  } else {
    note_empty(session, "no costs recorded yet",
               "entries are added by the first run that calls a model");
  }
}

}  // namespace

void add_ledger_summary(CLI::App& group, Session& session) {
  auto options = std::make_shared<LedgerSummaryOptions>();
  CLI::App* command = add_command(
      group, "summary", "Show total costs",
      {"limner ledger", "limner ledger --by month", "limner ledger --by run --since 7d --json"});
  add_choice(*command, "--by", options->by, {"run", "artifact", "provider", "model", "month"},
             "Group by (default: model)");
  add_filter(*command, options->filter);
  command->callback([options, &session] { summarise_ledger(*options, session); });
}

}  // namespace limner::cli
