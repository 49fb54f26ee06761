#include "store/recover.hpp"

#include "store/owner.hpp"
#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

// A run whose first step has finished and whose second is running, of a process that
// has ended.
struct Wreck : World {
  explicit Wreck(std::optional<CallState> call_state = {}, bool embedded = false) {
    Records records = open();
    run = begin(records).id.str();
    std::vector<StepRow> steps = step_rows();
    steps[0].status = StepStatus::succeeded;
    steps[1].status = StepStatus::running;
    steps[1].attempts = 1;
    steps[1].started = clock.now();
    records.advance(id(), {.finished = &steps[0], .started = &steps[1]});
    if (call_state) {
      const CallRow call = call_row(id(), embedded);
      records.open_call(call);
      if (call_state != CallState::intent) records.dispatch_call(call.id);
      if (call_state == CallState::accepted) raw("update calls set state = 'accepted'");
    }
    die();
    clock.sleep(Millis(5000));
  }

  RunId id() const { return RunId::parse(run); }
  void own(const std::string& owner) const { raw("update runs set owner = '" + owner + "'"); }

  // As if the process of all runs had ended.
  void die() const { own(std::string(ulid_length, '0')); }

  std::string run;
};

}  // namespace

TEST_CASE("a reader finds runs of processes that have ended, and changes nothing") {
  Wreck wreck;
  const Records records = wreck.open(OpenMode::read_only);
  CHECK(records.has_abandoned_runs());
  CHECK(records.run(wreck.id())->status == RunStatus::running);
  const Records writer = wreck.open();
  CHECK_FALSE(records.has_abandoned_runs());
}

TEST_CASE("the next writer fails an interrupted run and keeps its finished steps") {
  Wreck wreck;
  const Records records = wreck.open();
  const RunRow run = *records.run(wreck.id());
  CHECK(run.status == RunStatus::failed);
  CHECK(run.completed.value_or(Time()) > run.queued);
  CHECK(run.failure.at("code") == "interrupted");
  CHECK(run.failure.at("step") == "image.generate");
  CHECK(run.failure.at("charged") == "no");
  CHECK(run.failure.at("recovery").get<std::string>().find("limner ") != std::string::npos);
  const std::vector<StepRow> steps = records.steps(wreck.id());
  CHECK(steps[0].status == StepStatus::succeeded);
  CHECK(steps[1].status == StepStatus::pending);
  CHECK(steps[1].attempts == 0);
  CHECK_FALSE(steps[1].started);
  CHECK(steps[2].status == StepStatus::pending);
  CHECK(wreck.ask("select owner is null from runs") == "1");
  CHECK(records.check().empty());
}

TEST_CASE("a call that was not sent becomes void, and an embedded call failed") {
  struct Case {
    CallState state, after;
    RunStatus run;
    bool embedded;
  };
  for (const Case& one :
       {Case{CallState::intent, CallState::voided, RunStatus::failed, false},
        Case{CallState::intent, CallState::voided, RunStatus::failed, true},
        Case{CallState::dispatching, CallState::failed, RunStatus::failed, true},
        Case{CallState::dispatching, CallState::in_doubt, RunStatus::in_doubt, false},
        Case{CallState::accepted, CallState::accepted, RunStatus::in_doubt, false}}) {
    CAPTURE(to_string(one.state));
    CAPTURE(one.embedded);
    Wreck wreck(one.state, one.embedded);
    const Records records = wreck.open();
    CHECK(records.calls(wreck.id()).front().state == one.after);
    const RunRow run = *records.run(wreck.id());
    CHECK(run.status == one.run);
    CHECK(run.failure.at("code") == (one.run == RunStatus::failed ? "interrupted" : "in_doubt"));
    CHECK(run.failure.at("charged") == (one.run == RunStatus::failed ? "no" : "unknown"));
    CHECK(records.steps(wreck.id())[1].status ==
          (one.run == RunStatus::failed ? StepStatus::pending : StepStatus::in_doubt));
    CHECK(records.check().empty());
  }
}

