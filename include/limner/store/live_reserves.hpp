// The refusal of a call that may fit later.
#pragma once

#include <limner/error.hpp>

#include <string>
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

}  // namespace limner::store
