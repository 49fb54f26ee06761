// Wallets: balances, statements, and the fixed prices of runs.
#include "store/conditions.hpp"
#include "store/journal.hpp"
#include "store/records.hpp"

#include <utility>

namespace limner::store {

namespace {

constexpr std::string_view held_prefix = "held:";

// Whether `next` is a later attempt of the same request.
bool is_retried(const CallRow& call, const CallRow* next) {
  return next && next->step == call.step && next->attempt == call.attempt + 1;
}

// Credits that a call or a run took from its wallet and returned to it.
CreditTotal sum_movements(Database& database, std::string_view column, const std::string& id) {
  Query row = database.query(
      fmt::format("select substr(account, 8), coalesce(sum(max(-amount, 0)), 0), "
                  "coalesce(sum(max(amount, 0)), 0) from journal join postings on journal = key "
                  "where {} = ? and account glob 'wallet:*'{} group by account",
                  column, column == "run" ? " and call is null" : ""),
      id);
  if (!row.next()) return {};
  CreditTotal total{.wallet = row.text()};
  total.charged = row.credits();
  total.refunded = row.credits();
  return total;
}

void add(CreditTotal& sum, const CreditTotal& part) {
  if (!part.wallet.empty()) sum.wallet = part.wallet;
  sum.charged += part.charged;
  sum.refunded += part.refunded;
}

// The name of a hold of a run or a call in keys of the journal. A resumed run holds its price
// again, so the second and later holds have a number, which their capture or release shares.
std::string hold_name(const std::string& id, std::int64_t number) {
  return number > 1 ? fmt::format("{}#{}", id, number) : id;
}

std::int64_t count_holds(Database& database, const RunId& run) {
  Query row =
      database.query("select count(*) from journal where run = ? and call is null and kind = ?",
                     run, JournalKind::hold);
  row.next();
  return row.integer();
}

struct HostedCall {
  CallId id;
  std::string wallet;
};

std::vector<HostedCall> hosted_calls(Database& database, const RunId& run) {
  Query row = database.query(
      "select id, wallet from calls where run = ? and wallet <> '' order by rowid", run);
  std::vector<HostedCall> found;
  while (row.next()) {
    CallId id = row.named<CallId>();
    found.push_back({.id = std::move(id), .wallet = row.text()});
  }
  return found;
}

std::int64_t count_holds_of(Database& database, const CallId& call) {
  Query row = database.query("select count(*) from journal where call = ? and kind = ?", call,
                             JournalKind::hold);
  row.next();
  return row.integer();
}

// The credits that the run's end returned to the wallet for this hold.
Credits returned_credits(Database& database, const std::string& hold) {
  Query row = database.query(
      "select coalesce(sum(amount), 0) from postings where journal = ? and account glob 'wallet:*'",
      "return:" + hold);
  row.next();
  return row.credits();
}

std::vector<std::string> wallets_holding_for(Database& database, const RunId& run) {
  std::vector<std::string> wallets;
  Query row = database.query(
      "select account from journal join postings on journal = key where run = ? and call is null "
      "and account glob 'held:*' group by account having sum(amount) <> 0",
      run);
  while (row.next()) wallets.push_back(row.text().substr(held_prefix.size()));
  return wallets;
}

// A run that failed has paid its price when the template never refunds it.
bool has_paid_price(Database& database, const RunId& run) {
  return database
      .query("select 1 from journal join postings on journal = key where run = ? and call is null "
             "and account glob 'spent:*' group by account having sum(amount) > 0",
             run)
      .next();
}

}  // namespace

void hold_price(Database& database, const RunId& run, const RunPrice& price, Time now) {
  if (!wallets_holding_for(database, run).empty() || has_paid_price(database, run)) return;
  check_caps(database, run, price, now);
  const std::string key = "hold:" + hold_name(run.str(), count_holds(database, run) + 1);
  Journal(database).hold(price.wallet, price.credits, key, {.at = now, .run = run});
}

void settle_price(Database& database, const RunId& run, bool is_due, Time now) {
  Journal journal(database);
  const JournalReference reference{.at = now, .run = run};
  const std::string hold = hold_name(run.str(), count_holds(database, run));
  for (const std::string& wallet : wallets_holding_for(database, run)) {
    if (is_due) {
      journal.capture(wallet, journal.held(wallet, reference), "capture:" + hold, reference);
    } else {
      journal.release_rest(wallet, "release:" + hold, reference);
    }
  }
}

void return_credits(Database& database, const RunId& run, Time now) {
  if (database.query("select 1 from artifacts where run = ?", run).next()) return;
  Journal journal(database);
  for (const HostedCall& call : hosted_calls(database, run)) {
    const JournalReference reference{.at = now, .run = run, .call = call.id};
    const std::string name = hold_name(call.id.str(), count_holds_of(database, call.id));
    journal.refund(call.wallet, journal.spent(call.wallet, reference), "return:" + name, reference);
  }
}

void spend_credits_again(Database& database, const RunId& run, Time now) {
  Journal journal(database);
  for (const HostedCall& call : hosted_calls(database, run)) {
    const std::int64_t holds = count_holds_of(database, call.id);
    const Credits returned = returned_credits(database, hold_name(call.id.str(), holds));
    if (returned.is_zero()) continue;
    check_caps(database, run, {.wallet = call.wallet, .credits = returned}, now);
    const JournalReference reference{.at = now, .run = run, .call = call.id};
    const std::string name = hold_name(call.id.str(), holds + 1);
    journal.hold(call.wallet, returned, "hold:" + name, reference);
    journal.capture(call.wallet, returned, "capture:" + name, reference);
  }
}

std::vector<WalletRow> Records::wallets() const {
  const auto balance = [](std::string_view kind) {
    return fmt::format(
        "coalesce((select balance from accounts where id = '{}:' || substr(w.id, 8)), 0)", kind);
  };
  Query row = impl_->database.query(
      fmt::format("select substr(w.id, 8), w.balance, {}, {} from accounts as w "
                  "where w.kind = 'wallet' order by w.id",
                  balance("held"), balance("spent")));
  std::vector<WalletRow> wallets;
  while (row.next()) {
    wallets.push_back({.name = row.text(),
                       .available = row.credits(),
                       .held = row.credits(),
                       .spent = row.credits()});
  }
  return wallets;
}

bool Records::has_wallet(std::string_view name) const {
  return impl_->database
      .query("select 1 from accounts where id = ?", fmt::format("wallet:{}", name))
      .next();
}

bool Records::top_up(std::string_view wallet, Credits amount, std::string_view key,
                     std::string_view note, Time at) {
  bool posted = false;
  impl_->database.write([&] {
    posted =
        Journal(impl_->database).top_up(wallet, amount, key, {.at = at, .note = std::string(note)});
  });
  return posted;
}

std::vector<StatementLine> Records::statement(std::string_view wallet,
                                              std::optional<Time> since) const {
  Query row = impl_->database.query(
      "select at, kind, run, call, note, "
      "coalesce(sum(amount) filter (where account = 'wallet:' || ?1), 0), "
      "coalesce(sum(amount) filter (where account = 'held:' || ?1), 0) "
      "from postings join journal on key = journal "
      "where account in ('wallet:' || ?1, 'held:' || ?1) group by key order by journal.rowid",
      wallet);
  std::vector<StatementLine> lines;
  Credits available, held;
  while (row.next()) {
    StatementLine line{.at = row.time(),
                       .kind = row.word<JournalKind>("journal", "kind"),
                       .run = row.maybe(&Query::named<RunId>),
                       .call = row.maybe(&Query::named<CallId>),
                       .note = row.text()};
    const Credits available_change = row.credits();
    const Credits held_change = row.credits();
    line.available = available += available_change;
    line.held = held += held_change;
    const Credits moved = available_change.is_zero() ? held_change : available_change;
    line.amount = moved < Credits() ? -moved : moved;
    if (!since || line.at >= *since) lines.push_back(std::move(line));
  }
  return lines;
}

CreditTotal Records::credits(const RunId& id) const {
  Database& database = impl_->database;
  CreditTotal total = sum_movements(database, "run", id.str());
  const std::vector<CallRow> all = calls(id);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const CallRow* next = i + 1 < all.size() ? &all[i + 1] : nullptr;
    if (all[i].wallet.empty() || is_retried(all[i], next)) continue;
    add(total, sum_movements(database, "call", all[i].id.str()));
  }
  return total;
}

}  // namespace limner::store
