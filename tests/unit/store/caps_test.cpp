#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <memory>

using namespace limner;
using namespace limner::store;

namespace {

// A run whose calls cost a tenth of a dollar, or ten credits.
struct Capped : World {
  Records records = open();
  RunRow run = begin(records);

  void cap(const std::string& scope, CapPeriod period, std::string_view dollars) {
    records.set_cap({.id = ids.next(),
                     .scope = parse_cap_scope(scope).value(),
                     .period = period,
                     .unit = "USD",
                     .nanos = Money::parse(dollars).nanos(),
                     .created = clock.now()});
  }
  CallRow tenth(const RunRow& of) {
    CallRow call = call_row(of.id);
    call.reserved = Money::parse("0.1");
    return call;
  }
  bool opens(const CallRow& call) {
    try {
      records.open_call(call);
      return true;
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::cap_exceeded);
      return false;
    }
  }
  // Opens, sends and pays for one call; false when a cap refused it.
  bool buy(const RunRow& of) { return pay(tenth(of)); }
  bool pay(CallRow call) {
    if (!opens(call)) return false;
    records.dispatch_call(call.id);
    call.state = CallState::succeeded;
    CostEntry cost = cost_entry(call.run, "0.1");
    cost.at = clock.now();
    cost.call = call.id;
    cost.model = call.model;
    records.close_call(call, {cost});
    return true;
  }
  bool buy() { return buy(run); }

  // A cap of ten credits of a wallet that has a hundred.
  void cap_credits(const std::string& scope, CapPeriod period) {
    records.top_up("main", Credits::parse("100"), ids.next(), "", clock.now());
    records.set_cap({.id = ids.next(),
                     .scope = parse_cap_scope(scope).value(),
                     .period = period,
                     .unit = "CR:main",
                     .nanos = Credits::parse("10").nanos(),
                     .created = clock.now()});
  }
  CallRow hosted(const RunRow& of, std::string_view credits) {
    CallRow call = tenth(of);
    call.wallet = "main";
    call.credits = Credits::parse(credits);
    return call;
  }
  void fail(CallRow call) {
    records.dispatch_call(call.id);
    call.state = CallState::failed;
    call.ended = clock.now();
    records.close_call(call, {});
  }
};

// Of another model, provider and template than the calls of Capped::run.
CallRow foreign(CallRow call) {
  call.provider = "fal";
  call.model = "fal/flux-schnell";
  return call;
}

}  // namespace

TEST_CASE("the rest of a cap can be spent, and not a nano-dollar more") {
  Capped world;
  world.cap("store", CapPeriod::ever, "0.3");
  CHECK(world.buy());
  CHECK(world.buy());
  CHECK(world.buy());
  CHECK_FALSE(world.buy());
  CHECK(world.records.caps(world.clock.now()).front().used == Money::parse("0.3").nanos());
  CHECK(world.records.calls(world.run.id).size() == 3);
}

TEST_CASE("each scope counts its own spending only") {
  for (const std::string scope : {"template:generate-clip-art-asset", "provider:openai",
                                  "model:openai/gpt-image-2", "store", "run"}) {
    CAPTURE(scope);
    Capped world;
    world.cap(scope, CapPeriod::ever, "0.1");
    CHECK(world.buy());
    CHECK_FALSE(world.buy());
  }
  for (const std::string scope : {"template:other", "provider:fal", "model:openai/gpt-image-1"}) {
    CAPTURE(scope);
    Capped world;
    world.cap(scope, CapPeriod::ever, "0");
    CHECK(world.buy());
  }
}

