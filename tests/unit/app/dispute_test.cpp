#include "app/dispute.hpp"

#include "app/reconcile.hpp"
#include "unit/app/stored_calls.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

// A call that was reported to cost $0.04 and billed $0.08.
struct DisputedStore : StoredCalls {
  store::CallRow call = add_call(store::CallState::succeeded, "req-1");

  DisputedStore() {
    add_cost(call, "0.04");
    read_bill("0.08");
  }
  BillMatch read_bill(std::string_view amount) {
    const auto rows = compare_bill(records, {{"req-1", 2, Money::parse(amount)}});
    record_comparison(records, rows, context);
    return rows.at(0).match;
  }
  ResolvedDispute resolve(RightAmount right, std::optional<Money> usd = {}) {
    return resolve_dispute(
        records, call.id.str(),
        {.right = right, .usd = usd, .reason = DisputeReason::refunded, .note = "ticket 9"},
        context);
  }
};

}  // namespace

TEST_CASE(
    "a person ends a dispute with either amount or a third, as entries of their own [S0.34]") {
  struct Case {
    RightAmount right;
    std::optional<Money> usd;
    const char* amount;
  };
  for (const Case& one :
       {Case{RightAmount::billed, {}, "0.08"}, Case{RightAmount::recorded, {}, "0.04"},
        Case{RightAmount::amount, Money::parse("0.05"), "0.05"}}) {
    CAPTURE(one.amount);
    DisputedStore store;
    const std::size_t before = store.records.costs({.with_superseded = true}).size();
    const ResolvedDispute resolved = store.resolve(one.right, one.usd);
    CHECK(resolved.billed == Money::parse("0.08"));
    CHECK(resolved.recorded == Money::parse("0.04"));
    CHECK(resolved.amount == Money::parse(one.amount));
    CHECK(store.records.total({}).actual == Money::parse(one.amount));
    CHECK(store.records.total({}).status == store::CostStatus::reconciled);
    CHECK(store.records.costs({.with_superseded = true}).size() > before);
    const store::CostEntry decision = store.records.costs({}).back();
    CHECK(decision.origin == store::CostOrigin::person);
    CHECK(decision.reason == "refunded");
    CHECK(decision.note == "ticket 9");
    CHECK(store.records.check().empty());
  }
}

TEST_CASE_FIXTURE(DisputedStore, "after the decision the same bill changes nothing") {
  resolve(RightAmount::recorded);
  CHECK(read_bill("0.08") == BillMatch::unchanged);
  CHECK(records.total({}).actual == Money::parse("0.04"));
  CHECK(read_bill("0.2") == BillMatch::disputed);  // another bill is another dispute
  CHECK(resolve(RightAmount::recorded).recorded == Money::parse("0.04"));
}

TEST_CASE_FIXTURE(DisputedStore, "a later bill is compared with the person's amount") {
  resolve(RightAmount::amount, Money::parse("0.06"));
  CHECK(read_bill("0.061") == BillMatch::reconciled);
  CHECK(records.total({}).actual == Money::parse("0.061"));
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(DisputedStore, "a call is named by its id or that of an entry") {
  const store::CostEntry entry = records.costs({.with_superseded = true}).front();
  CHECK(records.find_call(entry.id.str()) == call.id);
  CHECK(records.find_call(call.id.str().substr(call.id.str().size() - 8)) == call.id);
  CHECK(error_of([&] { records.find_call("nothing"); }) ==
        "there is no call or ledger entry \"nothing\"");
}

TEST_CASE_FIXTURE(DisputedStore, "only a dispute can be resolved") {
  resolve(RightAmount::billed);
  CHECK(error_of([&] {
          resolve(RightAmount::billed);
        }).ends_with("is not disputed: it is reconciled"));
}

TEST_CASE("a decision has a note, and an amount exactly when it is needed") {
  const auto problem = [](const DisputeDecision& decision) {
    return error_of([&] { check_decision(decision); });
  };
  CHECK(problem({.right = RightAmount::billed, .note = "x"}).empty());
  CHECK(problem({.right = RightAmount::billed, .note = " "}).starts_with("--note is required"));
  CHECK(problem({.right = RightAmount::amount, .note = "x"}).starts_with("--usd and --as amount"));
  CHECK(problem({.right = RightAmount::billed, .usd = Money(), .note = "x"})
            .starts_with("--usd and --as amount"));
  CHECK(problem({.right = RightAmount::amount, .usd = Money::parse("-1"), .note = "x"}) ==
        "--usd cannot be negative");
  CHECK(problem({.right = RightAmount::amount, .usd = Money::parse("1000001"), .note = "x"}) ==
        "--usd $1000001.00 is above the limit of $1000000.00");
}
