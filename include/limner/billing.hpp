// What a failed call to a provider means for the books.
#pragma once

#include <limner/clock.hpp>
#include <limner/error.hpp>

#include <optional>
#include <string_view>

namespace limner {

// What became of a request as far as money is concerned: the classes of the table
// in ARCHITECTURE.md, and what the till does with each.
enum class Billing {
  not_sent,         // failed before the first byte of the body: safe to send again
  rate_limited,     // refused for now, with a time to wait
  rejected,         // refused for good, nothing was made
  unbilled_error,   // failed where the provider promises not to charge
  billed_unusable,  // answered, charged, and without a usable picture
  unknown,          // may have been accepted: never sent again without a decision
};
std::string_view to_string(Billing billing);

// A call that ended without an answer. Says of itself whether it was charged.
class CallError : public Error {
 public:
  CallError(Error error, Billing kind, std::optional<Millis> pause = {});

  Billing billing() const { return billing_; }
  std::optional<Millis> retry_after() const { return retry_after_; }

 private:
  Billing billing_;
  std::optional<Millis> retry_after_;
};

}  // namespace limner