TEST_CASE("[S3] a cap on a model counts its dated versions, and one on a version that alone") {
  const auto version_of = [](CallRow call) {
    call.model = "openai/gpt-image-2-2026-04-21";
    return call;
  };
  Capped world;
  world.cap("model:openai/gpt-image-2", CapPeriod::ever, "0.1");
  CHECK(world.pay(version_of(world.tenth(world.run))));
  CHECK_FALSE(world.opens(version_of(world.tenth(world.run))));
  CHECK_FALSE(world.opens(world.tenth(world.run)));
  Capped live;
  live.cap("model:openai/gpt-image-2", CapPeriod::ever, "0.1");
  CHECK(live.opens(version_of(live.tenth(live.run))));
  CHECK_FALSE(live.opens(live.tenth(live.run)));
  Capped dated;
  dated.cap("model:openai/gpt-image-2-2026-04-21", CapPeriod::ever, "0");
  CHECK_FALSE(dated.opens(version_of(dated.tenth(dated.run))));
  CHECK(dated.buy());
  Capped other;
  other.cap("model:openai/gpt-image-2", CapPeriod::ever, "0");
  CallRow mini = other.tenth(other.run);
  mini.model = "openai/gpt-image-2-mini";
  CHECK(other.opens(mini));
  Capped credits;
  credits.cap_credits("model:openai/gpt-image-2", CapPeriod::ever);
  CHECK(credits.opens(version_of(credits.hosted(credits.run, "10"))));
  CHECK_FALSE(credits.opens(credits.hosted(credits.run, "10")));
}

TEST_CASE("a cap for each run does not count other runs") {
  Capped world;
  world.cap("store", CapPeriod::run, "0.1");
  const RunRow other = world.begin(world.records);
  CHECK(world.buy());
  CHECK_FALSE(world.buy());
  CHECK(world.buy(other));
}

TEST_CASE("caps per day and per month restart in UTC") {
  constexpr std::int64_t day_ms = 86'400'000;
  Capped world;
  world.cap("store", CapPeriod::day, "0.1");
  CHECK(world.buy());
  CHECK_FALSE(world.buy());
  world.clock.sleep(Millis(day_ms));
  CHECK(world.buy());
  world.cap("store", CapPeriod::month, "0.2");
  world.clock.sleep(Millis(day_ms));
  CHECK_FALSE(world.buy());
  world.clock.sleep(Millis(10 * day_ms));  // December
  CHECK(world.buy());
}

TEST_CASE("live calls and calls in doubt count at their maximum cost") {
  Capped world;
  world.cap("store", CapPeriod::day, "0.1");
  CallRow call = world.tenth(world.run);
  CHECK(world.opens(call));
  const RunRow other = world.begin(world.records);
  CHECK_FALSE(world.opens(world.tenth(other)));
  world.records.dispatch_call(call.id);
  call.state = CallState::in_doubt;
  world.records.close_call(call, {});
  CHECK_FALSE(world.opens(world.tenth(other)));
  call.state = CallState::failed;
  world.records.close_call(call, {});
  CHECK(world.opens(world.tenth(other)));
}

TEST_CASE("an actual cost replaces the estimate") {
  Capped world;
  world.cap("store", CapPeriod::month, "0.25");
  CHECK(world.buy());
  CostEntry dearer = world.records.costs({.run = world.run.id}).front();
  dearer.supersedes = dearer.id;
  dearer.id = EntryId::make(world.ids);
  dearer.actual = Money::parse("0.2");
  dearer.unit_price = *dearer.actual;
  dearer.status = CostStatus::provider_reported;
  world.records.add_costs({dearer});
  CHECK_FALSE(world.buy());
  CHECK(world.records.check().empty());
}

TEST_CASE("a cap in credits counts holds, less what was returned") {
  Capped world;
  world.records.top_up("main", Credits::parse("100"), "topup:1", "", world.clock.now());
  world.records.set_cap({.id = world.ids.next(),
                         .scope = {CapScopeKind::model, "openai/gpt-image-2"},
                         .period = CapPeriod::day,
                         .unit = "CR:main",
                         .nanos = Credits::parse("10").nanos(),
                         .created = world.clock.now()});
  CallRow call = world.tenth(world.run);
  call.wallet = "main";
  call.credits = Credits::parse("10");
  CHECK(world.opens(call));
  const RunRow other = world.begin(world.records);
  CallRow second = world.tenth(other);
  second.wallet = "main";
  second.credits = Credits::parse("0.0001");
  CHECK_FALSE(world.opens(second));
  world.records.dispatch_call(call.id);
  call.state = CallState::failed;
  world.records.close_call(call, {});
  CHECK(world.opens(second));
}

