#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <optional>

using namespace limner;
using namespace limner::store;

namespace {

// Two runs in a store with a cap; a call may cost a tenth of a dollar.
struct TwoRuns : World {
  Records records = open();
  RunRow run = begin(records);
  RunRow other = begin(records);

  void cap(const std::string& unit, std::int64_t nanos) {
    records.set_cap({.id = ids.next(),
                     .scope = {CapScopeKind::store},
                     .period = CapPeriod::ever,
                     .unit = unit,
                     .nanos = nanos,
                     .created = clock.now()});
  }
  CallRow tenth(const RunRow& of) {
    CallRow call = call_row(of.id);
    call.reserved = Money::parse("0.1");
    return call;
  }
  CallRow hosted(const RunRow& of, std::string_view credits) {
    CallRow call = tenth(of);
    call.wallet = "main";
    call.credits = Credits::parse(credits);
    return call;
  }
  // Whether the refusal says that the call may fit when those in flight have ended; none: it is
  // not refused.
  std::optional<bool> may_fit_later(const CallRow& call) {
    try {
      records.open_call(call);
      return std::nullopt;
    } catch (const ReservedByLiveCalls&) {
      return true;
    } catch (const Error&) {
      return false;
    }
  }
};

}  // namespace

TEST_CASE_FIXTURE(TwoRuns, "[B3] a cap that only reserves of calls in flight fill has room later") {
  cap("USD", Money::parse("0.15").nanos());
  CallRow first = tenth(run);
  REQUIRE_FALSE(may_fit_later(first));
  CHECK(may_fit_later(tenth(other)) == true);
  CallRow large = tenth(other);
  large.reserved = Money::parse("0.16");  // never fits
  CHECK(may_fit_later(large) == false);
  records.dispatch_call(first.id);
  CHECK(may_fit_later(tenth(other)) == true);
  SUBCASE("when it has cost little") {
    first.state = CallState::succeeded;
    CostEntry cost = cost_entry(run.id, "0.05");
    cost.call = first.id;
    records.close_call(first, {cost});
    CHECK_FALSE(may_fit_later(tenth(other)));
  }
  SUBCASE("but not when it is in doubt") {
    first.state = CallState::in_doubt;
    records.close_call(first, {});
    CHECK(may_fit_later(tenth(other)) == false);
  }
}

TEST_CASE_FIXTURE(TwoRuns, "[B3] the reserve of a process that died does not end by itself") {
  cap("USD", Money::parse("0.15").nanos());
  Child dead([&] {
    Records own = open();
    const RunRow theirs = begin(own);
    const CallRow call = tenth(theirs);
    own.open_call(call);
    own.dispatch_call(call.id);
    ::kill(getpid(), SIGKILL);
    return true;
  });
  CHECK(dead.wait() == 128 + SIGKILL);
  for (int i = 0; i < 100; ++i) ids.next();  // those of the child
  CHECK(may_fit_later(tenth(run)) == false);
}

TEST_CASE_FIXTURE(TwoRuns, "[B3] credits that a call in flight holds may return to the wallet") {
  records.top_up("main", Credits::parse("100"), ids.next(), "", clock.now());
  CallRow first = hosted(run, "8");
  REQUIRE_FALSE(may_fit_later(first));
  CHECK(may_fit_later(hosted(other, "95")) == true);  // 92 are there, 8 are held
  CHECK(may_fit_later(hosted(other, "101")) == false);
  records.dispatch_call(first.id);
  first.state = CallState::failed;
  first.ended = clock.now();
  records.close_call(first, {});
  CHECK_FALSE(may_fit_later(hosted(other, "95")));
}

TEST_CASE_FIXTURE(TwoRuns, "[B3] a cap on credits has room when those in flight are released") {
  records.top_up("main", Credits::parse("100"), ids.next(), "", clock.now());
  cap("CR:main", Credits::parse("10").nanos());
  REQUIRE_FALSE(may_fit_later(hosted(run, "8")));
  CHECK(may_fit_later(hosted(other, "5")) == true);
  CHECK(may_fit_later(hosted(other, "11")) == false);
}

TEST_CASE_FIXTURE(TwoRuns, "[B3] a plan may wait for reserves, but not for what is spent") {
  cap("USD", Money::parse("0.15").nanos());
  REQUIRE_FALSE(may_fit_later(tenth(run)));
  const auto check = [&](std::string_view dollars) {
    records.check_spending_limits(
        "any",
        {{.provider = "openai", .model = "openai/gpt-image-2", .most = Money::parse(dollars)}},
        clock.now());
  };
  CHECK_NOTHROW(check("0.15"));
  CHECK_THROWS_AS(check("0.16"), Error);
}
