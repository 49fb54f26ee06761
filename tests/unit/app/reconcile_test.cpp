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
  CHECK(refusal_of("id,usd\nreq-1,much\nreq-2,1\nreq-3,\n") == "bill.csv: 2 rows cannot be read");
}

TEST_CASE("amounts are read exactly, in the forms that bills have, or refused by row [S0.34]") {
  const auto read = [](const std::string& cell) {
    return parse_bill("id;usd\nreq-1;" + cell + "\n", "bill.csv").at(0).amount;
  };
  CHECK(read("5.33e-2") == Money::parse("0.0533"));
  CHECK(read("5.33E+1") == Money::parse("53.3"));
  CHECK(read("1e-12") == Money());
  CHECK(read("\"1,000.00\"") == Money::parse("1000"));
  CHECK(read("12,345,678.5e-3") == Money::parse("12345.6785"));
  CHECK(read("USD 0.05") == Money::parse("0.05"));
  CHECK(read("-$0.05") == Money::parse("-0.05"));
  CHECK(read("0.05 USD") == Money::parse("0.05"));
  CHECK(read("0.0533199999999999") == Money::parse("0.05332"));
  CHECK(read("000000000001.5") == Money::parse("1.5"));
  for (const char* cell : {"0,0533", "1,000", "1.000,00", "12,34.5", "€0.05", "0.05 EUR", "1e",
                           "1e999", "0x5", "", "-", ".", "1 000", "--1", "9999999999"}) {
    CAPTURE(cell);
    CHECK(refusal_of(std::string("id;usd\nreq-1;") + cell + "\n").starts_with("bill.csv:2: "));
  }
  CHECK(refusal_of("id,usd\nreq-1,2000000\n") ==
        "bill.csv:2: \"2000000\" is above the limit of $1000000.00");
}

TEST_CASE("a currency other than US dollars is refused by row") {
  CHECK(parse_bill("id,amount,currency\nreq-1,1,USD\nreq-2,1,\n", "bill.csv").size() == 2);
  CHECK(refusal_of("id,amount,currency\nreq-1,1,USD\nreq-2,1,EUR\n") ==
        "bill.csv:3: the currency is \"EUR\", not USD");
}

TEST_CASE("semicolons and tabs separate columns too") {
  for (const char* csv : {"id;usd\nreq-1;0.05\n", "id\tusd\nreq-1\t0.05\n"})
    CHECK(parse_bill(csv, "bill.csv").at(0).amount == Money::parse("0.05"));
}

TEST_CASE("an amount beyond a million dollars is refused, also as the sum of rows") {
  CHECK(refusal_of("id,usd\nreq-1,1000000\n").empty());
  CHECK(refusal_of("id,usd\nreq-1,-1000000\n").empty());
  CHECK(refusal_of("id,usd\nreq-1,1000000.01\n").starts_with("bill.csv:2: "));
  CHECK(refusal_of("id,usd\nreq-1,-1000001\n").starts_with("bill.csv:2: "));
  CHECK(refusal_of("id,usd\nreq-1,999999\nreq-1,2\n").starts_with("bill.csv:3: "));
}

TEST_CASE_FIXTURE(ReconciledStore,
                  "a bill agrees with the ledger within 5 %, also a small amount [S0.14]") {
  add_cost(add_call(store::CallState::succeeded, "dear"), "0.1");
  CHECK(compare("dear", "0.105") == BillMatch::reconciled);
  CHECK(compare("dear", "0.1051") == BillMatch::disputed);
  CHECK(compare("dear", "0.095") == BillMatch::reconciled);
  CHECK(compare("dear", "0.0949") == BillMatch::disputed);
  add_cost(add_call(store::CallState::succeeded, "cheap"), "0.0005");
  CHECK(compare("cheap", "0.000525") == BillMatch::reconciled);
  CHECK(compare("cheap", "0.000526") == BillMatch::disputed);
  CHECK(compare("cheap", "0.0014") == BillMatch::disputed);
}

TEST_CASE_FIXTURE(ReconciledStore, "without a reported cost the estimate is compared") {
  const store::CallRow call = add_call(store::CallState::succeeded, "req-1");
  add_cost(call);
  const ComparedRequest request = compared("req-1", "0.0533");
  CHECK(request.match == BillMatch::reconciled);
  CHECK(request.recorded == Money::parse("0.0533"));
  REQUIRE(request.call);
  CHECK(request.call->id == call.id);
  CHECK(compare(call.id.str(), "0.0533") == BillMatch::reconciled);
}

