// Double-entry bookkeeping of credits and dollars.
#pragma once

#include "store/database.hpp"

#include <limner/id.hpp>
#include <limner/money.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace limner::store {

// The date and the cause of an entry: a call, or a run with a fixed price, or neither.
struct JournalReference {
  Time at;
  std::optional<RunId> run;
  std::optional<CallId> call;
  std::string note = {};
};

// The caller holds the transaction. `key` makes an entry unique: a second entry with the same
// key, and an amount of zero, post nothing, and the function returns false.
class Journal {
 public:
  explicit Journal(Database& database) : database_(database) {}

  // Creates the wallet when it does not exist.
  bool top_up(std::string_view wallet, Credits amount, std::string_view key,
              const JournalReference& reference);
  // Throws Error{wallet_empty} when less than `amount` is available.
  bool hold(std::string_view wallet, Credits amount, std::string_view key,
            const JournalReference& reference);
  // Spends part of the credits held for `reference`. More than those is a logic_error.
  bool capture(std::string_view wallet, Credits amount, std::string_view key,
               const JournalReference& reference);
  // Returns the remaining held credits: a release if nothing was captured, else a refund.
  bool release_rest(std::string_view wallet, std::string_view key,
                    const JournalReference& reference);
  bool refund_rest(std::string_view wallet, std::string_view key,
                   const JournalReference& reference);
  // Returns spent credits. More than was spent for `reference` is a logic_error.
  bool refund(std::string_view wallet, Credits amount, std::string_view key,
              const JournalReference& reference);

  // Dollars owed to a provider; a negative amount corrects an earlier entry.
  bool expense(std::string_view provider, Money amount, std::string_view key,
               const JournalReference& reference);

  Credits available(std::string_view wallet) const;  // neither held nor spent
  // For the reference's call, or for its run when it has no call.
  Credits held(std::string_view wallet, const JournalReference& reference) const;
  Credits spent(std::string_view wallet, const JournalReference& reference) const;

 private:
  struct Transfer;
  bool post(const Transfer& transfer, std::string_view key, const JournalReference& reference);
  std::int64_t moved(std::string_view account, const JournalReference& reference) const;
  bool is_posted(std::string_view key) const;

  Database& database_;
};

}  // namespace limner::store
