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

  void cap(const std::string& scope, const std::string& period, std::string_view dollars) {
    records.set_cap({.id = ids.next(),
                     .scope = scope,
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
  bool buy(const RunRow& of) {
    CallRow call = tenth(of);
    if (!opens(call)) return false;
    records.dispatch_call(call.id);
    call.state = "succeeded";
    CostEntry cost = cost_entry(of.id, "0.1");
    cost.at = clock.now();
    cost.call = call.id;
    records.close_call(call, {cost});
    return true;
  }
  bool buy() { return buy(run); }
};

}  // namespace

TEST_CASE("what a cap has left can be spent, and not a nano-dollar more") {
  Capped world;
  world.cap("store", "ever", "0.3");
  CHECK(world.buy());
  CHECK(world.buy());
  CHECK(world.buy());
  CHECK_FALSE(world.buy());
  CHECK(world.records.caps(world.clock.now()).front().used == Money::parse("0.3").nanos());
  CHECK(world.records.calls(world.run.id).size() == 3);
}

TEST_CASE("each scope counts what falls into it, and nothing else") {
  for (const std::string scope : {"template:generate-clip-art-asset", "provider:openai",
                                  "model:openai/gpt-image-2", "store", "run"}) {
    CAPTURE(scope);
    Capped world;
    world.cap(scope, "ever", "0.1");
    CHECK(world.buy());
    CHECK_FALSE(world.buy());
  }
  for (const std::string scope : {"template:other", "provider:fal", "model:openai/gpt-image-1"}) {
    CAPTURE(scope);
    Capped world;
    world.cap(scope, "ever", "0");
    CHECK(world.buy());
  }
}

TEST_CASE("a cap for each run leaves other runs alone") {
  Capped world;
  world.cap("store", "run", "0.1");
  const RunRow other = world.begin(world.records);
  CHECK(world.buy());
  CHECK_FALSE(world.buy());
  CHECK(world.buy(other));
}

TEST_CASE("a day and a month of UTC begin anew") {
  constexpr std::int64_t day_ms = 86'400'000;
  Capped world;
  world.cap("store", "day", "0.1");
  CHECK(world.buy());
  CHECK_FALSE(world.buy());
  world.clock.sleep(Millis(day_ms));
  CHECK(world.buy());
  world.cap("store", "month", "0.2");
  world.clock.sleep(Millis(day_ms));
  CHECK_FALSE(world.buy());
  world.clock.sleep(Millis(10 * day_ms));  // December
  CHECK(world.buy());
}

TEST_CASE("a live call, and one in doubt, count at the most they may cost") {
  Capped world;
  world.cap("store", "day", "0.1");
  CallRow call = world.tenth(world.run);
  CHECK(world.opens(call));
  const RunRow other = world.begin(world.records);
  CHECK_FALSE(world.opens(world.tenth(other)));
  world.records.dispatch_call(call.id);
  call.state = "in_doubt";
  world.records.close_call(call, {});
  CHECK_FALSE(world.opens(world.tenth(other)));
  call.state = "failed";
  world.records.close_call(call, {});
  CHECK(world.opens(world.tenth(other)));
}

TEST_CASE("what was found out later counts instead of what was estimated") {
  Capped world;
  world.cap("store", "month", "0.25");
  CHECK(world.buy());
  CostEntry dearer = world.records.costs({.run = world.run.id}).front();
  dearer.supersedes = dearer.id;
  dearer.id = EntryId::make(world.ids);
  dearer.actual = Money::parse("0.2");
  dearer.status = "provider_reported";
  world.records.add_costs({dearer});
  CHECK_FALSE(world.buy());
  CHECK(world.records.check().empty());
}

TEST_CASE("a cap in credits counts holds, and gives back what comes back") {
  Capped world;
  world.records.top_up("main", Credits::parse("100"), "topup:1", "", world.clock.now());
  world.records.set_cap({.id = world.ids.next(),
                         .scope = "model:openai/gpt-image-2",
                         .period = "day",
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
  call.state = "failed";
  world.records.close_call(call, {});
  CHECK(world.opens(second));
}

TEST_CASE("a cap of the same scope, period and unit is replaced") {
  Capped world;
  world.cap("store", "ever", "1");
  world.cap("store", "ever", "2");
  const auto caps = world.records.caps(world.clock.now());
  REQUIRE(caps.size() == 1);
  CHECK(caps.front().cap.nanos == Money::parse("2").nanos());
  world.records.remove_cap(caps.front().cap.id);
  CHECK(world.records.caps(world.clock.now()).empty());
}

TEST_CASE("eight processes of forty tries spend exactly the twenty that a cap allows") {
  World world;
  {
    Records records = world.open();
    records.set_cap({.id = world.ids.next(),
                     .scope = "store",
                     .period = "ever",
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
        call.state = "succeeded";
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
