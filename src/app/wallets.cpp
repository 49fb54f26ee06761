#include "app/wallets.hpp"

#include "app/amounts.hpp"
#include "app/text_arguments.hpp"

#include <limner/error.hpp>
#include <limner/suggest.hpp>

#include <algorithm>

namespace limner::app {

namespace {

// All top-ups of a wallet are one sum of billionths in 64 bits.
constexpr Credits most_in_wallet = Credits::nanos(most_nanos * 1000);

void refuse_overflow(const store::Records& records, const std::string& name, Credits amount) {
  for (const store::WalletRow& wallet : records.wallets()) {
    const Credits all = wallet.available + wallet.held + wallet.spent + amount;
    if (wallet.name != name || all <= most_in_wallet) continue;
    throw Error(ErrorCode::usage, "the wallet {} would have had {} credits, more than {}", name,
                all.str(), most_in_wallet.str())
        .with_help(
            fmt::format("use another wallet: limner wallet topup {}-2 {}", name, amount.str()));
  }
}

}  // namespace

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
  refuse_invalid_text("--once", top_up.once);
  refuse_invalid_text("--note", top_up.note);
  std::string problem = amount_problem(top_up.amount, credit_decimals, " credits at once");
  const Credits amount = problem.empty() ? Credits::parse(top_up.amount) : Credits();
  if (amount > Credits()) return amount;
  if (problem.empty()) problem = "is zero";
  throw Error(ErrorCode::usage, "\"{}\" is not an amount of credits: it {}", top_up.amount, problem)
      .with_help("give credits, such as 1000 or 50.25, at most 1000000 at once");
}

bool add_credits(store::Records& records, const TopUp& top_up, const Context& context) {
  const Credits amount = checked_amount(top_up);
  refuse_overflow(records, top_up.wallet, amount);
  const std::string key = "topup:" + (top_up.once.empty() ? context.ids.next() : top_up.once);
  return records.top_up(top_up.wallet, amount, key, top_up.note, context.clock.now());
}

}  // namespace limner::app
