#include "store/journal.hpp"

#include <limner/error.hpp>

#include <fmt/format.h>

#include <stdexcept>

namespace limner::store {

struct Journal::Transfer {
  JournalKind kind;
  std::string_view from;  // kind of account
  std::string_view to;
  std::string_view owner;  // of both accounts: a wallet or a provider
  std::string unit;
  std::int64_t amount;  // billionths; negative: from `to` to `from`
};

namespace {

std::string account(std::string_view kind, std::string_view owner) {
  return fmt::format("{}:{}", kind, owner);
}

std::string credits_of(std::string_view wallet) {
  return fmt::format("CR:{}", wallet);
}

void add_posting(Database& database, std::string_view key, std::string_view kind,
                 std::string_view owner, std::string_view unit, std::int64_t amount) {
  const std::string id = account(kind, owner);
  database.query("insert or ignore into accounts (id, kind, unit) values (?, ?, ?)", id, kind, unit)
      .run();
  database.query("insert into postings values (?, ?, ?)", key, id, amount).run();
}

void refuse_more(Credits amount, Credits there, std::string_view doing) {
  if (amount <= there) return;
  throw std::logic_error(
      fmt::format("cannot {} {} credits of {}", doing, amount.str(), there.str()));
}

// A key names one top-up: of that amount, to that wallet.
void refuse_other_top_up(Database& database, std::string_view wallet, Credits amount,
                         std::string_view key) {
  Query row = database.query(
      "select substr(account, 8), amount, at from postings join journal on key = journal "
      "where journal = ? and account like 'wallet:%'",
      key);
  if (!row.next()) return;
  const std::string earlier = row.text();
  const Credits credited = row.credits();
  if (earlier == wallet && credited == amount) return;
  const std::string_view name = key.substr(key.find(':') + 1);
  throw Error(ErrorCode::usage, "\"{}\" was already used: {} credits to {}, {}", name,
              credited.str(), earlier, rfc3339(row.time()))
      .with_help("use another key for another top-up");
}

}  // namespace

Error wallet_empty_error(std::string_view wallet, Credits there, Credits needed) {
  Error error(ErrorCode::wallet_empty, "the wallet {} has {} credits; {} are needed", wallet,
              there.str(), needed.str());
  return error.with_help(
      fmt::format("add credits: limner wallet topup {} {}; or pay with your own key: --charge "
                  "personal",
                  wallet, (needed - there).str()));
}

bool Journal::top_up(std::string_view wallet, Credits amount, std::string_view key,
                     const JournalReference& reference) {
  refuse_other_top_up(database_, wallet, amount, key);
  return post({JournalKind::topup, "funding", "wallet", wallet, credits_of(wallet), amount.nanos()},
              key, reference);
}

bool Journal::hold(std::string_view wallet, Credits amount, std::string_view key,
                   const JournalReference& reference) {
  if (is_posted(key)) return false;
  if (const Credits there = available(wallet); amount > there)
    throw wallet_empty_error(wallet, there, amount);
  return post({JournalKind::hold, "wallet", "held", wallet, credits_of(wallet), amount.nanos()},
              key, reference);
}

bool Journal::capture(std::string_view wallet, Credits amount, std::string_view key,
                      const JournalReference& reference) {
  if (is_posted(key)) return false;
  refuse_more(amount, held(wallet, reference), "capture");
  return post({JournalKind::capture, "held", "spent", wallet, credits_of(wallet), amount.nanos()},
              key, reference);
}

bool Journal::release_rest(std::string_view wallet, std::string_view key,
                           const JournalReference& reference) {
  const Credits rest = held(wallet, reference);
  return post({JournalKind::release, "held", "wallet", wallet, credits_of(wallet), rest.nanos()},
              key, reference);
}

bool Journal::refund_rest(std::string_view wallet, std::string_view key,
                          const JournalReference& reference) {
  const Credits rest = held(wallet, reference);
  return post({JournalKind::refund, "held", "wallet", wallet, credits_of(wallet), rest.nanos()},
              key, reference);
}

bool Journal::refund(std::string_view wallet, Credits amount, std::string_view key,
                     const JournalReference& reference) {
  if (is_posted(key)) return false;
  refuse_more(amount, spent(wallet, reference), "refund");
  return post({JournalKind::refund, "spent", "wallet", wallet, credits_of(wallet), amount.nanos()},
              key, reference);
}

bool Journal::expense(std::string_view provider, Money amount, std::string_view key,
                      const JournalReference& reference) {
  return post({JournalKind::expense, "payable", "expense", provider, "USD", amount.nanos()}, key,
              reference);
}

Credits Journal::available(std::string_view wallet) const {
  Query row =
      database_.query("select balance from accounts where id = ?", account("wallet", wallet));
  return Credits::nanos(row.next() ? row.integer() : 0);
}

Credits Journal::held(std::string_view wallet, const JournalReference& reference) const {
  return Credits::nanos(moved(account("held", wallet), reference));
}

Credits Journal::spent(std::string_view wallet, const JournalReference& reference) const {
  return Credits::nanos(moved(account("spent", wallet), reference));
}

std::int64_t Journal::moved(std::string_view account, const JournalReference& reference) const {
  constexpr std::string_view of_call =
      "select coalesce(sum(amount), 0) from journal join postings on postings.journal = key "
      "where account = ? and call = ?";
  constexpr std::string_view of_run =
      "select coalesce(sum(amount), 0) from journal join postings on postings.journal = key "
      "where account = ? and run = ? and call is null";
  Query row = reference.call ? database_.query(of_call, account, reference.call)
                             : database_.query(of_run, account, reference.run);
  row.next();
  return row.integer();
}

bool Journal::is_posted(std::string_view key) const {
  return database_.query("select 1 from journal where key = ?", key).next();
}

// The journal row comes last: triggers then check the balance and refuse further postings.
bool Journal::post(const Transfer& transfer, std::string_view key,
                   const JournalReference& reference) {
  if (transfer.amount == 0 || is_posted(key)) return false;
  add_posting(database_, key, transfer.from, transfer.owner, transfer.unit, -transfer.amount);
  add_posting(database_, key, transfer.to, transfer.owner, transfer.unit, transfer.amount);
  database_
      .query("insert into journal values (?, ?, ?, ?, ?, ?)", key, reference.at, transfer.kind,
             reference.run, reference.call, reference.note)
      .run();
  return true;
}

}  // namespace limner::store
