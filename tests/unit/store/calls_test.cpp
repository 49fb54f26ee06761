#include "unit/store/world.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace limner;
using namespace limner::store;

namespace {

struct Calling : World {
  Records records = open();
  RunRow run = begin(records);

  std::string state() { return std::string(to_string(records.calls(run.id).back().state)); }
  void store_answer(const CallId& id, std::string_view content) {
    const std::filesystem::path body = blobs().scratch() / "body";
    std::ofstream(body) << content;
    records.store_answer(id, body, "application/json");
  }
};

}  // namespace

TEST_CASE("a call is read back as it was opened") {
  Calling world;
  const CallRow intent = world.call_row(world.run.id);
  world.records.open_call(intent);
  const std::vector<CallRow> calls = world.records.calls(world.run.id);
  REQUIRE(calls.size() == 1);
  const CallRow& call = calls.front();
  CHECK(call.id == intent.id);
  CHECK(call.run == world.run.id);
  CHECK(call.step == 1);
  CHECK(call.attempt == 1);
  CHECK(call.state == CallState::intent);
  CHECK(call.provider == "openai");
  CHECK(call.model == "openai/gpt-image-2");
  CHECK(call.operation == "text_to_image");
  CHECK(call.request_digest == intent.request_digest);
  CHECK(call.idempotency_key == "key-1");
  CHECK_FALSE(call.embedded);
  CHECK(call.charge == ChargeType::personal);
  CHECK(call.reserved == Money::parse("0.0533"));
  CHECK_FALSE(call.raw_answer);
  CHECK(call.at == intent.at);
}

TEST_CASE("an answered call ends with its step, its cost and its files in one transaction") {
  Calling world;
  CallRow call = world.call_row(world.run.id);
  world.records.open_call(call);
  world.records.dispatch_call(call.id);
  CHECK(world.state() == "dispatching");

  const Digest raw = Digest::of("{\"data\":[]}");
  world.store_answer(call.id, "{\"data\":[]}");
  CHECK(world.records.calls(world.run.id).back().raw_answer == raw);

  StepRow step = World::step_rows()[1];
  step.status = StepStatus::succeeded;
  call.state = CallState::succeeded;
  call.remote_id = "req-7";
  call.billing_class = Billing::billed;
  CostEntry cost = world.cost_entry(world.run.id);
  cost.call = call.id;
  world.records.advance(world.run.id, {.finished = &step, .calls = {call}, .costs = {cost}});

  const CallRow ended = world.records.calls(world.run.id).back();
  CHECK(ended.state == CallState::succeeded);
  CHECK(ended.remote_id == "req-7");
  CHECK(ended.billing_class == Billing::billed);
  CHECK(ended.raw_answer == raw);
  REQUIRE(world.records.costs({.run = world.run.id}).size() == 1);
  CHECK(world.records.costs({.run = world.run.id}).front().call == call.id);
  CHECK(world.records.check().empty());
}

TEST_CASE("a step may have a next call after a failed one") {
  Calling world;
  CallRow first = world.call_row(world.run.id);
  world.records.open_call(first);
  CHECK_THROWS_AS(world.records.open_call(world.call_row(world.run.id)), std::logic_error);

  world.records.dispatch_call(first.id);
  first.state = CallState::failed;
  first.failure = {{"code", "provider_unavailable"}};
  world.records.close_call(first, {});
  CallRow second = world.call_row(world.run.id);
  second.attempt = 2;
  world.records.open_call(second);

  const std::vector<CallRow> calls = world.records.calls(world.run.id);
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].state == CallState::failed);
  CHECK(calls[0].failure == first.failure);
  CHECK(calls[1].state == CallState::intent);
}

TEST_CASE("a call that fails before it is dispatched is void: nothing was sent") {
  Calling world;
  CallRow call = world.call_row(world.run.id);
  world.records.open_call(call);
  call.state = CallState::failed;
  world.records.close_call(call, {});
  CHECK(world.state() == "void");
}

TEST_CASE("a call that was not sent is void when it fails, one that was sent has failed") {
  Calling world;
  CallRow call = world.call_row(world.run.id);
  world.records.open_call(call);
  call.state = CallState::failed;
  world.records.close_call(call, {});
  CHECK(world.state() == "void");
}

TEST_CASE("a call that is closed without an answer keeps its stored answer") {
  Calling world;
  CallRow call = world.call_row(world.run.id);
  world.records.open_call(call);
  world.records.dispatch_call(call.id);
  world.store_answer(call.id, "{}");
  call.state = CallState::succeeded;
  CostEntry cost = world.cost_entry(world.run.id);
  cost.call = call.id;
  world.records.close_call(call, {cost});
  CHECK(world.records.calls(world.run.id).back().raw_answer == Digest::of("{}"));
  CHECK(world.records.costs({.call = call.id}).size() == 1);
}

TEST_CASE("an accepted call has the provider's name for it, when that is a text") {
  Calling world;
  const CallRow call = world.call_row(world.run.id);
  world.records.open_call(call);
  world.records.dispatch_call(call.id);
  world.records.accept_call(call.id, {{"id", 7}});
  CHECK(world.records.calls(world.run.id).back().remote_id == "");
  world.records.accept_call(call.id, {{"id", "req-7"}});
  CHECK(world.records.calls(world.run.id).back().remote_id == "req-7");
}

TEST_CASE("a call is found by its id, the provider's id and the idempotency key") {
  Calling world;
  CallRow first = world.call_row(world.run.id);
  first.idempotency_key = first.id.str();
  world.records.open_call(first);
  first.state = CallState::failed;
  world.records.close_call(first, {});
  CallRow second = world.call_row(world.run.id);
  second.attempt = 2;
  second.idempotency_key = first.id.str();
  world.records.open_call(second);
  world.records.dispatch_call(second.id);
  second.state = CallState::succeeded;
  second.remote_id = "req-7";
  world.records.close_call(second, {});
  CHECK(world.records.billed_calls(first.id.str()).size() == 2);
  CHECK(world.records.billed_calls(second.id.str()).size() == 1);
  CHECK(world.records.billed_calls("req-7").size() == 1);
  CHECK(world.records.billed_calls("").empty());
}
