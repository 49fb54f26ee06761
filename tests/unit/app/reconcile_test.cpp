#include "app/reconcile.hpp"

#include "unit/app/stored_calls.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

std::string refusal_of(std::string_view csv) {
  return error_of([&] { parse_bill(csv, "bill.csv"); });
}

struct ReconciledStore : StoredCalls {
  BillMatch compare(const std::string& name, std::string_view amount) {
    return compared(name, amount).match;
  }
  ComparedRequest compared(const std::string& name, std::string_view amount) {
    return compare_bill(records, {{name, 2, Money::parse(amount)}}).at(0);
  }
  void record(const std::string& name, std::string_view amount) {
    record_comparison(records, {compared(name, amount)}, context);
  }
};

}  // namespace

TEST_CASE("the columns of a bill are found by their titles, in any order and spelling") {
  for (const char* csv :
       {"request_id,usd\nreq-1,0.05\n", "Amount (USD),X-Request-ID\n$0.05,req-1\n",
        "Model,Prediction ID,Cost\ngpt,req-1,$ 0.05\n"}) {
    CAPTURE(csv);
    const std::vector<BilledRequest> bill = parse_bill(csv, "bill.csv");
    REQUIRE(bill.size() == 1);
    CHECK(bill[0].name == "req-1");
    CHECK(bill[0].line == 2);
    CHECK(bill[0].amount == Money::parse("0.05"));
  }
}

TEST_CASE("the rows of one request are added up, with the line of the first") {
  const std::vector<BilledRequest> bill =
      parse_bill("id,usd\nreq-2,1\nreq-1,0.04\nreq-2,-0.25\n", "bill.csv");
  REQUIRE(bill.size() == 2);
  CHECK(bill[0].name == "req-2");
  CHECK(bill[0].line == 2);
  CHECK(bill[0].amount == Money::parse("0.75"));
  CHECK(bill[1].amount == Money::parse("0.04"));
}

TEST_CASE("a bill that cannot be read is refused with its file and line") {
  CHECK(refusal_of("") == "bill.csv is empty");
  CHECK(refusal_of("usd\n1\n") == "bill.csv has no column for the request id");
  CHECK(refusal_of("id\nreq-1\n") == "bill.csv has no column for the amount");
  CHECK(refusal_of("id,usd\nreq-1,1\nreq-2\n") == "bill.csv:3: the row is too short");
  CHECK(refusal_of("id,usd\nreq-1,much\n") ==
        "bill.csv:2: \"much\" is not a valid amount in dollars");
}

TEST_CASE("an amount beyond a million dollars is refused, also as the sum of rows") {
  CHECK(refusal_of("id,usd\nreq-1,1000000\n").empty());
  CHECK(refusal_of("id,usd\nreq-1,-1000000\n").empty());
  CHECK(refusal_of("id,usd\nreq-1,1000000.01\n").starts_with("bill.csv:2: "));
  CHECK(refusal_of("id,usd\nreq-1,-1000001\n").starts_with("bill.csv:2: "));
  CHECK(refusal_of("id,usd\nreq-1,999999\nreq-1,2\n").starts_with("bill.csv:3: "));
}

TEST_CASE_FIXTURE(ReconciledStore, "a bill agrees with the ledger within 5 % or $0.001 [S0.14]") {
  add_cost(add_call(store::CallState::succeeded, "dear"), "0.1");
  CHECK(compare("dear", "0.105") == BillMatch::reconciled);
  CHECK(compare("dear", "0.1051") == BillMatch::disputed);
  CHECK(compare("dear", "0.095") == BillMatch::reconciled);
  CHECK(compare("dear", "0.0949") == BillMatch::disputed);
  add_cost(add_call(store::CallState::succeeded, "cheap"), "0.002");
  CHECK(compare("cheap", "0.003") == BillMatch::reconciled);
  CHECK(compare("cheap", "0.0031") == BillMatch::disputed);
  CHECK(compare("cheap", "0.001") == BillMatch::reconciled);
}

