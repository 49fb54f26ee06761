#include "engine/collect.hpp"

#include "engine/call_request.hpp"
#include "fakes/world.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace limner;
using namespace limner::engine;

namespace {

// A wallet of 1000 credits and one call in doubt that holds 100 of them, for two pictures.
struct InDoubtWorld : fakes::World {
  InDoubtWorld() {
    workflow = fakes::template_of(R"(
schema: 1
id: collected
version: 1.0.0
name: Collected
steps:
  - {id: raw, uses: image.generate, charge: hosted, with: {model: openai/gpt-image-2, prompt: a fox, count: 2, size: 1024x1024, quality: low}}
)");
    records.top_up("main", Credits::parse("1000"), "topup:1", "", clock.now());
    openai.script = {
        [](const provider::ModelCall& call, const std::stop_token&) -> provider::ModelAnswer {
          call.log->accepted({{"id", "remote-7"}});
          throw CallError(Error(ErrorCode::provider_unavailable, "lost"), Billing::unknown);
        }};
    id = run(plan(nlohmann::json::object(), {.has_wallet = true}));
    REQUIRE(balance() == "900.0000 100.0000 0.0000");
  }

  CollectResult collect_call() { return collect(records.doubts().at(0), catalogue, env()); }
  std::string balance() const {
    const store::WalletRow wallet = records.wallets().front();
    return fmt::format("{} {} {}", wallet.available.str(), wallet.held.str(), wallet.spent.str());
  }
  store::CallRow call() const { return records.calls(id).at(0); }

  RunId id = RunId::parse("run-00000000000000000000000000");
};

fakes::ScriptedProvider::Reply delivers(std::size_t pictures) {
  return [=](const provider::ModelCall& call, const std::stop_token&) {
    provider::ModelAnswer answer = fakes::small_answer(call);
    answer.images.resize(pictures);
    return answer;
  };
}

}  // namespace

TEST_CASE("an answer with fewer pictures than requested captures their share of the credits") {
  InDoubtWorld world;
  world.openai.later = delivers(1);
  const CollectResult result = world.collect_call();
  CHECK(result.state == store::CallState::succeeded);
  CHECK(result.images.size() == 1);
  CHECK(world.balance() == "950.0000 0.0000 50.0000");
  CHECK(world.call().state == store::CallState::succeeded);
  CHECK(world.call().billing_class == Billing::billed);
  CHECK(world.call().failure.is_null());
  const std::vector<store::CostEntry> costs = world.records.costs({.run = world.id});
  REQUIRE(costs.size() == 3);
  CHECK(costs[0].item == "image_output");
  CHECK(costs[1].item == "text_input");
  for (const store::CostEntry& cost : costs) CHECK(cost.status == store::CostStatus::estimated);
  CHECK(world.records.check().empty());
}

TEST_CASE("a provider that cannot be asked changes nothing") {
  for (const Billing billing : {Billing::unknown, Billing::not_sent, Billing::rate_limited}) {
    CAPTURE(to_string(billing));
    InDoubtWorld world;
    world.openai.later = fakes::ends_as(billing);
    const CollectResult result = world.collect_call();
    CHECK(result.state == store::CallState::in_doubt);
    CHECK(result.message == "scripted failure");
    CHECK(world.call().state == store::CallState::in_doubt);
    CHECK(world.balance() == "900.0000 100.0000 0.0000");
    CHECK(world.records.costs({.run = world.id}).empty());
    CHECK(world.row(world.id).status == store::RunStatus::in_doubt);
  }
}

TEST_CASE("a failure releases the credits; a charged one is a cost of its maximum") {
  struct Case {
    Billing billing;
    std::size_t costs;
  };
  for (const Case& one : {Case{Billing::rejected, 0}, Case{Billing::unbilled_error, 0},
                          Case{Billing::billed_unusable, 3}}) {
    CAPTURE(to_string(one.billing));
    InDoubtWorld world;
    world.openai.later = fakes::ends_as(one.billing);
    CHECK(world.collect_call().state == store::CallState::failed);
    CHECK(world.call().state == store::CallState::failed);
    CHECK(world.call().billing_class == one.billing);
    CHECK(world.balance() == "1000.0000 0.0000 0.0000");
    const std::vector<store::CostEntry> costs = world.records.costs({.run = world.id});
    REQUIRE(costs.size() == one.costs);
    if (!costs.empty()) CHECK(spent(costs) == world.call().reserved);
    CHECK(world.row(world.id).status == store::RunStatus::failed);
    CHECK(world.records.steps(world.id)[0].status == store::StepStatus::failed);
    CHECK(world.records.check().empty());
  }
}

TEST_CASE("a call whose model or provider is unknown stays in doubt") {
  InDoubtWorld world;
  store::InDoubtCall doubt = world.records.doubts().at(0);
  doubt.call.model = "openai/gone";
  CHECK(collect(doubt, world.catalogue, world.env()).state == store::CallState::in_doubt);
  doubt = world.records.doubts().at(0);
  doubt.call.provider = "gone";
  const CollectResult result = collect(doubt, world.catalogue, world.env());
  CHECK(result.state == store::CallState::in_doubt);
  CHECK(result.message == "this limner cannot call gone");
  CHECK(world.openai.collected.empty());
}

TEST_CASE("a kept answer that was changed, cut or removed is damage, and the call stays in doubt") {
  for (const std::string_view damage : {"{\"paid\":2}", "{\"pa", ""}) {
    CAPTURE(damage);
    InDoubtWorld world;
    const std::filesystem::path body = world.blobs.scratch() / "body";
    std::ofstream(body) << "{\"paid\":1}";
    const Asset raw = world.records.store_answer(world.call().id, body, "application/json");
    std::filesystem::remove(world.blobs.path_of(raw));
    if (!damage.empty()) std::ofstream(world.blobs.path_of(raw)) << damage;
    world.openai.later = delivers(2);
    try {
      world.collect_call();
      FAIL("was collected");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::store_damaged);
      CHECK(error.charged() == Charged::unknown);
      CHECK(std::string(error.help()).find("limner doubts resolve") != std::string::npos);
    }
    CHECK(world.call().state == store::CallState::in_doubt);
    CHECK(world.balance() == "900.0000 100.0000 0.0000");
  }
}
