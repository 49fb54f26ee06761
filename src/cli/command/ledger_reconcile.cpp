// limner ledger reconcile: compares ledger entries with a billing export.
#include "app/csv.hpp"
#include "cli/command/ledger.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/table.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

namespace limner::cli {

namespace {

constexpr std::int64_t tolerated_percent = 5;
constexpr Money tolerated = Money::nanos(1'000'000);                // $0.001
constexpr Money most_billed = Money::nanos(1'000'000'000'000'000);  // $1 000 000 for one request

struct ReconcileOptions {
  std::string from;
  bool dry_run = false;
};

// The billed amount of one request, from one row or several.
struct Billed {
  std::string name;
  int line = 0;
  Money amount;
};

enum class Match { reconciled, disputed, unchanged, in_doubt, unknown };
constexpr EnumWords<Match::unknown> enum_words(Match) {
  return {"reconciled", "disputed", "unchanged", "in_doubt", "unknown"};
}

struct ReconcileRow {
  Billed billed;
  Match match = Match::unknown;
  std::optional<store::CallRow> call;
  std::optional<store::CostEntry> entry;  // as it was before
};

// ---- the bill ----

// "Request ID" and "request_id" are the same word.
std::string normalize_title(std::string_view title) {
  std::string word;
  for (const char c : title) {
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
  }
  return word;
}

constexpr std::array<std::string_view, 9> name_titles{"callid",         "requestid", "xrequestid",
                                                      "idempotencykey", "remoteid",  "generationid",
                                                      "predictionid",   "taskid",    "id"};
constexpr std::array<std::string_view, 9> amount_titles{
    "usd", "amountusd", "costusd", "amount", "cost", "total", "price", "charge", "amountvalue"};

template <std::size_t N>
std::size_t column_of(const app::CsvRow& titles, const std::array<std::string_view, N>& known,
                      const std::string& file, std::string_view what) {
  for (const std::string_view word : known) {
    for (std::size_t i = 0; i < titles.cells.size(); ++i) {
      if (normalize_title(titles.cells[i]) == word) return i;
    }
  }
  throw Error(ErrorCode::invalid_input, "{} has no column for {}", file, what)
      .with_help("the first line names the columns, such as: request_id,usd");
}

bool is_believable(Money billed) {
  return billed <= most_billed && billed >= Money() - most_billed;
}

[[noreturn]] void refuse_amount(const std::string& cell, const std::string& file, int line) {
  throw Error(ErrorCode::invalid_input, "{}:{}: \"{}\" is not a valid amount in dollars", file,
              line, plain(cell))
      .with_help("use amounts such as 0.0533");
}

Money amount_in(const std::string& cell, const std::string& file, int line) {
  std::string text = cell;
  std::erase_if(text, [](char c) { return c == '$' || c == ' '; });
  try {
    const Money amount = Money::parse(text);
    if (is_believable(amount)) return amount;
  } catch (const Error&) {
    // reported below
  }
  refuse_amount(cell, file, line);
}

std::vector<Billed> read_bill(const Session& session, const std::string& file) {
  const std::vector<app::CsvRow> rows = app::parse_csv(app::read_argument(session, file), file);
  if (rows.empty()) {
    throw Error(ErrorCode::invalid_input, "{} is empty", file)
        .with_help("the first line names the columns, such as: request_id,usd");
  }
  const std::size_t name = column_of(rows.front(), name_titles, file, "the request id");
  const std::size_t amount = column_of(rows.front(), amount_titles, file, "the amount");
  std::vector<Billed> bill;
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const app::CsvRow& row = rows[i];
    if (row.cells.size() <= std::max(name, amount)) {
      throw Error(ErrorCode::invalid_input, "{}:{}: the row is too short", file, row.line)
          .with_help("export the file again as CSV");
    }
    const auto [at, is_new] = known.try_emplace(row.cells[name], bill.size());
    if (is_new) bill.push_back({row.cells[name], row.line, Money()});
    Money& billed = bill[at->second].amount;
    billed += amount_in(row.cells[amount], file, row.line);
    if (!is_believable(billed)) refuse_amount(row.cells[amount], file, row.line);
  }
  return bill;
}

// ---- the ledger ----

bool is_close(Money billed, Money known) {
  const Money new_process_group = billed < known ? known - billed : billed - known;
  return new_process_group <= tolerated || new_process_group * 100 <= known * tolerated_percent;
}

store::CostStatus status_after(Match match) {
  return match == Match::reconciled ? store::CostStatus::reconciled : store::CostStatus::disputed;
}

const store::CallRow* best_of(const std::vector<store::CallRow>& calls) {
  for (const store::CallRow& call : calls) {
    if (call.state == store::CallState::succeeded) return &call;
  }
  return calls.empty() ? nullptr : &calls.back();
}

ReconcileRow compare_with_ledger(const store::Records& records, const Billed& billed) {
  ReconcileRow row{.billed = billed};
  const std::vector<store::CallRow> calls = records.billed_calls(billed.name);
  const store::CallRow* call = best_of(calls);
  if (!call) return row;
  row.call = *call;
  const std::vector<store::CostEntry> entries = records.costs({.run = call->run, .call = call->id});
  if (entries.empty()) {
    row.match = call->state == store::CallState::in_doubt ? Match::in_doubt : Match::disputed;
    return row;
  }
  row.entry = entries.back();
  const Money known = row.entry->actual.value_or(row.entry->estimated);
  row.match = is_close(billed.amount, known) ? Match::reconciled : Match::disputed;
  if (row.entry->status == status_after(row.match) && row.entry->actual == billed.amount)
    row.match = Match::unchanged;
  return row;
}

store::CostEntry superseding_entry(const ReconcileRow& row, const Session& session) {
  store::CostEntry entry = *row.entry;
  entry.supersedes = entry.id;
  entry.id = EntryId::make(session.ids);
  entry.at = session.clock.now();
  entry.artifact.reset();
  entry.actual = row.billed.amount;
  entry.status = status_after(row.match);
  return entry;
}

std::vector<store::CostEntry> superseding_entries(const std::vector<ReconcileRow>& rows,
                                                  const Session& session) {
  std::vector<store::CostEntry> entries;
  for (const ReconcileRow& row : rows) {
    const bool is_change = row.match == Match::reconciled || row.match == Match::disputed;
    if (row.entry && is_change) entries.push_back(superseding_entry(row, session));
  }
  return entries;
}

// ---- the report ----

std::optional<Money> recorded_amount(const ReconcileRow& row) {
  if (!row.entry) return {};
  return row.entry->actual.value_or(row.entry->estimated);
}

ordered_json reconcile_row_json(const ReconcileRow& row) {
  const auto known = recorded_amount(row);
  return {{"name", row.billed.name},
          {"line", row.billed.line},
          {"callId", row.call ? ordered_json(row.call->id.str()) : ordered_json()},
          {"runId", row.call ? ordered_json(row.call->run.str()) : ordered_json()},
          {"recordedUsd", known ? app::number(*known) : ordered_json()},
          {"billedUsd", app::number(row.billed.amount)},
          {"result", to_string(row.match)}};
}

std::int64_t count_of(const std::vector<ReconcileRow>& rows, Match match) {
  return std::ranges::count(rows, match, &ReconcileRow::match);
}

TextStyle ink_of_match(Match match) {
  if (match == Match::reconciled) return TextStyle::good;
  return match == Match::unchanged ? TextStyle::plain : TextStyle::warn;
}

void print_reconcile_table(const std::vector<ReconcileRow>& rows, const Session& session) {
  Table table({{.title = "BILLED AS", .flexible = true},
               {"CALL"},
               {"RECORDED", true},
               {"BILLED", true},
               {"RESULT"}});
  for (const ReconcileRow& row : rows) {
    const auto known = recorded_amount(row);
    table.add({{row.billed.name},
               row.call ? Cell{row.call->id.str(), std::string(row.call->id.short_id())}
                        : Cell{"", "-", TextStyle::faint},
               known ? Cell{known->str(), dollars(*known)} : Cell{"", "-", TextStyle::faint},
               {row.billed.amount.str(), dollars(row.billed.amount)},
               {std::string(to_string(row.match)), "", ink_of_match(row.match)}});
  }
  table.print(session.out);
}

void print_reconcile_json(const std::vector<ReconcileRow>& rows, const Session& session) {
  ordered_json list = ordered_json::array();
  for (const ReconcileRow& row : rows) list.push_back(reconcile_row_json(row));
  ordered_json document = {{"schemaVersion", 1}};
  for (const Match match :
       {Match::reconciled, Match::disputed, Match::unchanged, Match::in_doubt, Match::unknown})
    document[match == Match::in_doubt ? "inDoubt" : std::string(to_string(match))] =
        count_of(rows, match);
  document["lines"] = std::move(list);
  print_json(session, document);
}

void reconcile(const ReconcileOptions& options, const Session& session) {
  if (options.from.empty()) {
    throw Error(ErrorCode::usage, "limner ledger reconcile needs a billing export")
        .with_help("add --from FILE.csv, with columns such as request_id and usd");
  }
  const std::vector<Billed> bill = read_bill(session, options.from);
  if (!app::store_location(session).exists) app::records_to_look_up(session, options.from);
  store::Records records =
      options.dry_run ? app::records_to_look_up(session, options.from) : app::open_records(session);
  std::vector<ReconcileRow> rows;
  rows.reserve(bill.size());
  for (const Billed& billed : bill) rows.push_back(compare_with_ledger(records, billed));
  if (!options.dry_run) records.add_costs(superseding_entries(rows, session));
  if (session.flags.json) {
    print_reconcile_json(rows, session);
  } else if (session.flags.jsonl) {
    for (const ReconcileRow& row : rows) print_json_line(session, reconcile_row_json(row));
  } else if (!rows.empty()) {
    print_reconcile_table(rows, session);
  }
  note(session,
       fmt::format("{} reconciled, {} disputed, {} unchanged, {} in doubt, {} unknown{}",
                   count_of(rows, Match::reconciled), count_of(rows, Match::disputed),
                   count_of(rows, Match::unchanged), count_of(rows, Match::in_doubt),
                   count_of(rows, Match::unknown), options.dry_run ? "; nothing was written" : ""));
}

}  // namespace

void add_ledger_reconcile(CLI::App& group, Session& session) {
  auto options = std::make_shared<ReconcileOptions>();
  CLI::App* command = add_command(group, "reconcile", "Compare entries with a billing export",
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