TEST_CASE_FIXTURE(ReconciledStore, "without a reported cost the estimate is compared") {
  const store::CallRow call = add_call(store::CallState::succeeded, "req-1");
  add_cost(call);
  const ComparedRequest request = compared("req-1", "0.0533");
  CHECK(request.match == BillMatch::reconciled);
  CHECK(recorded_amount(request) == Money::parse("0.0533"));
  REQUIRE(request.call);
  CHECK(request.call->id == call.id);
  CHECK(compare(call.id.str(), "0.0533") == BillMatch::reconciled);
}

TEST_CASE_FIXTURE(ReconciledStore, "a billed call without an entry is disputed or in doubt") {
  add_call(store::CallState::failed, "free");
  add_call(store::CallState::in_doubt, "open");
  CHECK(compare("free", "0.05") == BillMatch::disputed);
  CHECK(compare("open", "0.05") == BillMatch::in_doubt);
  CHECK(compare("nowhere", "0.05") == BillMatch::unknown);
  record("free", "0.05");
  record("open", "0.05");
  record("nowhere", "0.05");
  CHECK(records.costs({.with_superseded = true}).empty());
}

TEST_CASE_FIXTURE(ReconciledStore,
                  "a comparison is recorded as a superseding entry, once for one amount [S0.34]") {
  add_cost(add_call(store::CallState::succeeded, "req-1"), "0.04");
  record("req-1", "0.041");
  const store::CostEntry entry = records.costs({}).at(0);
  CHECK(entry.status == store::CostStatus::reconciled);
  CHECK(entry.actual == Money::parse("0.041"));
  CHECK(entry.supersedes);
  CHECK(compare("req-1", "0.041") == BillMatch::unchanged);
  record("req-1", "0.041");
  CHECK(records.costs({.with_superseded = true}).size() == 2);

  record("req-1", "0.08");
  CHECK(records.costs({}).at(0).status == store::CostStatus::disputed);
  CHECK(records.total({}).actual == Money::parse("0.08"));
  CHECK(compare("req-1", "0.08") == BillMatch::unchanged);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(ReconciledStore, "the same bill does not end a dispute") {
  add_cost(add_call(store::CallState::succeeded, "req-1"), "0.04");
  for (int i = 0; i < 3; ++i) {
    CHECK(compare("req-1", "0.08") == (i == 0 ? BillMatch::disputed : BillMatch::unchanged));
    record("req-1", "0.08");
    CHECK(records.costs({}).at(0).status == store::CostStatus::disputed);
  }
  CHECK(records.costs({.with_superseded = true}).size() == 2);
  CHECK(recorded_amount(compared("req-1", "0.08")) == Money::parse("0.04"));
}

TEST_CASE_FIXTURE(ReconciledStore, "bills are compared with the ledger, not with each other") {
  add_cost(add_call(store::CallState::succeeded, "req-1"), "0.1");
  for (const char* amount : {"0.105", "0.11", "0.115"}) record("req-1", amount);
  CHECK(records.costs({}).at(0).status == store::CostStatus::disputed);
  CHECK(compare("req-1", "0.105") == BillMatch::reconciled);
}

TEST_CASE_FIXTURE(ReconciledStore, "a call under two names in one bill is refused") {
  const store::CallRow call = add_call(store::CallState::succeeded, "req-1");
  add_cost(call, "0.04");
  CHECK(error_of([&] {
          compare_bill(records, {{"req-1", 2, Money::parse("0.04")},
                                 {call.id.str(), 3, Money::parse("0.04")}});
        }) == fmt::format("line 2 (\"req-1\") and line 3 (\"{0}\") of the bill are the same call "
                          "{1}",
                          call.id.str(), call.id.short_id()));
}

TEST_CASE_FIXTURE(ReconciledStore, "a call that has not finished is pending") {
  const store::RunRow run = begin_run();
  open_call(run.id, "req-1");
  CHECK(compare("req-1", "0.05") == BillMatch::pending);
}

TEST_CASE("spaces around an id are not part of it, and UTF-16 is refused") {
  CHECK(parse_bill("id,usd\n req-1\t,0.05\nreq-1,0.05\n", "bill.csv").size() == 1);
  CHECK(refusal_of("\xFF\xFEi") == "bill.csv is not UTF-8");
  CHECK(refusal_of(std::string_view("i\0d\0,\0", 6)) == "bill.csv is not UTF-8");
}