TEST_CASE("[S2] a call without a price is never in doubt about money") {
  Wreck wreck(CallState::dispatching);
  wreck.raw("update calls set reserved = 0, credits = 0");
  const Records records = wreck.open();
  CHECK(records.calls(wreck.id()).front().state == CallState::failed);
  CHECK(records.run(wreck.id())->status == RunStatus::failed);
  CHECK(records.run(wreck.id())->failure.at("charged") == "no");
}

TEST_CASE("the fixed price of an interrupted run is released, that of a run in doubt stays held") {
  for (const bool in_doubt : {false, true}) {
    CAPTURE(in_doubt);
    Wreck wreck;
    const auto owner = worker_lock(wreck.home.path);
    wreck.own(owner->id());
    RunRow run = wreck.run_row();
    {
      Records records = wreck.open();
      records.top_up("main", Credits::parse("100"), "topup:1", "", wreck.clock.now());
      records.begin_run(run, World::step_rows(),
                        {.digest = run.template_digest,
                         .id = run.template_id,
                         .version = "1",
                         .canonical = "{}",
                         .source = ""},
                        {.digest = Digest::of("[]").hex(), .content = "[]"},
                        RunPrice{"main", Credits::parse("30")});
      if (in_doubt) {
        const CallRow call = wreck.call_row(run.id);
        records.open_call(call);
        records.dispatch_call(call.id);
      }
    }
    wreck.die();
    const Records records = wreck.open();
    const WalletRow wallet = records.wallets().front();
    CHECK(wallet.available == Credits::parse(in_doubt ? "70" : "100"));
    CHECK(wallet.held == Credits::parse(in_doubt ? "30" : "0"));
    CHECK(wallet.spent == Credits());
  }
}

TEST_CASE("a run that another process has taken over meanwhile is not settled") {
  Wreck wreck;
  const auto owner = worker_lock(wreck.home.path);
  {
    wreck.own(owner->id());
    Records records = wreck.open();
    wreck.begin(records);
  }
  wreck.die();
  // Settling one of the two runs gives the other a new owner, as if another process
  // had taken it between the list of abandoned runs and this transaction.
  wreck.raw("create trigger takes_over after update of owner on runs when new.owner is null "
            "begin update runs set owner = '" +
            owner->id() + "' where owner is not null; end");
  const Records records = wreck.open();
  CHECK(records.runs({.status = RunStatus::failed}).size() == 1);
  REQUIRE(records.runs({.status = RunStatus::running}).size() == 1);
  CHECK(wreck.ask("select owner from runs where status = 'running'") == owner->id());
}

TEST_CASE("runs of living processes are not settled") {
  Wreck wreck(CallState::dispatching);
  const auto owner = worker_lock(wreck.home.path);
  wreck.own(owner->id());
  const Records records = wreck.open();
  CHECK(records.run(wreck.id())->status == RunStatus::running);
  CHECK(records.calls(wreck.id()).front().state == CallState::dispatching);
  CHECK(records.steps(wreck.id())[1].status == StepStatus::running);
}

TEST_CASE("reading settles nothing") {
  Wreck wreck(CallState::dispatching);
  const Records records = wreck.open(OpenMode::read_only);
  CHECK(records.run(wreck.id())->status == RunStatus::running);
}

TEST_CASE("the run of a killed process is settled by the next writer") {
  World world;
  { const Records made = world.open(); }
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  Child child([&] {
    Records records = world.open();
    const RunRow run = world.begin(records);
    const CallRow call = world.call_row(run.id);
    records.open_call(call);
    records.dispatch_call(call.id);
    return write(channel[1], "x", 1) == 1 && pause() != 0;
  });
  char ready = 0;
  REQUIRE(read(channel[0], &ready, 1) == 1);
  CHECK(world.open().runs({}).front().status == RunStatus::running);
  child.kill();
  CHECK(world.open().runs({}).front().status == RunStatus::in_doubt);
  close(channel[0]);
  close(channel[1]);
}
