// Whether a failed call to a provider was charged, and whether it may be retried.
#pragma once

#include <limner/clock.hpp>
#include <limner/enum_text.hpp>
#include <limner/error.hpp>
#include <limner/money.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limner {

// The payer of a call: the wallet of the store, or the owner of the key directly.
enum class ChargeType { hosted, personal };
constexpr EnumWords<ChargeType::personal> enum_words(ChargeType) {
  return {"hosted", "personal"};
}

// The billing class of a call; ARCHITECTURE.md has the table of failures and of the
// consequence of each class. A CallError has one of the first seven, a call with a usable
// answer one of the others.
enum class Billing {
  not_sent,         // failed before the first byte of the body: safe to retry
  rate_limited,     // refused temporarily, with a retry time
  rejected,         // refused permanently, nothing was produced
  unbilled_error,   // failed, and the provider promises not to charge
  billed_unusable,  // answered and charged, but without a usable picture
  unconfirmed,      // failed for good; the provider does not say whether it charged
  unknown,          // possibly accepted: not retried without the user's decision
  answered,         // the answer is stored and has not been read yet
  billed,           // answered with a usable picture
  free,             // answered by an embedded provider
  replayed,         // answered from a recording: nothing was sent
};
constexpr EnumWords<Billing::replayed> enum_words(Billing) {
  return {"not_sent",        "rate_limited", "rejected", "unbilled_error",
          "billed_unusable", "unconfirmed",  "unknown",  "answered",
          "billed",          "free",         "replayed"};
}

// Whether a call of this class costs money, or may have.
bool may_cost(Billing billing);

// One component of a price: `quantity` of `unit` at `unit_price` (USD).
struct PricedComponent {
  std::string item;  // "image", "text_input", "image_output", …
  std::string unit;  // "image", "1M tokens", "megapixel", …
  Quantity quantity;
  Money unit_price;
  std::string source;  // of the unit price: URL or document
  std::string from;    // YYYY-MM-DD, its date
};

// The cost of a call in USD and the components that add up to it. Without components, the
// amount was not computed from a price list.
struct PricedCost {
  // NOLINTNEXTLINE(google-explicit-constructor): an amount alone is a cost.
  PricedCost(Money amount, std::vector<PricedComponent> parts = {})
      : total(amount), components(std::move(parts)) {}

  Money total;
  std::vector<PricedComponent> components;

  friend bool operator==(const PricedCost& cost, Money amount) { return cost.total == amount; }
};

// A provider call that failed. charged() follows from the billing class: yes for
// billed_unusable, unknown for unconfirmed and unknown, otherwise no.
class CallError : public Error {
 public:
  CallError(Error error, Billing billing, std::optional<Millis> retry_after = {});

  Billing billing() const { return billing_; }
  // The time that the provider asked to wait; absent when it did not.
  std::optional<Millis> retry_after() const { return retry_after_; }

  // The cost by the usage that the provider reported with the failure; absent when it
  // reported none.
  const std::optional<PricedCost>& reported_cost() const { return reported_cost_; }
  CallError& with_reported_cost(std::optional<PricedCost> cost) {
    reported_cost_ = std::move(cost);
    return *this;
  }

 private:
  Billing billing_;
  std::optional<Millis> retry_after_;
  std::optional<PricedCost> reported_cost_;
};

}  // namespace limner
