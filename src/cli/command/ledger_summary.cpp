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

constexpr std::array<Grouping, 6> groupings{{{"run", store::GroupBy::run, "RUN"},
                                             {"artifact", store::GroupBy::artifact, "ARTIFACT"},
                                             {"provider", store::GroupBy::provider, "PROVIDER"},
                                             {"model", store::GroupBy::model, "MODEL"},
                                             {"month", store::GroupBy::month, "MONTH"},
                                             {"day", store::GroupBy::day, "DAY"}}};
constexpr std::string_view tag_prefix = "tag:";

// The key of "tag:KEY"; empty for other groupings.
std::string tag_of(std::string_view by) {
  return by.starts_with(tag_prefix) ? std::string(by.substr(tag_prefix.size())) : std::string();
}

Grouping grouping(std::string_view word) {
  if (!tag_of(word).empty()) return {word, store::GroupBy::tag, "TAG"};
  const auto found = std::ranges::find(groupings, word, &Grouping::word);
  if (found != groupings.end()) return *found;
  throw Error(ErrorCode::usage, "--by cannot be \"{}\"", word)
      .with_help("use run, artifact, provider, model, month, day or tag:KEY");
}

// Terminals show short ids; models, providers and months are not ids.
std::string brief_key(const LedgerSummaryOptions& options, const std::string& key) {
  const store::GroupBy by = grouping(options.by).by;
  const bool is_id = by == store::GroupBy::run || by == store::GroupBy::artifact;
  if (key.empty()) return "(none)";
  return is_id && key.size() > short_id_length ? key.substr(key.size() - short_id_length) : key;
}

// Unknown while a call is open; else what is known, and how many entries have only an estimate.
std::string format_group_cost(const store::CostGroup& group) {
  if (group.open_calls > 0) return unknown_dollars(group.most);
  if (group.without_actual == 0) return dollars(group.actual);
  return fmt::format("{} + {} open", dollars(group.actual), group.without_actual);
}

std::string exact_group_cost(const store::CostGroup& group) {
  if (group.open_calls > 0) return unknown_dollars(group.most);
  return group.without_actual == 0 ? group.actual.str() : "";
}

store::CostGroup sum_of(const std::vector<store::CostGroup>& groups) {
  store::CostGroup sum;
  for (const store::CostGroup& group : groups) {
    sum.entries += group.entries;
    sum.estimated += group.estimated;
    sum.actual += group.actual;
    sum.most += group.most;
    sum.without_actual += group.without_actual;
    sum.open_calls += group.open_calls;
  }
  return sum;
}

void print_summary_table(const std::vector<store::CostGroup>& groups,
                         const LedgerSummaryOptions& options, const Session& session) {
  Table table({{grouping(options.by).title, false, true},
               {"ENTRIES", true, false, true},
               {"ESTIMATED", true},
               {"ACTUAL", true}});
  for (const store::CostGroup& group : groups) {
    table.add({{group.key, brief_key(options, group.key)},
               {std::to_string(group.entries)},
               {group.estimated.str(), dollars(group.estimated)},
               {exact_group_cost(group), format_group_cost(group)}});
  }
  if (session.out.terminal) {
    const store::CostGroup total = sum_of(groups);
    table.add({{"total", "", TextStyle::strong},
               {std::to_string(total.entries), "", TextStyle::strong},
               {dollars(total.estimated), "", TextStyle::strong},
               {format_group_cost(total), "", TextStyle::strong}});
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
  const store::GroupBy by = grouping(options.by).by;
  const store::CostFilter filter = cost_filter(options.filter, session);
  const std::optional<store::Records> records = app::existing_records(session);
  const std::vector<store::CostGroup> groups =
      records ? records->grouped(by, filter, tag_of(options.by)) : std::vector<store::CostGroup>();
  const store::CostTotal total = records ? records->total(filter) : app::sum({});
  if (session.flags.json) {
    print_summary_json(groups, total, options, session);
  } else if (session.flags.jsonl) {
    for (const store::CostGroup& group : groups) print_json_line(session, app::cost_group(group));
  } else if (!groups.empty()) {
    print_summary_table(groups, options, session);
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
  CLI::App* command = add_command(group, "summary", "Show total costs",
                                  {"limner ledger", "limner ledger --by month",
                                   "limner ledger --by tag:client --since 7d --json"});
  command
      ->add_option("--by", options->by,
                   "Group by run, artifact, provider, model, month, day, or the value of a tag of "
                   "the run: tag:KEY (default: model)")
      ->type_name("GROUP");
  add_filter(*command, options->filter);
  command->callback([options, &session] { summarise_ledger(*options, session); });
}

}  // namespace limner::cli