TEST_CASE("a cap of the same scope, period and unit is replaced") {
  Capped world;
  world.cap("store", CapPeriod::ever, "1");
  world.cap("store", CapPeriod::ever, "2");
  const auto caps = world.records.caps(world.clock.now());
  REQUIRE(caps.size() == 1);
  CHECK(caps.front().cap.nanos == Money::parse("2").nanos());
  world.records.remove_cap(caps.front().cap.id);
  CHECK(world.records.caps(world.clock.now()).empty());
}

TEST_CASE("eight processes with forty attempts spend exactly the twenty calls that a cap allows") {
  World world;
  {
    Records records = world.open();
    records.set_cap({.id = world.ids.next(),
                     .scope = {CapScopeKind::store},
                     .period = CapPeriod::ever,
                     .unit = "USD",
                     .nanos = Money::parse("2").nanos(),
                     .created = world.clock.now()});
  }
  std::vector<std::unique_ptr<Child>> children;
  for (int process = 0; process < 8; ++process) {
    children.push_back(std::make_unique<Child>([&] {
      SystemClock clock;
      RandomIds ids(clock);
      Records records = world.open();
      RunRow run = world.run_row();
      run.id = RunId::make(ids);
      world.begin(records, run);
      int bought = 0;
      for (int attempt = 0; attempt < 40; ++attempt) {
        CallRow call = world.call_row(run.id);
        call.id = CallId::make(ids);
        call.reserved = Money::parse("0.1");
        try {
          records.open_call(call);
        } catch (const Error&) {
          continue;
        }
        records.dispatch_call(call.id);
        call.state = CallState::succeeded;
        CostEntry cost = world.cost_entry(run.id, "0.1");
        cost.id = EntryId::make(ids);
        cost.call = call.id;
        records.close_call(call, {cost});
        ++bought;
      }
      return bought <= 20;
    }));
  }
  for (const auto& child : children) CHECK(child->wait() == 0);
  CHECK(world.ask("select count(*) from calls where state = 'succeeded'") == "20");
  CHECK(world.open().total({}).estimated == Money::parse("2"));
}

TEST_CASE("a call that costs a billionth more than what is left is refused") {
  Capped world;
  world.cap("store", CapPeriod::ever, "0.1");
  CallRow call = world.tenth(world.run);
  call.reserved = Money::parse("0.100000001");
  CHECK_FALSE(world.opens(call));
  CHECK(world.opens(world.tenth(world.run)));
}

TEST_CASE("a live call of another model, provider or template counts against no cap of this one") {
  for (const std::string scope :
       {"model:openai/gpt-image-2", "provider:openai", "template:generate-clip-art-asset"}) {
    CAPTURE(scope);
    Capped world;
    world.cap(scope, CapPeriod::ever, "0.1");
    RunRow other = world.run_row();
    other.template_id = "hero";
    world.begin(world.records, other);
    CHECK(world.opens(foreign(world.tenth(other))));
    CHECK(world.opens(world.tenth(world.run)));
  }
}

TEST_CASE("credits held for another model, provider or template count against no cap of this one") {
  for (const std::string scope :
       {"model:openai/gpt-image-2", "provider:openai", "template:generate-clip-art-asset"}) {
    CAPTURE(scope);
    Capped world;
    world.cap_credits(scope, CapPeriod::ever);
    RunRow other = world.run_row();
    other.template_id = "hero";
    world.begin(world.records, other);
    CHECK(world.opens(foreign(world.hosted(other, "10"))));
    CHECK(world.opens(world.hosted(world.run, "10")));
    const RunRow third = world.begin(world.records);
    CHECK_FALSE(world.opens(world.hosted(third, "0.0001")));
  }
}

