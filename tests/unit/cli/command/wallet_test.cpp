#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

TEST_CASE("without a wallet there is nothing to list, and nothing is made") {
  CliFixture cli;
  const CommandResult result = cli.run({"wallet"});
  CHECK(result.code == 0);
  CHECK(contains(result.err, "limner wallet topup main 1000"));
  CHECK_FALSE(std::filesystem::exists(cli.store()));
  CHECK(cli.run({"wallet", "statement"}).code == 8);
}

TEST_CASE("a top-up makes the wallet, and a word pays in once [S2.3] [S2.8]") {
  CliFixture cli;
  CHECK(contains(cli.run({"wallet", "topup", "main", "1000"}).err, "worth $1.00"));
  cli.run({"wallet", "topup", "main", "50.25", "--once", "invoice-1"});
  cli.run({"wallet", "topup", "main", "50.25", "--once", "invoice-1"});
  CHECK(cli.run({"wallet", "ls"}).out == "main\t1050.2500\t0.0000\t0.0000\t1.05025\n");
}

TEST_CASE("an invalid amount or wallet name is refused") {
  CliFixture cli;
  for (const char* amount : {"0", "much", "1e3"}) {
    CAPTURE(amount);
    CHECK(cli.run({"wallet", "topup", "main", amount}).code == 2);
  }
  CHECK(cli.run({"wallet", "topup", "../main", "1"}).code == 2);
  cli.run({"wallet", "topup", "main", "1"});
  const CommandResult other = cli.run({"wallet", "statement", "mian"});
  CHECK(other.code == 8);
  CHECK(contains(other.err, "did you mean \"main\"?"));
}

TEST_CASE("a hosted run is paid by the wallet, and everything that shows it agrees [S2.9]") {
  CliFixture cli;
  cli.run({"wallet", "topup", "main", "1000"});
  const json run = cli.make_picture("a fox").document();
  CHECK(run["credits"] == json({{"charged", 50.0}, {"refunded", 0.0}, {"wallet", "main"}}));
  const json task = cli.run({"runs", "show", "@last", "--format", "tasks"}).document();
  CHECK(task["billing"] == json({{"charged_credits", 50.0}, {"refunded_credits", 0.0}}));
  CHECK(cli.run({"runs", "show", "@last", "--format", "job"}).document()["credits_cost"] == 50);
  const json moves = cli.run({"wallet", "statement", "--json"}).document()["moves"];
  REQUIRE(moves.size() == 3);
  CHECK(moves[1]["kind"] == "hold");
  CHECK(moves[2]["kind"] == "capture");
  CHECK(moves[2]["available"] == 950.0);
}

TEST_CASE("a wallet that is too small refuses with exit 5, and nothing is sent [S1.11]") {
  CliFixture cli;
  cli.run({"wallet", "topup", "main", "49"});
  const CommandResult result = cli.make_picture("a fox");
  CHECK(result.code == 5);
  CHECK(contains(result.err, "limner wallet topup main 1"));
  CHECK(cli.run({"wallet", "ls"}).out == "main\t49.0000\t0.0000\t0.0000\t0.049\n");
}

TEST_CASE("hosted is refused without a wallet when a person asks for it") {
  CliFixture cli;
  cli.make_picture("a fox");
  const CommandResult result =
      cli.run({"run", "picture.yaml", "--prompt", "a hen", "--charge", "hosted", "--json"});
  CHECK(result.code == 5);
  CHECK(result.document()["error"]["code"] == "wallet_empty");
}
