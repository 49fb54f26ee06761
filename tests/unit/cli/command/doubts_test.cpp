#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

namespace {

// A run whose only paid request was accepted and never answered.
struct Doubtful : CliFixture {
  Doubtful() {
    run({"wallet", "topup", "main", "1000"});
    reply = [](const provider::ModelCall& call, const std::stop_token&) -> provider::ModelAnswer {
      call.log->accepted({{"id", "remote-7"}});
      throw CallError(Error(ErrorCode::provider_unavailable, "the connection was lost"),
                      Billing::unknown);
    };
    result = make_picture("a fox");
  }

  std::string balance() { return run({"wallet", "ls"}).out; }

  CommandResult result;
};

}  // namespace

TEST_CASE("a doubt ends a run with exit 6, and is listed with its price") {
  Doubtful cli;
  CHECK(cli.result.code == 6);
  CHECK(cli.result.document()["inDoubt"].size() == 1);
  CHECK(contains(cli.result.err, "limner doubts show"));
  const json doubts = cli.run({"doubts", "--json"}).document()["doubts"];
  REQUIRE(doubts.size() == 1);
  CHECK(doubts[0]["callId"] == cli.result.document()["inDoubt"][0]);
  CHECK(doubts[0]["remoteId"] == "remote-7");
  CHECK(doubts[0]["heldCredits"] == 50);
  CHECK(Money::parse(doubts[0]["reservedUsd"].dump()) > Money());
  CHECK(cli.balance() == "main\t950.0000\t50.0000\t0.0000\t0.95\n");
  CHECK(contains(cli.run({"doubts", "show", "@last"}).out, "limner doubts resolve"));
}

TEST_CASE("resolved as not billed it gives everything back") {
  Doubtful cli;
  const CommandResult result =
      cli.run({"doubts", "resolve", "@last", "--as", "not-billed", "--note", "not in the export"});
  CHECK(result.code == 0);
  CHECK(cli.balance() == "main\t1000.0000\t0.0000\t0.0000\t1.00\n");
  CHECK(cli.run({"ledger", "entries"}).out == "");
  CHECK(cli.run({"doubts"}).out == "");
  CHECK(cli.run({"ledger", "check"}).code == 0);
  CHECK(cli.run({"doubts", "resolve", "@last", "--as", "billed", "--note", "x"}).code == 8);
}

TEST_CASE("resolved as billed it books what was paid") {
  Doubtful cli;
  cli.run({"doubts", "resolve", "@last", "--as", "billed", "--usd", "0.05", "--note", "invoice"});
  const json entry = cli.run({"ledger", "entries", "--json"}).document()["entries"][0];
  CHECK(Money::parse(entry["actualCostUsd"].dump()) == Money::parse("0.05"));
  CHECK(entry["status"] == "reconciled");
  const json run = cli.run({"runs", "show", "@last", "--json"}).document();
  CHECK(run["status"] == "failed");
  CHECK(run["failure"]["charged"] == "yes");
  CHECK(cli.run({"ledger", "check"}).code == 0);
}

TEST_CASE("a decision without a verdict or a reason is refused") {
  Doubtful cli;
  CHECK(cli.run({"doubts", "resolve", "@last", "--note", "x"}).code == 2);
  CHECK(cli.run({"doubts", "resolve", "@last", "--as", "billed"}).code == 2);
  CHECK(cli.run({"doubts", "resolve", "@last", "--as", "not-billed", "--note", "x", "--usd", "1"})
            .code == 2);
  CHECK(cli.run({"doubts", "show", "zzzzzzzz"}).code == 8);
}

TEST_CASE("[S4.11] a resolved doubt ends a run that went on past it, and its price is spent") {
  Doubtful cli;
  cli.write("pair.yaml", R"(schema: 1
id: pair
version: 1.0.0
name: Pair
pricing: {credits: 120}
steps:
  - {id: first, uses: image.generate, with: {model: local/clipart-composer, prompt: a fox}}
  - {id: second, uses: image.generate, on_failure: continue, with: {model: openai/gpt-image-2, prompt: a hen, size: 1024x1024, quality: low}}
  - {id: made, uses: artifact.create, with: {files: {raw: "${{ steps.first.images }}"}}}
)");
  REQUIRE(cli.run({"run", "pair.yaml"}).code == 6);
  const std::string before = cli.balance();
  const CommandResult result =
      cli.run({"doubts", "resolve", "@last", "--as", "not-billed", "--note", "x", "--json"});
  CHECK(result.document()["runStatus"] == "review");
  CHECK(before == "main\t830.0000\t170.0000\t0.0000\t0.83\n");
  CHECK(cli.balance() == "main\t830.0000\t50.0000\t120.0000\t0.83\n");
  const json run = cli.run({"runs", "show", "@last", "--json"}).document();
  CHECK(run["artifacts"].size() == 1);
  CHECK(cli.run({"ledger", "check"}).code == 0);
}

TEST_CASE("what a provider cannot be asked about stays in doubt, with exit 6") {
  Doubtful cli;
  const CommandResult result = cli.run({"doubts", "collect", "--json"});
  CHECK(result.code == 6);
  CHECK(result.document()["calls"][0]["state"] == "in_doubt");
  CHECK(cli.run({"doubts", "--json"}).document()["doubts"].size() == 1);
}

TEST_CASE("what was answered later is collected, and its pictures are printed") {
  Doubtful cli;
  cli.later = fakes::charges(Money::parse("0.004"));
  const CommandResult result = cli.run({"doubts", "collect"});
  CHECK(result.code == 0);
  CHECK(contains(result.out, "/artifacts/"));
  CHECK(cli.balance() == "main\t950.0000\t0.0000\t50.0000\t0.95\n");
  CHECK(contains(cli.run({"ledger"}).out, "0.004"));
}

TEST_CASE("nothing in doubt is said, and exits 0") {
  CliFixture cli;
  CHECK(cli.run({"doubts"}).code == 0);
  CHECK(cli.run({"doubts", "collect"}).code == 0);
  CHECK_FALSE(std::filesystem::exists(cli.store()));
}
