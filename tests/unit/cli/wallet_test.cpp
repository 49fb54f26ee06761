#include "desk.hpp"

#include <doctest/doctest.h>

using namespace limner;
using nlohmann::json;

TEST_CASE("without a wallet there is nothing to list, and nothing is made") {
  Desk desk;
  const Told told = desk.run({"wallet"});
  CHECK(told.code == 0);
  CHECK(contains(told.err, "limner wallet topup main 1000"));
  CHECK_FALSE(std::filesystem::exists(desk.store()));
  CHECK(desk.run({"wallet", "statement"}).code == 8);
}

TEST_CASE("a top-up makes the wallet, and a word pays in once [S2.3] [S2.8]") {
  Desk desk;
  CHECK(contains(desk.run({"wallet", "topup", "main", "1000"}).err, "worth $1.00"));
  desk.run({"wallet", "topup", "main", "50.25", "--once", "invoice-1"});
  desk.run({"wallet", "topup", "main", "50.25", "--once", "invoice-1"});
  CHECK(desk.run({"wallet", "ls"}).out == "main\t1050.2500\t0.0000\t0.0000\t1.05025\n");
}

TEST_CASE("what is no amount, and no name, is refused") {
  Desk desk;
  for (const char* amount : {"0", "much", "1e3"}) {
    CAPTURE(amount);
    CHECK(desk.run({"wallet", "topup", "main", amount}).code == 2);
  }
  CHECK(desk.run({"wallet", "topup", "../main", "1"}).code == 2);
  desk.run({"wallet", "topup", "main", "1"});
  const Told other = desk.run({"wallet", "statement", "mian"});
  CHECK(other.code == 8);
  CHECK(contains(other.err, "did you mean \"main\"?"));
}

TEST_CASE("a hosted run is paid by the wallet, and everything that shows it agrees [S2.9]") {
  Desk desk;
  desk.run({"wallet", "topup", "main", "1000"});
  const json run = desk.make_picture("a fox").document();
  CHECK(run["credits"] == json({{"charged", 50.0}, {"refunded", 0.0}, {"wallet", "main"}}));
  const json task = desk.run({"runs", "show", "@last", "--format", "tasks"}).document();
  CHECK(task["billing"] == json({{"charged_credits", 50.0}, {"refunded_credits", 0.0}}));
  CHECK(desk.run({"runs", "show", "@last", "--format", "job"}).document()["credits_cost"] == 50);
  const json moves = desk.run({"wallet", "statement", "--json"}).document()["moves"];
  REQUIRE(moves.size() == 3);
  CHECK(moves[1]["kind"] == "hold");
  CHECK(moves[2]["kind"] == "capture");
  CHECK(moves[2]["available"] == 950.0);
}

TEST_CASE("a wallet that is too small refuses with exit 5, and nothing is sent [S1.11]") {
  Desk desk;
  desk.run({"wallet", "topup", "main", "49"});
  const Told told = desk.make_picture("a fox");
  CHECK(told.code == 5);
  CHECK(contains(told.err, "limner wallet topup main 1"));
  CHECK(desk.run({"wallet", "ls"}).out == "main\t49.0000\t0.0000\t0.0000\t0.049\n");
}

TEST_CASE("hosted is refused without a wallet when a person asks for it") {
  Desk desk;
  desk.make_picture("a fox");
  const Told told =
      desk.run({"run", "picture.yaml", "--prompt", "a hen", "--charge", "hosted", "--json"});
  CHECK(told.code == 5);
  CHECK(told.document()["error"]["code"] == "wallet_empty");
}
