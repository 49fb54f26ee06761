// Double entry: where every amount comes from and where it goes.
//
// Whoever posts holds the transaction. A key says what must not happen twice: a
// second posting with the same key changes nothing. An amount of zero posts nothing.
#pragma once

#include "store/database.hpp"

#include <limner/id.hpp>
#include <limner/money.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace limner::store {

// What a transfer is for; a hold belongs to a call, or to a run of fixed price.
struct Occasion {
  Time at;
  std::optional<RunId> run;
  std::optional<CallId> call;
  std::string note = {};
};

class Journal {
 public:
  explicit Journal(Database& database) : database_(database) {}

  // All of these give false when nothing was posted.
  bool top_up(std::string_view wallet, Credits amount, std::string_view key, const Occasion& why);
  // Throws Error{wallet_empty} when the wallet has less than `amount`.
  bool hold(std::string_view wallet, Credits amount, std::string_view key, const Occasion& why);
  // Part of what the occasion holds becomes spent. Taking more than there is, here
  // and in refund, is a logic_error. The rest goes back: with release_rest when
  // nothing was captured, with refund_rest when something was.
  bool capture(std::string_view wallet, Credits amount, std::string_view key, const Occasion& why);
  bool release_rest(std::string_view wallet, std::string_view key, const Occasion& why);
  bool refund_rest(std::string_view wallet, std::string_view key, const Occasion& why);
  // Of what was spent.
  bool refund(std::string_view wallet, Credits amount, std::string_view key, const Occasion& why);

  // Dollars that we owe a provider; less than zero takes back what was posted.
  bool expense(std::string_view provider, Money amount, std::string_view key, const Occasion& why);

  Credits available(std::string_view wallet) const;  // neither held nor spent
  // By the occasion's call, or by its run when it has no call.
  Credits held(std::string_view wallet, const Occasion& why) const;
  Credits spent(std::string_view wallet, const Occasion& why) const;

 private:
  struct Transfer;
  bool post(const Transfer& transfer, std::string_view key, const Occasion& why);
  std::int64_t moved(std::string_view account, const Occasion& why) const;
  bool is_posted(std::string_view key) const;

  Database& database_;
};

}  // namespace limner::store
