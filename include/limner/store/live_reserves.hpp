// Refusals of calls for want of money.
#pragma once

#include <limner/error.hpp>
#include <limner/money.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace limner::store {

// A cap or a wallet that has room for a call, but for the reserves of calls in flight whose
// processes live: when they end, the call may fit. The code is cap_exceeded or wallet_empty.
class ReservedByLiveCalls : public Error {
 public:
  ReservedByLiveCalls(Error refusal, std::string limit)
      : Error(std::move(refusal)), limit_(std::move(limit)) {}
  const std::string& limit() const { return limit_; }  // the same for the same cap or wallet

 private:
  std::string limit_;
};

// Error{wallet_empty} with the balance, the amount needed and the command that fills the wallet.
Error wallet_empty_error(std::string_view wallet, Credits available, Credits needed);

}  // namespace limner::store
