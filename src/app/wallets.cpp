#include "app/wallets.hpp"

#include <limner/error.hpp>
#include <limner/suggest.hpp>

#include <algorithm>

namespace limner::app {

const store::WalletRow& named_wallet(const std::vector<store::WalletRow>& wallets,
                                     const std::string& name) {
  const auto found = std::ranges::find(wallets, name, &store::WalletRow::name);
  if (found != wallets.end()) return *found;
  std::vector<std::string> names;
  names.reserve(wallets.size());
  for (const store::WalletRow& wallet : wallets) names.push_back(wallet.name);
  const std::string near = nearest(name, names);
  throw Error(ErrorCode::not_found, "unknown wallet \"{}\"", name)
      .with_help(near.empty() ? fmt::format("create it: limner wallet topup {} 1000", name)
                              : fmt::format("did you mean \"{}\"?", near));
}

Credits checked_amount(const TopUp& top_up) {
  if (!is_word(top_up.wallet)) {
    throw Error(ErrorCode::usage, "\"{}\" is not a valid wallet name", top_up.wallet)
        .with_help("use at most 32 letters, digits, - and _: limner wallet topup main 1000");
  }
  try {
    const Credits amount = Credits::parse(top_up.amount);
    if (amount > Credits()) return amount;
  } catch (const Error&) {
    // reported below
  }
  throw Error(ErrorCode::usage, "\"{}\" is not an amount of credits", top_up.amount)
      .with_help("give credits, such as 1000 or 50.25");
}

bool add_credits(store::Records& records, const TopUp& top_up, const Context& context) {
  const Credits amount = checked_amount(top_up);
  const std::string key = "topup:" + (top_up.once.empty() ? context.ids.next() : top_up.once);
  return records.top_up(top_up.wallet, amount, key, top_up.note, context.clock.now());
}

}  // namespace limner::app
