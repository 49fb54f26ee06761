#include "store/journal.hpp"

#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;

namespace {

// A wallet of a thousand credits and a call to pay for.
struct Purse : World {
  Purse() {
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
  Purse purse;
  CHECK(purse.hold("200", "hold:c"));  // four images of 50
  CHECK(purse.available() == "800.0000");
  CHECK(purse.held() == "200.0000");
  CHECK(purse.capture("150", "capture:c"));  // three came
  CHECK(purse.release("release:c"));
  CHECK(purse.available() == "850.0000");
  CHECK(purse.held() == "0.0000");
  CHECK(purse.spent() == "150.0000");
  CHECK(purse.open().check().empty());
}

TEST_CASE("a failed task gives all of its hold back [S2.6]") {
  Purse purse;
  purse.hold("60.0001", "hold:c");
  CHECK(purse.available() == "939.9999");
  CHECK(purse.release("release:c"));
  CHECK(purse.available() == "1000.0000");
  CHECK(purse.spent() == "0.0000");
}

TEST_CASE("nothing is posted twice") {
  Purse purse;
  CHECK(purse.hold("100", "hold:c"));
  CHECK_FALSE(purse.hold("100", "hold:c"));
  CHECK(purse.capture("100", "capture:c"));
  CHECK_FALSE(purse.capture("100", "capture:c"));
  CHECK(purse.refund("40", "refund:c"));
  CHECK_FALSE(purse.refund("40", "refund:c"));
  CHECK(purse.available() == "940.0000");
  CHECK(purse.spent() == "60.0000");
}

TEST_CASE("a wallet gives what it has and not more") {
  Purse purse;
  try {
    purse.hold("1000.000000001", "hold:c");
    FAIL("held");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::wallet_empty);
    CHECK(std::string(error.what()) ==
          "the wallet main has 1000.0000 credits, and 1000.000000001 are needed");
  }
  CHECK(purse.available() == "1000.0000");
  CHECK(purse.hold("1000", "hold:c"));
  CHECK_THROWS_AS(purse.hold("0.0001", "hold:d"), Error);
}

TEST_CASE("no more is captured than the call holds, nor refunded than it spent") {
  Purse purse;
  const Occasion other{.at = purse.clock.now(), .run = purse.call->run};
  purse.post([&] { return purse.journal.hold("main", Credits::parse("500"), "hold:r", other); });
  purse.hold("10", "hold:c");
  CHECK_THROWS_AS(purse.capture("10.0001", "capture:c"), std::logic_error);
  CHECK(purse.capture("10", "capture:c"));
  CHECK_THROWS_AS(purse.refund("10.0001", "refund:c"), std::logic_error);
  CHECK(purse.journal.held("main", other) == Credits::parse("500"));
}

TEST_CASE("a zero amount posts nothing") {
  Purse purse;
  const std::string before = purse.ask("select count(*) from journal");
  CHECK_FALSE(purse.hold("0", "hold:c"));
  CHECK_FALSE(purse.release("release:c"));
  CHECK_FALSE(purse.post([&] { return purse.journal.expense("fal", Money(), "e", *purse.call); }));
  CHECK(purse.ask("select count(*) from journal") == before);
}

TEST_CASE("what a provider bills is an expense that is owed to it") {
  Purse purse;
  purse.post([&] {
    return purse.journal.expense("fal", Money::parse("0.0003"), "expense:1", *purse.call);
  });
  CHECK(purse.ask("select balance from accounts where id = 'expense:fal'") == "300000");
  CHECK(purse.ask("select balance from accounts where id = 'payable:fal'") == "-300000");
  purse.post([&] {
    return purse.journal.expense("fal", Money::parse("-0.0003"), "expense:2", *purse.call);
  });
  CHECK(purse.ask("select sum(amount <> 0) from postings where account = 'expense:fal'") == "2");
  CHECK(purse.ask("select balance from accounts where id = 'expense:fal'") == "0");
}