TEST_CASE_FIXTURE(ReconciledStore, "a billed call without an entry is disputed or in doubt") {
  const store::CallRow free = add_call(store::CallState::failed, "free");
  add_call(store::CallState::in_doubt, "open");
  CHECK(compare("free", "0.05") == BillMatch::disputed);
  CHECK(compare("free", "0") == BillMatch::unchanged);
  CHECK(compare("open", "0.05") == BillMatch::in_doubt);
  CHECK(compare("nowhere", "0.05") == BillMatch::unknown);
  record("open", "0.05");
  record("nowhere", "0.05");
  CHECK(records.costs({.with_superseded = true}).empty());

  clock.sleep(Millis(40ll * 86'400'000));
  record("free", "0.05");  // counts at the time of the call
  const store::CostEntry entry = records.costs({}).at(0);
  CHECK(entry.status == store::CostStatus::disputed);
  CHECK(entry.actual == Money::parse("0.05"));
  CHECK(entry.incurred == free.at);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(ReconciledStore,
                  "a comparison is recorded as superseding entries, once for one amount [S0.34]") {
  add_cost(add_call(store::CallState::succeeded, "req-1"), "0.04");
  record("req-1", "0.041");
  const std::vector<store::CostEntry> entries = records.costs({});
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].supersedes);
  CHECK(entries[0].actual == Money::parse("0.04"));
  CHECK(entries[1].item == "adjustment");
  CHECK(entries[1].actual == Money::parse("0.001"));
  for (const store::CostEntry& entry : entries) {
    CHECK(entry.status == store::CostStatus::reconciled);
    CHECK(entry.origin == store::CostOrigin::bill);
  }
  CHECK(records.total({}).actual == Money::parse("0.041"));
  CHECK(records.total({}).estimated == Money::parse("0.0533"));
  CHECK(compare("req-1", "0.041") == BillMatch::unchanged);
  record("req-1", "0.041");
  CHECK(records.costs({.with_superseded = true}).size() == 3);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(ReconciledStore, "a bill that agrees exactly adds no adjustment") {
  add_cost(add_call(store::CallState::succeeded, "req-1"), "0.04");
  record("req-1", "0.04");
  CHECK(records.costs({}).size() == 1);
  CHECK(records.costs({}).at(0).status == store::CostStatus::reconciled);
  CHECK(compare("req-1", "0.04") == BillMatch::unchanged);
}

TEST_CASE_FIXTURE(ReconciledStore, "no bill ends a dispute, not even one that agrees") {
  add_cost(add_call(store::CallState::succeeded, "req-1"), "0.04");
  record("req-1", "0.08");
  const std::size_t written = records.costs({.with_superseded = true}).size();
  for (const char* amount : {"0.08", "0.04", "0.041", "0.09", "0.08"}) {
    CAPTURE(amount);
    CHECK(compare("req-1", amount) == BillMatch::disputed);
    record("req-1", amount);
  }
  CHECK(records.costs({.with_superseded = true}).size() == written);
  CHECK(records.total({}).status == store::CostStatus::disputed);
  CHECK(records.total({}).actual == Money::parse("0.08"));
  CHECK(compared("req-1", "0.08").recorded == Money::parse("0.04"));
}

TEST_CASE_FIXTURE(ReconciledStore, "bills are compared with the ledger, not with each other") {
  add_cost(add_call(store::CallState::succeeded, "req-1"), "0.1");
  for (const char* amount : {"0.1", "0.105", "0.1"}) record("req-1", amount);
  CHECK(records.total({}).status == store::CostStatus::reconciled);
  CHECK(records.total({}).actual == Money::parse("0.105"));
  CHECK(compare("req-1", "0.11") == BillMatch::disputed);
}

TEST_CASE_FIXTURE(ReconciledStore, "a call under two names in one bill is one question") {
  const store::CallRow call = add_call(store::CallState::succeeded, "req-1");
  add_cost(call, "0.04");
  const std::vector<ComparedRequest> rows = compare_bill(
      records, {{"req-1", 2, Money::parse("0.04")}, {call.id.str(), 3, Money::parse("0.04")}});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].match == BillMatch::repeated);
  CHECK(rows[0].lines == std::vector<int>{2, 3});
  record_comparison(records, rows, context);
  CHECK(records.costs({.with_superseded = true}).size() == 1);
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
