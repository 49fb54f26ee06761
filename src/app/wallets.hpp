// Looks up wallets and adds credits to them.
#pragma once

#include "app/context.hpp"

#include <string>
#include <vector>

namespace limner::app {

// The row of `wallets` with that name. Throws Error{not_found} suggesting the nearest one.
const store::WalletRow& named_wallet(const std::vector<store::WalletRow>& wallets,
                                     const std::string& name);

// Credits to add, as a person writes them.
struct TopUp {
  std::string wallet;  // created if missing
  std::string amount;  // such as "1000" or "50.25"
  std::string once;    // idempotency key; empty: a new one
  std::string note;    // for the statement
};

// The amount of a top-up. Throws Error{usage} for a name that is not a word of at most 32
// letters, digits, - and _, for texts that are not UTF-8, and for an amount that is not a positive
// number of credits, at most 1 000 000.
Credits checked_amount(const TopUp& top_up);

// Adds the credits in one transaction. Returns false, and changes nothing, when the key was
// used before. Throws as checked_amount(), and Error{usage} when the top-ups of the wallet would
// sum to more than a billion credits.
bool add_credits(store::Records& records, const TopUp& top_up, const Context& context);

}  // namespace limner::app
