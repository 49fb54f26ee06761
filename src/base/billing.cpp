#include <limner/billing.hpp>

#include <utility>

namespace limner {

namespace {

Charged charge_of(Billing billing) {
  if (billing == Billing::unknown) return Charged::unknown;
  return billing == Billing::billed_unusable ? Charged::yes : Charged::no;
}

}  // namespace

std::string_view to_string(Billing billing) {
  switch (billing) {
    case Billing::not_sent: return "not_sent";
    case Billing::rate_limited: return "rate_limited";
    case Billing::rejected: return "rejected";
    case Billing::unbilled_error: return "unbilled_error";
    case Billing::billed_unusable: return "billed_unusable";
    case Billing::unknown: break;
  }
  return "unknown";
}

CallError::CallError(Error error, Billing billing, std::optional<Millis> retry_after)
    : Error(std::move(error)), billing_(billing), retry_after_(retry_after) {
  with_charged(charge_of(billing));
}

}  // namespace limner
