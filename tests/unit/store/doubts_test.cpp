#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

// A run that ended with a call in doubt.
struct Doubtful : World {
  Records records = open();
  RunRow run = begin(records);
  CallRow call = call_row(run.id);

  Doubtful() {
    records.top_up("main", Credits::parse("100"), "topup:1", "", clock.now());
    call.charge = ChargeType::hosted;
    call.wallet = "main";
    call.credits = Credits::parse("50");
    records.open_call(call);
    records.dispatch_call(call.id);
    records.accept_call(call.id, {{"id", "req-9"}, {"poll", "https://example.com/9"}});
    StepRow step = step_rows()[1];
    step.status = StepStatus::in_doubt;
    call.state = CallState::in_doubt;
    call.remote_id = "req-9";
    records.advance(run.id, {.finished = &step, .calls = {call}});
    end(records, run, RunStatus::in_doubt);
  }

  ResolvedCall resolved(CallState state) {
    CallRow ended = call;
    ended.state = state;
    ended.ended = clock.now();
    return {.call = ended,
            .step_status = StepStatus::failed,
            .failure = {{"code", "generation_failed"}}};
  }
};

}  // namespace

TEST_CASE("a call in doubt is listed with its price, its hold and the provider's id") {
  Doubtful world;
  const std::vector<InDoubtCall> doubts = world.records.doubts();
  REQUIRE(doubts.size() == 1);
  const InDoubtCall& doubt = doubts.front();
  CHECK(doubt.call.id == world.call.id);
  CHECK(doubt.call.reserved == Money::parse("0.0533"));
  CHECK(doubt.call.credits == Credits::parse("50"));
  CHECK(doubt.call.remote_id == "req-9");
  CHECK(doubt.call.remote["poll"] == "https://example.com/9");
  CHECK(doubt.step_name == "image.generate");
  CHECK(doubt.title == "a cute chipmunk");
  CHECK(world.records.find_doubt(world.call.id.short_id()).call.id == world.call.id);
}

TEST_CASE("a resolved call releases its hold, has its cost in the ledger and fails its run") {
  Doubtful world;
  ResolvedCall paid = world.resolved(CallState::failed);
  CostEntry cost = world.cost_entry(world.run.id);
  cost.call = world.call.id;
  paid.costs = {cost};
  world.records.resolve_call(paid);
  CHECK(world.records.doubts().empty());
  CHECK(world.records.wallets().front().available == Credits::parse("100"));
  CHECK(world.records.total({.run = world.run.id}).estimated == Money::parse("0.0533"));
  CHECK(world.records.run(world.run.id)->status == RunStatus::failed);
  CHECK(world.records.run(world.run.id)->failure["code"] == "generation_failed");
  CHECK(world.records.steps(world.run.id)[1].status == StepStatus::failed);
  CHECK(world.records.check().empty());
}

TEST_CASE("a call in doubt is resolved once") {
  Doubtful world;
  world.records.resolve_call(world.resolved(CallState::failed));
  CHECK_THROWS_AS(world.records.resolve_call(world.resolved(CallState::succeeded)), Error);
  CHECK_THROWS_AS(world.records.find_doubt(world.call.id.str()), Error);
}

TEST_CASE("a run stays in doubt while another of its calls is") {
  Doubtful world;
  world.raw(
      World::copy_of_row(
          "calls",
          "number = null, id = 'call-00000000000000000000000009', step = 2, state = 'intent', "
          "wallet = '', credits = 0") +
      "; update calls set state = 'dispatching' where step = 2;"
      "update calls set state = 'in_doubt' where step = 2");
  world.records.resolve_call(world.resolved(CallState::failed));
  CHECK(world.records.run(world.run.id)->status == RunStatus::in_doubt);
  CHECK(world.records.doubts().size() == 1);
}

TEST_CASE("a fixed price is released when the last call of its run is resolved") {
  Doubtful world;
  world.records.top_up("prepaid", Credits::parse("100"), "topup:2", "", world.clock.now());
  RunRow run = world.run_row();
  world.records.begin_run(run, World::step_rows(),
                          {.digest = run.template_digest,
                           .id = run.template_id,
                           .version = "1",
                           .canonical = "{}",
                           .source = ""},
                          {.digest = Digest::of("[]").hex(), .content = "[]"},
                          RunPrice{"prepaid", Credits::parse("30")});
  CallRow call = world.call_row(run.id);
  CallRow second = world.call_row(run.id);
  second.step = 2;
  for (CallRow* one : {&call, &second}) {
    world.records.open_call(*one);
    world.records.dispatch_call(one->id);
    one->state = CallState::in_doubt;
    world.records.close_call(*one, {});
  }
  world.end(world.records, run, RunStatus::in_doubt);
  const auto resolve = [&](CallRow ended) {
    ended.state = CallState::failed;
    ended.ended = world.clock.now();
    world.records.resolve_call({.call = ended,
                                .step_status = StepStatus::failed,
                                .failure = {{"code", "generation_failed"}}});
  };
  const auto held = [&] { return world.records.wallets().back().held; };
  resolve(call);
  CHECK(held() == Credits::parse("30"));
  CHECK(world.records.run(run.id)->status == RunStatus::in_doubt);
  resolve(second);
  CHECK(held() == Credits());
  CHECK(world.records.run(run.id)->status == RunStatus::failed);
}

TEST_CASE("a call of a run with an owner is neither listed nor resolved") {
  Doubtful world;
  world.raw("update runs set owner = '{}'");
  CHECK(world.records.doubts().empty());
  CHECK_THROWS_WITH_AS(world.records.resolve_call(world.resolved(CallState::failed)),
                       doctest::Contains("is being worked on"), Error);
}
