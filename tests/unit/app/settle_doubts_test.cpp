#include "app/settle_doubts.hpp"

#include "unit/app/stored_calls.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

struct DoubtStore : StoredCalls {
  ResolvedDoubt resolve(const store::CallRow& call, const DoubtDecision& decision) {
    return resolve_doubt(records, call.id.str(), decision, context);
  }

  // The states that collecting gives, in its order.
  std::vector<store::CallState> collect(const std::vector<std::string>& wanted,
                                        const fakes::ScriptedProvider::Reply& reply) {
    provider::Providers providers;
    fakes::add_scripted(providers, "openai").later = reply;
    std::vector<store::CallState> states;
    const std::size_t count =
        collect_doubts(context, providers, records, wanted,
                       [&](const store::InDoubtCall&, const engine::CollectResult& collected) {
                         states.push_back(collected.state);
                       });
    CHECK(count == states.size());
    return states;
  }
};

}  // namespace

TEST_CASE("a decision needs a note, and an amount only when the call was billed") {
  const auto refusal = [](const DoubtDecision& decision) {
    return error_of([&] { check_decision(decision); });
  };
  CHECK(refusal({.billing = BillingDecision::billed}).starts_with("--note is required"));
  CHECK(refusal({.usd = Money::parse("1"), .note = "x"}).starts_with("--usd can only be used"));
  CHECK(refusal({.billing = BillingDecision::billed, .usd = Money::parse("-1"), .note = "x"}) ==
        "--usd cannot be negative");
  CHECK(refusal({.billing = BillingDecision::billed, .usd = Money(), .note = "x"}).empty());
  CHECK(refusal({.billing = BillingDecision::not_billed, .note = "x"}).empty());
}

TEST_CASE_FIXTURE(DoubtStore,
                  "a call that was not billed fails without a cost, and can be retried") {
  const store::CallRow call = add_call(store::CallState::in_doubt, "req-1");
  const ResolvedDoubt resolved = resolve(call, {.note = "not in the export"});
  CHECK(resolved.doubt.call.state == store::CallState::in_doubt);
  CHECK(resolved.run_status == store::RunStatus::failed);
  CHECK(records.costs({}).empty());
  const nlohmann::json failure = records.calls(call.run).at(0).failure;
  CHECK(failure["code"] == "provider_unavailable");
  CHECK(failure["message"] == "resolved as not-billed: not in the export");
  CHECK(failure["retryable"] == true);
  CHECK(failure["charged"] == "no");
  CHECK(records.doubts().empty());
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(DoubtStore, "a billed call costs the amount of the bill") {
  const store::CallRow call = add_call(store::CallState::in_doubt, "req-1");
  resolve(call, {.billing = BillingDecision::billed, .usd = Money::parse("0.05"), .note = "x"});
  const store::CostEntry entry = records.costs({.call = call.id}).at(0);
  CHECK(entry.actual == Money::parse("0.05"));
  CHECK(entry.estimated == Money::parse("0.0533"));
  CHECK(entry.status == store::CostStatus::reconciled);
  CHECK(entry.pricing_source == "person");
  CHECK(entry.origin == store::CostOrigin::person);
  CHECK(entry.note == "x");
  const store::CallRow after = records.calls(call.run).at(0);
  CHECK(after.billing_class == Billing::billed_unusable);
  CHECK(after.failure["retryable"] == false);
  CHECK(after.failure["charged"] == "yes");
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(DoubtStore, "a billed call without an amount costs its maximum") {
  const store::CallRow call = add_call(store::CallState::in_doubt, "req-1");
  resolve(call, {.billing = BillingDecision::billed, .note = "x"});
  const store::CostEntry entry = records.costs({.call = call.id}).at(0);
  CHECK_FALSE(entry.actual);
  CHECK(entry.estimated == Money::parse("0.0533"));
  CHECK(entry.status == store::CostStatus::estimated);
}

TEST_CASE_FIXTURE(DoubtStore, "a call is resolved once") {
  const store::CallRow call = add_call(store::CallState::in_doubt, "req-1");
  resolve(call, {.note = "x"});
  CHECK_THROWS_AS(resolve(call, {.billing = BillingDecision::billed, .note = "x"}), Error);
  CHECK(records.costs({}).empty());
}

TEST_CASE_FIXTURE(DoubtStore, "every call in doubt is collected, or only the named ones") {
  const store::CallRow first = add_call(store::CallState::in_doubt, "req-1");
  add_call(store::CallState::in_doubt, "req-2");
  const auto rejected = fakes::ends_as(Billing::rejected);
  using enum store::CallState;
  CHECK(collect({first.id.str()}, rejected) == std::vector{failed});
  CHECK(records.doubts().size() == 1);
  CHECK(collect({}, {}) == std::vector{in_doubt});
  CHECK(collect({}, rejected) == std::vector{failed});
  CHECK(collect({}, rejected).empty());
}

TEST_CASE_FIXTURE(DoubtStore, "no provider is asked when one of the ids is unknown") {
  const store::CallRow call = add_call(store::CallState::in_doubt, "req-1");
  CHECK_THROWS_AS(collect({call.id.str(), "zzzzzzzz"}, fakes::ends_as(Billing::rejected)), Error);
  CHECK(records.doubts().size() == 1);
}
