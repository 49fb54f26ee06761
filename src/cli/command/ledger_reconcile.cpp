// limner ledger reconcile: compares ledger entries with a billing export.
#include "app/reconcile.hpp"
#include "cli/command/ledger.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace limner::cli {

namespace {

constexpr int exit_gate = 10;  // a check did not pass

using app::BillMatch;
using app::ComparedRequest;

struct ReconcileOptions {
  std::string from;
  bool dry_run = false;
};

ordered_json reconcile_row_json(const ComparedRequest& row) {
  const std::optional<Money>& known = row.recorded;
  ordered_json others = ordered_json::array();
  for (std::size_t i = 1; i < row.lines.size(); ++i) others.push_back(row.lines[i]);
  return {{"name", row.billed.name},
          {"line", row.billed.line},
          {"otherLines", std::move(others)},
          {"callId", row.call ? ordered_json(row.call->id.str()) : ordered_json()},
          {"runId", row.call ? ordered_json(row.call->run.str()) : ordered_json()},
          {"recordedUsd", known ? app::number(*known) : ordered_json()},
          {"billedUsd", app::number(row.billed.amount)},
          {"result", to_string(row.match)}};
}

std::int64_t count_of(const std::vector<ComparedRequest>& rows, BillMatch match) {
  return std::ranges::count(rows, match, &ComparedRequest::match);
}

TextStyle ink_of_match(BillMatch match) {
  if (match == BillMatch::reconciled) return TextStyle::good;
  return match == BillMatch::unchanged ? TextStyle::plain : TextStyle::warn;
}

void print_reconcile_table(const std::vector<ComparedRequest>& rows, const Session& session) {
  Table table({{.title = "BILLED AS", .flexible = true},
               {"CALL"},
               {"RECORDED", true},
               {"BILLED", true},
               {"RESULT"}});
  for (const ComparedRequest& row : rows) {
    const std::optional<Money>& known = row.recorded;
    table.add({{row.billed.name},
               row.call ? Cell{row.call->id.str(), std::string(row.call->id.short_id())}
                        : Cell{"", "-", TextStyle::faint},
               known ? Cell{known->str(), dollars(*known)} : Cell{"", "-", TextStyle::faint},
               {row.billed.amount.str(), dollars(row.billed.amount)},
               {std::string(to_string(row.match)), "", ink_of_match(row.match)}});
  }
  table.print(session.out);
}

void print_reconcile_json(const std::vector<ComparedRequest>& rows, const Session& session) {
  ordered_json list = ordered_json::array();
  for (const ComparedRequest& row : rows) list.push_back(reconcile_row_json(row));
  ordered_json document = {{"schemaVersion", 1}};
  for (const BillMatch match :
       {BillMatch::reconciled, BillMatch::disputed, BillMatch::unchanged, BillMatch::in_doubt,
        BillMatch::pending, BillMatch::repeated, BillMatch::unknown})
    document[match == BillMatch::in_doubt ? "inDoubt" : std::string(to_string(match))] =
        count_of(rows, match);
  document["lines"] = std::move(list);
  print_json(session, document);
}

// The questions that a person has to answer, each with a command.
void report_open_questions(const std::vector<ComparedRequest>& rows, Session& session) {
  for (const ComparedRequest& row : rows) {
    if (row.match == BillMatch::repeated) {
      note(session, fmt::format("lines {} name the same call {}: is it billed once or repeatedly? "
                                "keep one line, or give all the same id to add them up",
                                fmt::join(row.lines, ", "), row.call->id.short_id()));
    }
    if (row.match == BillMatch::disputed) {
      note(session, fmt::format("decide: limner ledger resolve {} --as billed|recorded --reason … "
                                "--note \"…\"",
                                row.call->id.short_id()));
    }
  }
  const bool is_open = std::ranges::any_of(rows, [](const ComparedRequest& row) {
    return row.match == BillMatch::disputed || row.match == BillMatch::repeated ||
           row.match == BillMatch::unknown;
  });
  if (is_open) session.exit_code = exit_gate;
}

void reconcile(const ReconcileOptions& options, Session& session) {
  if (options.from.empty()) {
    throw Error(ErrorCode::usage, "limner ledger reconcile needs a billing export")
        .with_help("add --from FILE.csv, with columns such as request_id and usd");
  }
  const std::vector<app::BilledRequest> bill =
      app::parse_bill(app::read_argument(session, options.from), options.from);
  if (!app::store_location(session).exists) app::records_to_look_up(session, options.from);
  store::Records records =
      options.dry_run ? app::records_to_look_up(session, options.from) : app::open_records(session);
  const std::vector<ComparedRequest> rows = app::compare_bill(records, bill);
  if (!options.dry_run) app::record_comparison(records, rows, session);
  if (session.flags.json) {
    print_reconcile_json(rows, session);
  } else if (session.flags.jsonl) {
    for (const ComparedRequest& row : rows) print_json_line(session, reconcile_row_json(row));
  } else if (!rows.empty()) {
    print_reconcile_table(rows, session);
  }
  report_open_questions(rows, session);
  const std::int64_t repeated = count_of(rows, BillMatch::repeated);
  const std::int64_t pending = count_of(rows, BillMatch::pending);
  note(session,
       fmt::format("{} reconciled, {} disputed, {} unchanged, {} in doubt, {}{}{} unknown{}",
                   count_of(rows, BillMatch::reconciled), count_of(rows, BillMatch::disputed),
                   count_of(rows, BillMatch::unchanged), count_of(rows, BillMatch::in_doubt),
                   pending == 0 ? "" : fmt::format("{} pending, ", pending),
                   repeated == 0 ? "" : fmt::format("{} repeated, ", repeated),
                   count_of(rows, BillMatch::unknown),
                   options.dry_run ? "; nothing was written" : ""));
}

}  // namespace

void add_ledger_reconcile(CLI::App& group, Session& session) {
  auto options = std::make_shared<ReconcileOptions>();
  CLI::App* command = add_command(
      group, "reconcile", "Compare entries with a billing export; exit 10 if questions are open",
      {"limner ledger reconcile --from usage.csv",
       "limner ledger reconcile --from usage.csv --dry-run --json"});
  command
      ->add_option("--from", options->from,
                   "CSV file with one row per request, its id and its amount in USD; - for stdin")
      ->type_name("FILE");
  command->add_flag("--dry-run", options->dry_run, "Compare without writing");
  command->callback([options, &session] { reconcile(*options, session); });
}

}  // namespace limner::cli
