#include "desk.hpp"

#include <doctest/doctest.h>

using namespace limner;
using nlohmann::json;

namespace {

// A run whose only paid request was accepted and never answered.
struct Doubtful : Desk {
  Doubtful() {
    run({"wallet", "topup", "main", "1000"});
    reply = [](const ModelCall& call, const std::stop_token&) -> ModelAnswer {
      call.log->accepted({{"id", "remote-7"}});
      throw CallError(Error(ErrorCode::provider_unavailable, "the connection was lost"),
                      Billing::unknown);
    };
    told = make_picture("a fox");
  }

  std::string balance() { return run({"wallet", "ls"}).out; }

  Told told;
};

}  // namespace

TEST_CASE("a doubt ends a run with exit 6, and is listed with its price") {
  Doubtful desk;
  CHECK(desk.told.code == 6);
  CHECK(desk.told.document()["inDoubt"].size() == 1);
  CHECK(contains(desk.told.err, "limner doubts show"));
  const json doubts = desk.run({"doubts", "--json"}).document()["doubts"];
  REQUIRE(doubts.size() == 1);
  CHECK(doubts[0]["callId"] == desk.told.document()["inDoubt"][0]);
  CHECK(doubts[0]["remoteId"] == "remote-7");
  CHECK(doubts[0]["heldCredits"] == 50);
  CHECK(Money::parse(doubts[0]["reservedUsd"].dump()) > Money());
  CHECK(desk.balance() == "main\t950.0000\t50.0000\t0.0000\t0.95\n");
  CHECK(contains(desk.run({"doubts", "show", "@last"}).out, "limner doubts resolve"));
}

TEST_CASE("resolved as not billed it gives everything back") {
  Doubtful desk;
  const Told told =
      desk.run({"doubts", "resolve", "@last", "--as", "not-billed", "--note", "not in the export"});
  CHECK(told.code == 0);
  CHECK(desk.balance() == "main\t1000.0000\t0.0000\t0.0000\t1.00\n");
  CHECK(desk.run({"ledger", "entries"}).out == "");
  CHECK(desk.run({"doubts"}).out == "");
  CHECK(desk.run({"ledger", "check"}).code == 0);
  CHECK(desk.run({"doubts", "resolve", "@last", "--as", "billed", "--note", "x"}).code == 8);
}

TEST_CASE("resolved as billed it books what was paid") {
  Doubtful desk;
  desk.run({"doubts", "resolve", "@last", "--as", "billed", "--usd", "0.05", "--note", "invoice"});
  const json entry = desk.run({"ledger", "entries", "--json"}).document()["entries"][0];
  CHECK(Money::parse(entry["actualCostUsd"].dump()) == Money::parse("0.05"));
  CHECK(entry["status"] == "reconciled");
  const json run = desk.run({"runs", "show", "@last", "--json"}).document();
  CHECK(run["status"] == "failed");
  CHECK(run["failure"]["charged"] == "yes");
  CHECK(desk.run({"ledger", "check"}).code == 0);
}

TEST_CASE("a decision without a verdict or a reason is refused") {
  Doubtful desk;
  CHECK(desk.run({"doubts", "resolve", "@last", "--note", "x"}).code == 2);
  CHECK(desk.run({"doubts", "resolve", "@last", "--as", "billed"}).code == 2);
  CHECK(desk.run({"doubts", "resolve", "@last", "--as", "not-billed", "--note", "x", "--usd", "1"})
            .code == 2);
  CHECK(desk.run({"doubts", "show", "zzzzzzzz"}).code == 8);
}

TEST_CASE("what a provider cannot be asked about stays in doubt, with exit 6") {
  Doubtful desk;
  const Told told = desk.run({"doubts", "collect", "--json"});
  CHECK(told.code == 6);
  CHECK(told.document()["calls"][0]["state"] == "in_doubt");
  CHECK(desk.run({"doubts", "--json"}).document()["doubts"].size() == 1);
}

TEST_CASE("what was answered later is collected, and its pictures are printed") {
  Doubtful desk;
  desk.later = fakes::charges(Money::parse("0.004"));
  const Told told = desk.run({"doubts", "collect"});
  CHECK(told.code == 0);
  CHECK(contains(told.out, "/artifacts/"));
  CHECK(desk.balance() == "main\t950.0000\t0.0000\t50.0000\t0.95\n");
  CHECK(contains(desk.run({"ledger"}).out, "0.004"));
}

TEST_CASE("nothing in doubt is said, and exits 0") {
  Desk desk;
  CHECK(desk.run({"doubts"}).code == 0);
  CHECK(desk.run({"doubts", "collect"}).code == 0);
  CHECK_FALSE(std::filesystem::exists(desk.store()));
}
