#include <limner/billing.hpp>

#include <utility>

namespace limner {

namespace {

Charged charge_of(Billing billing) {
  if (!may_cost(billing)) return Charged::no;
  return billing == Billing::billed_unusable ? Charged::yes : Charged::unknown;
}

}  // namespace

bool may_cost(Billing billing) {
  switch (billing) {
    case Billing::not_sent:
    case Billing::rate_limited:
    case Billing::rejected:
    case Billing::unbilled_error:
    case Billing::free:
    case Billing::replayed: return false;
    case Billing::billed_unusable:
    case Billing::unconfirmed:
    case Billing::unknown:
    case Billing::answered:
    case Billing::billed: return true;
  }
  return true;
}

CallError::CallError(Error error, Billing billing, std::optional<Millis> retry_after)
    : Error(std::move(error)), billing_(billing), retry_after_(retry_after) {
  with_charged(charge_of(billing));
}

}  // namespace limner
