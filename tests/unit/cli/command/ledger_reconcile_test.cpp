#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

namespace {

// Each run was reported to cost $0.0412345, as req-1 of its provider.
json reconciled(CliFixture& cli, const std::string& csv) {
  cli.write("bill.csv", csv);
  const CommandResult result = cli.run({"ledger", "reconcile", "--from", "bill.csv", "--json"});
  const json document = result.document();
  const json open = document["disputed"].get<int>() + document["unknown"].get<int>() +
                    document["repeated"].get<int>();
  CHECK(result.code == (open == 0 ? 0 : 10));
  return document;
}

}  // namespace

TEST_CASE("what is billed as recorded is reconciled; again it is unchanged [S0.34]") {
  CliFixture cli;
  cli.make_picture("a fox");
  const std::string csv = "Request ID,Model,Amount (USD)\r\nreq-1,gpt-image-2,$0.0413\r\n";
  CHECK(reconciled(cli, csv)["reconciled"] == 1);
  const json entry = cli.run({"ledger", "entries", "--json"}).document()["entries"][0];
  CHECK(entry["status"] == "reconciled");
  const json total = cli.run({"ledger", "--json"}).document()["totalCosts"];
  CHECK(Money::parse(total["actualUsd"].dump()) == Money::parse("0.0413"));
  CHECK(reconciled(cli, csv)["unchanged"] == 1);
  CHECK(cli.run({"ledger", "check"}).code == 0);
}

TEST_CASE("what is apart by more than 5 % is disputed [S0.14]") {
  struct Case {
    const char* billed;
    const char* result;
  };
  for (const Case& one : {Case{"0.0432", "reconciled"}, Case{"0.0434", "disputed"},
                          Case{"0.0402", "reconciled"}, Case{"0.0001", "disputed"}}) {
    CAPTURE(one.billed);
    CliFixture cli;
    cli.make_picture("a fox");
    const json document = reconciled(cli, std::string("id,usd\nreq-1,") + one.billed + "\n");
    CHECK(document["lines"][0]["result"] == one.result);
    CHECK(cli.run({"ledger", "--json"}).document()["totalCosts"]["status"] == one.result);
  }
}

TEST_CASE("rows of one request are added up; unknown ones are listed and change nothing") {
  CliFixture cli;
  cli.make_picture("a fox");
  const json document = reconciled(cli, "id,usd\nreq-1,0.04\nreq-1,0.0012345\nreq-2,5\n");
  CHECK(document["reconciled"] == 1);
  CHECK(document["unknown"] == 1);
  CHECK(cli.run({"ledger", "entries", "--json"}).document()["entries"].size() == 1);
}

TEST_CASE("a bill can name our own call, and a dry run writes nothing") {
  CliFixture cli;
  cli.make_picture("a fox");
  const json run = cli.run({"runs", "show", "@last", "--json"}).document();
  const std::string call = run["ledger"][0]["callId"];
  cli.write("bill.csv", "call,usd\n");
  cli.write("bill.csv", "call id,cost\n" + call + ",0.0412\n");
  const CommandResult result =
      cli.run({"ledger", "reconcile", "--from", "bill.csv", "--dry-run", "--json"});
  CHECK(result.document()["reconciled"] == 1);
  CHECK(cli.run({"ledger", "entries", "--json"}).document()["entries"][0]["status"] ==
        "provider_reported");
}

TEST_CASE("a file that is not a billing export is refused with its line") {
  CliFixture cli;
  cli.make_picture("a fox");
  for (const char* csv :
       {"", "a,b\n1,2\n", "id,usd\nreq-1\n", "id,usd\nreq-1,much\n", "id,usd\n\"req-1,1\n"}) {
    CAPTURE(csv);
    cli.write("bill.csv", csv);
    CHECK(cli.run({"ledger", "reconcile", "--from", "bill.csv"}).code == 2);
  }
  CHECK(contains(cli.run({"ledger", "reconcile", "--from", "bill.csv"}).err, "line 2"));
  CHECK(cli.run({"ledger", "reconcile"}).code == 2);
}

TEST_CASE("a dispute is resolved by a person; the same bill does not open it again [S0.34]") {
  CliFixture cli;
  cli.make_picture("a fox");
  const std::string csv = "id,usd\nreq-1,0.08\n";
  CHECK(reconciled(cli, csv)["disputed"] == 1);
  CHECK(reconciled(cli, csv)["disputed"] == 1);
  CHECK(cli.run({"ledger", "resolve", "@last", "--as", "recorded", "--note", "x"}).code == 2);
  const json entry =
      cli.run({"ledger", "entries", "--status", "disputed", "--json"}).document()["entries"][0];
  const CommandResult result =
      cli.run({"ledger", "resolve", entry["callId"], "--as", "recorded", "--reason",
               "provider-error", "--note", "ticket 9", "--json"});
  CHECK(result.code == 0);
  CHECK(result.document()["totalCosts"]["status"] == "reconciled");
  CHECK(result.document()["entries"].back()["note"] == "ticket 9");
  CHECK(result.document()["entries"].back()["reason"] == "provider-error");
  CHECK(reconciled(cli, csv)["unchanged"] == 1);
  CHECK(cli.run({"ledger", "entries", "--status", "disputed", "--json"})
            .document()["entries"]
            .empty());
  CHECK(cli.run({"ledger", "check"}).code == 0);
}

TEST_CASE("the ledger is exported as CSV and as FOCUS") {
  CliFixture cli;
  cli.make_picture("=cmd");
  CHECK(contains(cli.run({"ledger", "export"}).out, ",0.0412345,provider_reported,"));
  CHECK(cli.run({"ledger", "export", "--format", "focus"}).out.starts_with("BilledCost,"));
  CHECK(contains(cli.run({"ledger", "--by", "tag:campaign"}).out, "spring"));
}