TEST_CASE("a hold of yesterday that is released today does not raise today's cap") {
  Capped world;
  world.cap_credits("store", CapPeriod::day);
  const CallRow yesterday = world.hosted(world.run, "10");
  CHECK(world.opens(yesterday));
  world.clock.sleep(Millis(86'400'000));
  world.fail(yesterday);
  CHECK_FALSE(world.opens(world.hosted(world.run, "10.0001")));
  CHECK(world.opens(world.hosted(world.run, "10")));
}

TEST_CASE("a correction of a cost counts once against a cap of a run") {
  Capped world;
  world.cap("run", CapPeriod::ever, "0.25");
  CHECK(world.buy());
  CostEntry corrected = world.records.costs({.run = world.run.id}).front();
  corrected.supersedes = corrected.id;
  corrected.id = EntryId::make(world.ids);
  corrected.actual = Money::parse("0.15");
  corrected.status = CostStatus::provider_reported;
  world.records.add_costs({corrected});
  CHECK(world.buy());
  CHECK_FALSE(world.buy());
}

TEST_CASE("[S2] a disputed bill counts with the larger of the recorded and the billed amount") {
  for (const std::string scope : {"run", "store"}) {
    CAPTURE(scope);
    Capped world;
    world.cap(scope, CapPeriod::ever, "0.15");
    CHECK(world.buy());
    std::optional<EntryId> older;
    const auto adjust = [&](std::string_view difference, CostStatus status) {
      CostEntry entry = world.records.costs({.run = world.run.id}).front();
      entry.item = "adjustment";
      entry.supersedes = older;
      entry.id = EntryId::make(world.ids);
      entry.estimated = Money();
      entry.actual = Money::parse(difference);
      entry.unit_price = *entry.actual;
      entry.status = status;
      entry.origin = CostOrigin::bill;
      world.records.add_costs({entry});
      older = entry.id;
    };
    const auto refuses = [&](std::string_view dollars) {
      CallRow call = world.tenth(world.run);
      call.reserved = Money::parse(dollars);
      const bool opened = world.opens(call);
      if (opened) world.fail(call);
      return !opened;
    };
    adjust("-0.06", CostStatus::disputed);
    CHECK(refuses("0.051"));
    adjust("-0.1", CostStatus::disputed);
    CHECK(refuses("0.051"));
    CHECK_FALSE(refuses("0.05"));
    adjust("0.01", CostStatus::disputed);
    CHECK(refuses("0.041"));
    adjust("-0.06", CostStatus::reconciled);
    CHECK_FALSE(refuses("0.11"));
    adjust("-0.08", CostStatus::disputed);
    CHECK(refuses("0.111"));
    CHECK_FALSE(refuses("0.11"));
  }
}

TEST_CASE("spending in the first millisecond of a day counts in that day") {
  Capped world;
  const Time midnight = std::chrono::ceil<std::chrono::days>(world.clock.now());
  world.clock.sleep(std::chrono::duration_cast<Millis>(midnight - world.clock.now()));
  for (const std::string scope : {"run", "store"}) {
    CAPTURE(scope);
    world.cap(scope, CapPeriod::day, "0.1");
    world.buy();
    CHECK_FALSE(world.buy());
  }
}

TEST_CASE("a plan is checked against caps and wallets as a whole") {
  Capped world;
  world.cap("provider:openai", CapPeriod::ever, "0.2");
  const Purchase tenth{.provider = "openai", .model = "m", .most = Money::parse("0.1")};
  const auto check = [&](const std::vector<Purchase>& purchases) {
    world.records.check_spending_limits("hero", purchases, world.clock.now());
  };
  CHECK_NOTHROW(check({tenth, tenth}));
  CHECK_THROWS_AS(check({tenth, tenth, tenth}), Error);

  world.records.top_up("main", Credits::parse("10"), "topup:1", "", world.clock.now());
  const Purchase hosted{
      .provider = "fal", .model = "m", .wallet = "main", .credits = Credits::parse("5")};
  CHECK_NOTHROW(check({hosted, hosted}));
  CHECK_THROWS_AS(check({hosted, hosted, hosted}), Error);
}
