// Whether a failed call to a provider was charged, and whether it may be retried.
#pragma once

#include <limner/clock.hpp>
#include <limner/error.hpp>

#include <optional>
#include <string_view>

namespace limner {

// The billing class of a failed call. ARCHITECTURE.md has the table of failures and of the
// consequence of each class.
enum class Billing {
  not_sent,         // failed before the first byte of the body: safe to retry
  rate_limited,     // refused temporarily, with a retry time
  rejected,         // refused permanently, nothing was produced
  unbilled_error,   // failed, and the provider promises not to charge
  billed_unusable,  // answered and charged, but without a usable picture
  unknown,          // possibly accepted: not retried without the user's decision
};
std::string_view to_string(Billing billing);  // the enumerator's name; static

// A provider call that failed. charged() follows from the billing class: yes for
// billed_unusable, unknown for unknown, otherwise no.
class CallError : public Error {
 public:
  CallError(Error error, Billing billing, std::optional<Millis> retry_after = {});

  Billing billing() const { return billing_; }
  // The time that the provider asked to wait; absent when it did not.
  std::optional<Millis> retry_after() const { return retry_after_; }

 private:
  Billing billing_;
  std::optional<Millis> retry_after_;
};

}  // namespace limner
