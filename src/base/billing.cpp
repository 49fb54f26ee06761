#include <limner/billing.hpp>

#include <utility>

namespace limner {

namespace {

Charged charge_of(Billing billing) {
  if (billing == Billing::unknown) return Charged::unknown;
  return billing == Billing::billed_unusable ? Charged::yes : Charged::no;
}

}  // namespace

CallError::CallError(Error error, Billing billing, std::optional<Millis> retry_after)
    : Error(std::move(error)), billing_(billing), retry_after_(retry_after) {
  with_charged(charge_of(billing));
}

}  // namespace limner
