// All providers, in one visible list.
#include "provider/local.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <utility>

namespace limner {

namespace {

Charged charge_of(Billing billing) {
  if (billing == Billing::unknown) return Charged::unknown;
  return billing == Billing::billed_unusable ? Charged::yes : Charged::no;
}

}  // namespace

std::string_view word(Billing billing) {
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

CallError::CallError(Error error, Billing kind, std::optional<Millis> pause)
    : Error(std::move(error)), billing_(kind), retry_after_(pause) {
  with_charged(charge_of(kind));
}

ModelAnswer Provider::collect(const ModelCall&, const Remains&, std::stop_token) {
  throw CallError(
      Error(ErrorCode::in_doubt, "{} cannot be asked for the answer to an earlier call", name()),
      Billing::unknown);
}

Providers embedded_providers() {
  Providers providers;
  providers.push_back(make_local_provider());
  return providers;
}

Provider* find_provider(const Providers& providers, std::string_view name) {
  const auto found = std::ranges::find_if(
      providers, [&](const auto& provider) { return provider->name() == name; });
  return found == providers.end() ? nullptr : found->get();
}

}  // namespace limner
