#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

namespace {

Money amount(const json& number) {
  return Money::parse(number.dump());
}

}  // namespace

TEST_CASE("an empty ledger is reported with exit code 0") {
  CliFixture cli;
  const CommandResult result = cli.run({"ledger"});
  CHECK(result.code == 0);
  CHECK(result.out == "");
  CHECK(contains(result.err, "no costs recorded yet"));
  CHECK(cli.run({"ledger", "--json"}).document()["totalCosts"]["estimatedUsd"] == 0);
  CHECK_FALSE(std::filesystem::exists(cli.store()));
}

TEST_CASE("[S0.14] run, artifact, entries and every grouping agree to the nano-dollar") {
  CliFixture cli;
  cli.make_picture("a fox");
  cli.make_picture("a hen");
  Money entries;
  const json all = cli.run({"ledger", "entries", "--json"}).document();
  for (const json& entry : all["entries"]) entries += amount(entry["actualCostUsd"]);
  CHECK(entries == Money::parse("0.082469"));
  for (const char* by : {"run", "artifact", "provider", "model", "month"}) {
    CAPTURE(by);
    const json summary = cli.run({"ledger", "--by", by, "--json"}).document();
    Money groups;
    for (const json& group : summary["groups"]) groups += amount(group["actualUsd"]);
    CHECK(groups == entries);
    CHECK(amount(summary["totalCosts"]["actualUsd"]) == entries);
  }
  const json run = cli.run({"runs", "show", "@last", "--json"}).document();
  CHECK(amount(run["totalCosts"]["actualUsd"]) + amount(run["totalCosts"]["actualUsd"]) == entries);
}

TEST_CASE("the ledger of one run or one time leaves the others out") {
  CliFixture cli;
  const std::string fox = cli.make_picture("a fox").document()["id"];
  cli.clock.sleep(std::chrono::hours(48));
  const std::string hen = cli.make_picture("a hen").document()["id"];
  const json of_fox = cli.run({"ledger", "entries", "--run", fox, "--json"}).document();
  REQUIRE(of_fox["entries"].size() == 1);
  CHECK(of_fox["entries"][0]["runId"] == fox);
  const json recent = cli.run({"ledger", "entries", "--since", "1d", "--json"}).document();
  REQUIRE(recent["entries"].size() == 1);
  CHECK(recent["entries"][0]["runId"] == hen);
  const json old = cli.run({"ledger", "--until", "24h", "--by", "run", "--json"}).document();
  REQUIRE(old["groups"].size() == 1);
  CHECK(old["groups"][0]["key"] == fox);
}

TEST_CASE("a filter that names a run or an artifact which is not there exits 8") {
  CliFixture cli;
  CHECK(cli.run({"ledger", "--run", "zzzzzzzz"}).code == 8);
  cli.make_picture("a fox");
  CHECK(cli.run({"ledger", "entries", "--artifact", "zzzzzzzz"}).code == 8);
}

TEST_CASE("on a terminal the summary ends in a total; piped it has only rows") {
  CliFixture cli;
  cli.make_picture("a fox");
  CHECK(cli.run({"ledger"}).out == "openai/gpt-image-2\t1\t0.005975\t0.0412345\n");
  cli.terminal = true;
  CHECK(contains(cli.run({"ledger"}).out, "total"));
}
