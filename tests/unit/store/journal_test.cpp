#include "store/journal.hpp"

#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

// A wallet of a thousand credits and a call to pay for.
struct FundedCall : World {
  FundedCall() {
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
  std::optional<JournalReference> call;
};

}  // namespace

TEST_CASE("a hold is captured in part and the rest is returned [S2.4] [S2.5]") {
  FundedCall funded;
  CHECK(funded.hold("200", "hold:c"));  // four images of 50
  CHECK(funded.available() == "800.0000");
  CHECK(funded.held() == "200.0000");
  CHECK(funded.capture("150", "capture:c"));  // three delivered
  CHECK(funded.release("release:c"));
  CHECK(funded.available() == "850.0000");
  CHECK(funded.held() == "0.0000");
  CHECK(funded.spent() == "150.0000");
  CHECK(funded.open().check().empty());
}

TEST_CASE("a failed task releases its whole hold [S2.6]") {
  FundedCall funded;
  funded.hold("60.0001", "hold:c");
  CHECK(funded.available() == "939.9999");
  CHECK(funded.release("release:c"));
  CHECK(funded.available() == "1000.0000");
  CHECK(funded.spent() == "0.0000");
}

TEST_CASE("nothing is posted twice") {
  FundedCall funded;
  CHECK(funded.hold("100", "hold:c"));
  CHECK_FALSE(funded.hold("100", "hold:c"));
  CHECK(funded.capture("100", "capture:c"));
  CHECK_FALSE(funded.capture("100", "capture:c"));
  CHECK(funded.refund("40", "refund:c"));
  CHECK_FALSE(funded.refund("40", "refund:c"));
  CHECK(funded.available() == "940.0000");
  CHECK(funded.spent() == "60.0000");
}

TEST_CASE("a wallet cannot hold more than is available") {
  FundedCall funded;
  try {
    funded.hold("1000.000000001", "hold:c");
    FAIL("held");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::wallet_empty);
    CHECK(std::string(error.what()) ==
          "the wallet main has 1000.0000 credits; 1000.000000001 are needed");
  }
  CHECK(funded.available() == "1000.0000");
  CHECK(funded.hold("1000", "hold:c"));
  CHECK_THROWS_AS(funded.hold("0.0001", "hold:d"), Error);
}

TEST_CASE("no more is captured than the call holds, and no more refunded than it spent") {
  FundedCall funded;
  const JournalReference other{.at = funded.clock.now(), .run = funded.call->run};
  funded.post([&] { return funded.journal.hold("main", Credits::parse("500"), "hold:r", other); });
  funded.hold("10", "hold:c");
  CHECK_THROWS_AS(funded.capture("10.0001", "capture:c"), std::logic_error);
  CHECK(funded.capture("10", "capture:c"));
  CHECK_THROWS_AS(funded.refund("10.0001", "refund:c"), std::logic_error);
  CHECK(funded.journal.held("main", other) == Credits::parse("500"));
}

TEST_CASE("a zero amount posts nothing") {
  FundedCall funded;
  const std::string before = funded.ask("select count(*) from journal");
  CHECK_FALSE(funded.hold("0", "hold:c"));
  CHECK_FALSE(funded.release("release:c"));
  CHECK_FALSE(
      funded.post([&] { return funded.journal.expense("fal", Money(), "e", *funded.call); }));
  CHECK(funded.ask("select count(*) from journal") == before);
}

TEST_CASE("an expense is owed to its provider") {
  FundedCall funded;
  funded.post([&] {
    return funded.journal.expense("fal", Money::parse("0.0003"), "expense:1", *funded.call);
  });
  CHECK(funded.ask("select balance from accounts where id = 'expense:fal'") == "300000");
  CHECK(funded.ask("select balance from accounts where id = 'payable:fal'") == "-300000");
  funded.post([&] {
    return funded.journal.expense("fal", Money::parse("-0.0003"), "expense:2", *funded.call);
  });
  CHECK(funded.ask("select sum(amount <> 0) from postings where account = 'expense:fal'") == "2");
  CHECK(funded.ask("select balance from accounts where id = 'expense:fal'") == "0");
}

TEST_CASE("the hold of a run and the holds of its calls are separate") {
  FundedCall funded;
  const JournalReference run{.at = funded.clock.now(), .run = funded.call->run};
  funded.hold("10", "hold:c");
  funded.post([&] { return funded.journal.hold("main", Credits::parse("30"), "hold:r", run); });
  CHECK(funded.journal.held("main", run) == Credits::parse("30"));
  CHECK(funded.held() == "10.0000");
}
