#include "store/journal.hpp"

#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

// A wallet of a thousand credits and a call to pay for.
struct WalletOptions : World {
  WalletOptions() {
    Records records = open();
    const RunRow run = begin(records);
    const CallRow row = call_row(run.id);
    records.open_call(row);
    call = {.at = clock.now(), .run = run.id, .call = row.id};
    post([&] {
      return journal.top_up("main", Credits::parse("1000"), "topup:1", {.at = clock.now()});
    });
  }

  template <class Work>
  bool post(Work&& work) {
    bool posted = false;
    database.write([&] { posted = work(); });
    return posted;
  }
  bool hold(std::string_view amount, std::string_view key) {
    return post([&] { return journal.hold("main", Credits::parse(amount), key, *call); });
  }
  bool capture(std::string_view amount, std::string_view key) {
    return post([&] { return journal.capture("main", Credits::parse(amount), key, *call); });
  }
  bool release(std::string_view key) {
    return post([&] { return journal.release_rest("main", key, *call); });
  }
  bool refund(std::string_view amount, std::string_view key) {
    return post([&] { return journal.refund("main", Credits::parse(amount), key, *call); });
  }
  std::string available() const { return journal.available("main").str(); }
  std::string held() const { return journal.held("main", *call).str(); }
  std::string spent() const { return journal.spent("main", *call).str(); }

  Database database{home.path, OpenMode::read_write, clock.now()};
  Journal journal{database};
  std::optional<Occasion> call;
};

}  // namespace

TEST_CASE("a hold is captured in part and the rest goes back [S2.4] [S2.5]") {
  WalletOptions wallet_options;
  CHECK(wallet_options.hold("200", "hold:c"));  // four images of 50
  CHECK(wallet_options.available() == "800.0000");
  CHECK(wallet_options.held() == "200.0000");
  CHECK(wallet_options.capture("150", "capture:c"));  // three came
  CHECK(wallet_options.release("release:c"));
  CHECK(wallet_options.available() == "850.0000");
  CHECK(wallet_options.held() == "0.0000");
  CHECK(wallet_options.spent() == "150.0000");
  CHECK(wallet_options.open().check().empty());
}

TEST_CASE("a failed task gives all of its hold back [S2.6]") {
  WalletOptions wallet_options;
  wallet_options.hold("60.0001", "hold:c");
  CHECK(wallet_options.available() == "939.9999");
  CHECK(wallet_options.release("release:c"));
  CHECK(wallet_options.available() == "1000.0000");
  CHECK(wallet_options.spent() == "0.0000");
}

TEST_CASE("nothing is posted twice") {
  WalletOptions wallet_options;
  CHECK(wallet_options.hold("100", "hold:c"));
  CHECK_FALSE(wallet_options.hold("100", "hold:c"));
  CHECK(wallet_options.capture("100", "capture:c"));
  CHECK_FALSE(wallet_options.capture("100", "capture:c"));
  CHECK(wallet_options.refund("40", "refund:c"));
  CHECK_FALSE(wallet_options.refund("40", "refund:c"));
  CHECK(wallet_options.available() == "940.0000");
  CHECK(wallet_options.spent() == "60.0000");
}

TEST_CASE("a wallet gives what it has and not more") {
  WalletOptions wallet_options;
  try {
    wallet_options.hold("1000.000000001", "hold:c");
    FAIL("held");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::wallet_empty);
    CHECK(std::string(error.what()) ==
          "the wallet main has 1000.0000 credits, and 1000.000000001 are needed");
  }
  CHECK(wallet_options.available() == "1000.0000");
  CHECK(wallet_options.hold("1000", "hold:c"));
  CHECK_THROWS_AS(wallet_options.hold("0.0001", "hold:d"), Error);
}

TEST_CASE("no more is captured than the call holds, nor refunded than it spent") {
  WalletOptions wallet_options;
  const Occasion other{.at = wallet_options.clock.now(), .run = wallet_options.call->run};
  wallet_options.post(
      [&] { return wallet_options.journal.hold("main", Credits::parse("500"), "hold:r", other); });
  wallet_options.hold("10", "hold:c");
  CHECK_THROWS_AS(wallet_options.capture("10.0001", "capture:c"), std::logic_error);
  CHECK(wallet_options.capture("10", "capture:c"));
  CHECK_THROWS_AS(wallet_options.refund("10.0001", "refund:c"), std::logic_error);
  CHECK(wallet_options.journal.held("main", other) == Credits::parse("500"));
}

TEST_CASE("a zero amount posts nothing") {
  WalletOptions wallet_options;
  const std::string before = wallet_options.ask("select count(*) from journal");
  CHECK_FALSE(wallet_options.hold("0", "hold:c"));
  CHECK_FALSE(wallet_options.release("release:c"));
  CHECK_FALSE(wallet_options.post(
      [&] { return wallet_options.journal.expense("fal", Money(), "e", *wallet_options.call); }));
  CHECK(wallet_options.ask("select count(*) from journal") == before);
}

TEST_CASE("what a provider bills is an expense that is owed to it") {
  WalletOptions wallet_options;
  wallet_options.post([&] {
    return wallet_options.journal.expense("fal", Money::parse("0.0003"), "expense:1",
                                          *wallet_options.call);
  });
  CHECK(wallet_options.ask("select balance from accounts where id = 'expense:fal'") == "300000");
  CHECK(wallet_options.ask("select balance from accounts where id = 'payable:fal'") == "-300000");
  wallet_options.post([&] {
    return wallet_options.journal.expense("fal", Money::parse("-0.0003"), "expense:2",
                                          *wallet_options.call);
  });
  CHECK(wallet_options.ask("select sum(amount <> 0) from postings where account = 'expense:fal'") ==
        "2");
  CHECK(wallet_options.ask("select balance from accounts where id = 'expense:fal'") == "0");
}

TEST_CASE("what is held for a run is apart from what is held for its calls") {
  WalletOptions wallet_options;
  const Occasion run{.at = wallet_options.clock.now(), .run = wallet_options.call->run};
  wallet_options.hold("10", "hold:c");
  wallet_options.post(
      [&] { return wallet_options.journal.hold("main", Credits::parse("30"), "hold:r", run); });
  CHECK(wallet_options.journal.held("main", run) == Credits::parse("30"));
  CHECK(wallet_options.held() == "10.0000");
}
