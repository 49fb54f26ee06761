#include "app/reconcile.hpp"

#include "app/amounts.hpp"
#include "app/csv.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace limner::app {

namespace {

constexpr std::int64_t tolerated_percent = 5;
constexpr Money tolerated = Money::nanos(1'000'000);  // $0.001

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

std::string trimmed(std::string_view cell) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t first = cell.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return std::string(cell.substr(first, cell.find_last_not_of(space) - first + 1));
}

constexpr std::array<std::string_view, 9> name_titles{"callid",         "requestid", "xrequestid",
                                                      "idempotencykey", "remoteid",  "generationid",
                                                      "predictionid",   "taskid",    "id"};
constexpr std::array<std::string_view, 9> amount_titles{
    "usd", "amountusd", "costusd", "amount", "cost", "total", "price", "charge", "amountvalue"};

// Other encodings keep ids and amounts readable: both are ASCII.
bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
         text.find('\0') != std::string_view::npos;
}

template <std::size_t N>
std::size_t column_of(const CsvRow& titles, const std::array<std::string_view, N>& known,
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
  return billed <= most_dollars && billed >= Money() - most_dollars;
}

[[noreturn]] void refuse_amount(const std::string& cell, const std::string& file, int line) {
  throw Error(ErrorCode::invalid_input, "{}:{}: \"{}\" is not a valid amount in dollars", file,
              line, cell)
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

// ---- the ledger ----

bool is_close(Money billed, Money recorded) {
  const Money difference = billed < recorded ? recorded - billed : billed - recorded;
  return difference <= tolerated || difference * 100 <= recorded * tolerated_percent;
}

store::CostStatus status_after(BillMatch match) {
  return match == BillMatch::reconciled ? store::CostStatus::reconciled
                                        : store::CostStatus::disputed;
}

[[noreturn]] void refuse_two_names(const BilledRequest& one, const BilledRequest& other,
                                   const CallId& call) {
  throw Error(ErrorCode::invalid_input,
              "line {} (\"{}\") and line {} (\"{}\") of the bill are the same call {}", one.line,
              one.name, other.line, other.name, call.short_id())
      .with_help("remove one of the lines, or give both the same id to add them up");
}

// The call that was charged: a request may have been sent more than once.
const store::CallRow* charged_call(const std::vector<store::CallRow>& calls) {
  for (const store::CallRow& call : calls) {
    if (call.state == store::CallState::succeeded) return &call;
  }
  return calls.empty() ? nullptr : &calls.back();
}

// A decision about a call in doubt is reconciled too, but supersedes nothing.
bool is_from_bill(const store::CostEntry& entry) {
  return entry.supersedes && (entry.status == store::CostStatus::reconciled ||
                              entry.status == store::CostStatus::disputed);
}

// `entries` has superseded ones too, oldest first.
const store::CostEntry* newest_own_entry(const std::vector<store::CostEntry>& entries) {
  const auto own = std::find_if_not(entries.rbegin(), entries.rend(), is_from_bill);
  return own == entries.rend() ? nullptr : &*own;
}

BillMatch match_without_entry(const store::Records& records, const store::CallRow& call) {
  using enum store::CallState;
  const bool is_open = call.state == intent || call.state == dispatching || call.state == accepted;
  if (call.state != in_doubt && !is_open) return BillMatch::disputed;
  const std::optional<store::RunRow> run = records.run(call.run);
  const bool is_lost = call.state == in_doubt || (run && run->status == store::RunStatus::in_doubt);
  return is_lost ? BillMatch::in_doubt : BillMatch::pending;
}

ComparedRequest compare_with_ledger(const store::Records& records, const BilledRequest& billed) {
  ComparedRequest request{.billed = billed};
  const std::vector<store::CallRow> calls = records.billed_calls(billed.name);
  const store::CallRow* call = charged_call(calls);
  if (!call) return request;
  request.call = *call;
  const std::vector<store::CostEntry> entries =
      records.costs({.run = call->run, .call = call->id, .with_superseded = true});
  const store::CostEntry* own = newest_own_entry(entries);
  if (!own) {
    request.match = match_without_entry(records, *call);
    return request;
  }
  request.entry = entries.back();
  request.own = *own;
  const Money recorded = recorded_amount(request).value();
  request.match = is_close(billed.amount, recorded) ? BillMatch::reconciled : BillMatch::disputed;
  if (request.entry->status == status_after(request.match) &&
      request.entry->actual == billed.amount)
    request.match = BillMatch::unchanged;
  return request;
}

store::CostEntry superseding_entry(const ComparedRequest& request, const Context& context) {
  store::CostEntry entry = *request.entry;
  entry.supersedes = entry.id;
  entry.id = EntryId::make(context.ids);
  entry.at = context.clock.now();
  entry.artifact.reset();
  entry.actual = request.billed.amount;
  entry.status = status_after(request.match);
  return entry;
}

}  // namespace

std::vector<BilledRequest> parse_bill(std::string_view csv, const std::string& file) {
  if (is_utf16(csv)) {
    throw Error(ErrorCode::invalid_input, "{} is not UTF-8", file)
        .with_help("export the file again as CSV in UTF-8");
  }
  const std::vector<CsvRow> rows = parse_csv(csv, file);
  if (rows.empty()) {
    throw Error(ErrorCode::invalid_input, "{} is empty", file)
        .with_help("the first line names the columns, such as: request_id,usd");
  }
  const std::size_t name = column_of(rows.front(), name_titles, file, "the request id");
  const std::size_t amount = column_of(rows.front(), amount_titles, file, "the amount");
  std::vector<BilledRequest> bill;
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const CsvRow& row = rows[i];
    if (row.cells.size() <= std::max(name, amount)) {
      throw Error(ErrorCode::invalid_input, "{}:{}: the row is too short", file, row.line)
          .with_help("export the file again as CSV");
    }
    const std::string id = trimmed(row.cells[name]);
    const auto [at, is_new] = known.try_emplace(id, bill.size());
    if (is_new) bill.push_back({id, row.line, Money()});
    Money& billed = bill[at->second].amount;
    billed += amount_in(row.cells[amount], file, row.line);
    if (!is_believable(billed)) refuse_amount(row.cells[amount], file, row.line);
  }
  return bill;
}

std::optional<Money> recorded_amount(const ComparedRequest& request) {
  if (!request.own) return {};
  return request.own->actual.value_or(request.own->estimated);
}

std::vector<ComparedRequest> compare_bill(const store::Records& records,
                                          const std::vector<BilledRequest>& bill) {
  std::vector<ComparedRequest> compared;
  compared.reserve(bill.size());
  std::map<CallId, const BilledRequest*> known;
  for (const BilledRequest& billed : bill) {
    compared.push_back(compare_with_ledger(records, billed));
    const std::optional<store::CallRow>& call = compared.back().call;
    if (!call) continue;
    const auto [at, is_new] = known.try_emplace(call->id, &billed);
    if (!is_new) refuse_two_names(*at->second, billed, call->id);
  }
  return compared;
}

void record_comparison(store::Records& records, const std::vector<ComparedRequest>& compared,
                       const Context& context) {
  std::vector<store::CostEntry> entries;
  for (const ComparedRequest& request : compared) {
    const bool is_change =
        request.match == BillMatch::reconciled || request.match == BillMatch::disputed;
    if (request.entry && is_change) entries.push_back(superseding_entry(request, context));
  }
  records.add_costs(entries);
}

}  // namespace limner::app
