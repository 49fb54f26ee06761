#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

struct Flown {
  World world;
  Records records = world.open();
  std::string key = Digest::of("request").hex();

  Flight begin(int step = 1) { return {world.begin(records).id, step}; }
  FlightTurn turn(const Flight& flight) {
    return records.begin_flight(key, flight, world.clock.now());
  }
};

}  // namespace

TEST_CASE_FIXTURE(Flown, "[B4] a key is executed by one step, until that ends") {
  const Flight first = begin(), second = begin();
  CHECK(turn(first).is_ours);
  CHECK(turn(first).is_ours);
  const FlightTurn refused = turn(second);
  CHECK_FALSE(refused.is_ours);
  CHECK(refused.other == first);
  StepRow step = World::step_rows()[1];
  step.status = StepStatus::failed;
  records.advance(first.run, {.finished = &step});
  const FlightTurn granted = turn(second);
  CHECK(granted.is_ours);
  CHECK_FALSE(granted.other);
  records.end_flight(second);
  CHECK(turn(begin()).is_ours);
}

TEST_CASE_FIXTURE(Flown, "[B4] a step in doubt keeps its key until its run has ended") {
  const Flight first = begin(), second = begin();
  REQUIRE(turn(first).is_ours);
  StepRow step = World::step_rows()[1];
  step.status = StepStatus::in_doubt;
  records.advance(first.run, {.finished = &step});
  CHECK_FALSE(turn(second).is_ours);
  RunRow run = *records.run(first.run);
  run.status = RunStatus::failed;
  run.completed = world.clock.now();
  records.end_run(run, {});
  CHECK(turn(second).is_ours);
}

TEST_CASE_FIXTURE(Flown, "[B4] the key of a killed process is taken over, and its run settled") {
  ReportingChild killed([&](const ReportingChild::Report& report) {
    Records own = world.open();
    for (int id = 0; id < 9; ++id) world.ids.next();  // the parent uses the first
    const Flight flight{world.begin(own).id, 1};
    return own.begin_flight(key, flight, world.clock.now()).is_ours && report(flight.run.str());
  });
  const Flight other{RunId::parse(killed.text()), 1};
  const Flight own = begin();
  CHECK_FALSE(turn(own).is_ours);
  killed.process().kill();
  const FlightTurn taken = turn(own);
  CHECK(taken.is_ours);
  CHECK(taken.other == other);
  CHECK(records.run(other.run)->status == RunStatus::failed);
}
