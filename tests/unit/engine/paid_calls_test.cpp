#include "fakes/world.hpp"

#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <set>

using namespace limner;
using namespace limner::engine;

TEST_CASE_FIXTURE(fakes::World,
                  "a step that calls a model for each of a list records each call and cost") {
  workflow = fakes::template_of(R"(
schema: 1
id: many
version: 1.0.0
name: Many
steps:
  - {id: raw, uses: image.generate, with: {prompt: a fox, count: 3, size: 1024x1024}}
  - {id: cut, uses: background.remove, with: {input: "${{ steps.raw.images }}"}}
)");
  const RunId id = run(nlohmann::json::object());
  CHECK(row(id).status == store::RunStatus::completed);
  std::vector<std::string> calls;
  for (const store::CallRow& call : records.calls(id))
    calls.push_back(fmt::format("{} {}", call.step, to_string(call.state)));
  CHECK(calls ==
        std::vector<std::string>{"0 succeeded", "1 succeeded", "1 succeeded", "1 succeeded"});
  std::set<std::string> charged;
  for (const store::CostEntry& cost : records.costs({.run = id})) charged.insert(cost.call->str());
  CHECK(charged.size() == 4);
}

namespace {

templates::Template two_calls() {
  return fakes::template_of(R"(
schema: 1
id: two
version: 1.0.0
name: Two
steps:
  - {id: one, uses: image.generate, charge: personal, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: two, uses: image.generate, charge: personal, with: {model: openai/gpt-image-2, prompt: a hen, size: 1024x1024, quality: low}}
)");
}

// A step with `count` pictures from OpenAI and up to `retries` retries.
struct Shop : fakes::World {
  explicit Shop(int count = 1, int retries = 0) {
    workflow = fakes::template_of(fmt::format(R"(
schema: 1
id: shop
version: 1.0.0
name: Shop
steps:
  - {{id: raw, uses: image.generate, charge: hosted, retry: {{max: {}}}, with: {{model: openai/gpt-image-2, prompt: a fox, count: {}, size: 1024x1024, quality: low}}}}
)",
                                              retries, count));
  }

  RunId buy() { return run(plan(nlohmann::json::object(), {.has_wallet = funded})); }
  void fund(std::string_view credits) {
    records.top_up("main", Credits::parse(credits), "topup:1", "", clock.now());
    funded = true;
  }
  void cap(std::string_view usd) {
    records.set_cap({.id = ids.next(),
                     .scope = {store::CapScopeKind::store},
                     .period = store::CapPeriod::ever,
                     .unit = "USD",
                     .nanos = Money::parse(usd).nanos(),
                     .created = clock.now()});
  }
  std::string balance() const {
    const store::WalletRow wallet = records.wallets().front();
    return fmt::format("{} {} {}", wallet.available.str(), wallet.held.str(), wallet.spent.str());
  }
  std::string states(const RunId& id) const {
    std::string all;
    for (const store::CallRow& call : records.calls(id))
      all += fmt::format("{}{}/{}", all.empty() ? "" : " ", to_string(call.state),
                         call.billing_class ? to_string(*call.billing_class) : "");
    return all;
  }

  bool funded = false;
};

}  // namespace

TEST_CASE("each billing class ends a call as ARCHITECTURE.md's table says") {
  struct Case {
    Billing billing;
    std::string states;
    store::RunStatus run;
    int sent;
    std::size_t costs;
  };
  const std::string not_sent = "failed/not_sent failed/not_sent failed/not_sent";
  for (const Case& one :
       {Case{Billing::not_sent, not_sent, store::RunStatus::failed, 3, 0},
        Case{Billing::rejected, "failed/rejected", store::RunStatus::failed, 1, 0},
        Case{Billing::billed_unusable, "failed/billed_unusable", store::RunStatus::failed, 1, 3},
        Case{Billing::unconfirmed, "failed/unconfirmed", store::RunStatus::failed, 1, 3},
        Case{Billing::unknown, "in_doubt/unknown", store::RunStatus::in_doubt, 1, 0}}) {
    CAPTURE(to_string(one.billing));
    Shop shop;
    for (int i = 0; i < 3; ++i) shop.openai.script.push_back(fakes::ends_as(one.billing));
    const RunId id = shop.buy();
    CHECK(shop.states(id) == one.states);
    CHECK(shop.row(id).status == one.run);
    CHECK(shop.openai.calls.size() == static_cast<std::size_t>(one.sent));
    CHECK(shop.records.costs({.run = id}).size() == one.costs);
    CHECK(shop.records.check().empty());
  }
}

TEST_CASE("a charged failure costs its maximum and is reported as charged") {
  Shop shop;
  shop.openai.script = {fakes::ends_as(Billing::billed_unusable, ErrorCode::generation_failed)};
  const RunId id = shop.buy();
  CHECK(shop.row(id).failure["charged"] == "yes");
  const store::CostEntry cost = shop.records.costs({.run = id}).front();
  CHECK(cost.estimated > Money());
  CHECK(cost.status == store::CostStatus::estimated);
}

TEST_CASE("[S2] a failure for good whose charge is not known is not in doubt") {
  Shop shop;
  shop.openai.script = {fakes::ends_as(Billing::unconfirmed, ErrorCode::unsafe_image_request)};
  const RunId id = shop.buy();
  CHECK(shop.row(id).status == store::RunStatus::failed);
  CHECK(shop.row(id).failure["charged"] == "unknown");
  CHECK(shop.records.doubts().empty());
  const store::CostEntry cost = shop.records.costs({.run = id}).front();
  CHECK(cost.estimated > Money());
  CHECK_FALSE(cost.actual);
}

TEST_CASE("[S2] a refusal with usage costs that usage") {
  Shop shop;
  const Money cost = Money::parse("0.000004");
  shop.openai.script = {
      [&](const provider::ModelCall&, const std::stop_token&) -> provider::ModelAnswer {
        CallError refused(Error(ErrorCode::unsafe_image_request, "no"), Billing::billed_unusable);
        throw refused.with_reported_cost(cost);
      }};
  const RunId id = shop.buy();
  const store::CostEntry entry = shop.records.costs({.run = id}).front();
  CHECK(entry.actual == cost);
  CHECK(entry.status == store::CostStatus::provider_reported);
}

TEST_CASE("every attempt has the key of the first") {
  Shop shop;
  shop.openai.script = {fakes::ends_as(Billing::not_sent)};
  const RunId id = shop.buy();
  REQUIRE(shop.openai.calls.size() == 2);
  CHECK(shop.openai.calls[0].idempotency_key == shop.openai.calls[1].idempotency_key);
  CHECK(shop.openai.calls[0].idempotency_key == shop.records.calls(id)[0].id.str());
  CHECK(shop.records.steps(id)[0].attempts == 2);
}

TEST_CASE("[S2] a rate limit waits as long as the provider says, up to the longest wait") {
  Shop shop;
  shop.openai.script = {
      fakes::ends_as(Billing::rate_limited, ErrorCode::provider_unavailable, Millis(7300)),
      fakes::ends_as(Billing::rate_limited, ErrorCode::provider_unavailable, Millis(86'400'000))};
  const RunId id = shop.buy();
  CHECK(shop.row(id).status == store::RunStatus::failed);
  CHECK(shop.clock.slept == Millis(7300));
  const auto failure = shop.row(id).failure;
  CHECK(failure["code"] == "provider_unavailable");
  CHECK(failure["message"].get<std::string>().find("it asks to wait until 20") !=
        std::string::npos);
  CHECK(failure["recovery"].get<std::string>().find("--max-wait") != std::string::npos);
  const auto waits = shop.events.all<CallRetryScheduled>();
  REQUIRE(waits.size() == 1);
  CHECK(waits[0].pause == Millis(7300));
  CHECK(waits[0].reason == "scripted failure");
}

TEST_CASE("[S2] a stop leaves a paid call its grace, and starts no other call") {
  Shop shop;
  shop.workflow = two_calls();
  bool was_stopped = true;
  shop.openai.script = {
      [&](const provider::ModelCall& call, const std::stop_token& stop) -> provider::ModelAnswer {
        shop.stop.request_stop();
        was_stopped = stop.stop_requested();
        return fakes::small_answer(call);
      }};
  const RunId id = shop.run(nlohmann::json::object());
  CHECK_FALSE(was_stopped);
  CHECK(shop.openai.calls.size() == 1);
  CHECK(shop.states(id) == "succeeded/billed");
  CHECK(shop.records.steps(id)[0].status == store::StepStatus::succeeded);
  CHECK(shop.row(id).status == store::RunStatus::canceled);
}

TEST_CASE("a stop ends a wait at once") {
  Shop shop;
  shop.openai.script = {
      [&](const provider::ModelCall&, const std::stop_token&) -> provider::ModelAnswer {
        shop.stop.request_stop();
        throw CallError(Error(ErrorCode::provider_unavailable, "busy"), Billing::rate_limited,
                        Millis(60'000));
      }};
  shop.buy();
  CHECK(shop.clock.slept < Millis(1000));
  CHECK(shop.openai.calls.size() == 1);
}

TEST_CASE("the answer is on disk, with its row, before it is parsed") {
  Shop shop;
  std::optional<Digest> seen;
  shop.openai.script = {[&](const provider::ModelCall& call, const std::stop_token&) {
    provider::ModelAnswer answer = fakes::logged_answer(call);
    const store::CallRow row = shop.records.calls(shop.records.runs({}).front().id).front();
    CHECK(row.state == store::CallState::accepted);
    CHECK(row.remote_id == "remote-1");
    seen = row.raw_answer;
    return answer;
  }};
  const RunId id = shop.buy();
  CHECK(seen == Digest::of("{\"ok\":1}"));
  CHECK(shop.states(id) == "succeeded/billed");
  CHECK(shop.records.check().empty());
}

TEST_CASE("a partial picture is a file while its call is live, with an event") {
  Shop shop;
  const provider::Picture picture = fakes::small_picture(provider::GenerateImage{});
  shop.openai.script = {[&](const provider::ModelCall& call, const std::stop_token&) {
    call.log->partial(picture);
    call.log->partial(picture);
    const auto shown = shop.events.all<PartialPicture>();
    REQUIRE(shown.size() == 2);
    CHECK(shown[1].number == 2);
    CHECK(shown[1].model == "openai/gpt-image-2");
    CHECK(shown[1].file.parent_path() == call.log->scratch());
    CHECK(read_file(shown[1].file) == as_text(picture.bytes));
    return fakes::small_answer(call);
  }};
  shop.states(shop.buy());
  const auto shown = shop.events.all<PartialPicture>();
  REQUIRE(shown.size() == 2);
  CHECK(shown[0].file != shown[1].file);
  for (const PartialPicture& one : shown) CHECK_FALSE(std::filesystem::exists(one.file));
}

TEST_CASE("a partial picture that cannot be stored does not end the call") {
  Shop shop;
  shop.openai.script = {[&](const provider::ModelCall& call, const std::stop_token&) {
    const std::filesystem::path scratch = call.log->scratch();
    std::filesystem::rename(scratch, scratch.string() + ".away");
    std::ofstream(scratch).put('x');
    call.log->partial(fakes::small_picture(provider::GenerateImage{}));
    std::filesystem::remove(scratch);
    std::filesystem::rename(scratch.string() + ".away", scratch);
    return fakes::small_answer(call);
  }};
  CHECK(shop.states(shop.buy()) == "succeeded/billed");
  CHECK(shop.events.all<PartialPicture>().empty());
}

TEST_CASE("hosted calls are charged by the rate card, whatever the provider [S1.11] [S2.7]") {
  Shop shop(4);
  shop.fund("1000");
  const RunId id = shop.buy();
  CHECK(shop.balance() == "800.0000 0.0000 200.0000");
  CHECK(shop.records.costs({.run = id}).front().charge == ChargeType::hosted);
  CHECK(shop.records.credits(id).charged == Credits::parse("200"));
}

TEST_CASE("fewer pictures than requested are charged one by one [S2.5]") {
  Shop shop(4);
  shop.fund("1000");
  shop.openai.script = {[](const provider::ModelCall& call, const std::stop_token&) {
    provider::ModelAnswer answer = fakes::small_answer(call);
    answer.images.pop_back();
    return answer;
  }};
  const RunId id = shop.buy();
  CHECK(shop.balance() == "850.0000 0.0000 150.0000");
  CHECK(shop.records.credits(id).refunded == Credits::parse("50"));
}

TEST_CASE("personal calls do not use the wallet [S1.11]") {
  Shop shop;
  shop.fund("1000");
  const RunId id = shop.run(
      shop.plan(nlohmann::json::object(), {.charge = ChargeType::personal, .has_wallet = true}));
  CHECK(shop.row(id).status == store::RunStatus::completed);
  CHECK(shop.balance() == "1000.0000 0.0000 0.0000");
  CHECK(shop.records.costs({.run = id}).front().charge == ChargeType::personal);
}

TEST_CASE("an unusable picture releases its credits and keeps its cost [S2.6]") {
  Shop shop;
  shop.fund("1000");
  shop.openai.script = {
      [](const provider::ModelCall&, const std::stop_token&) { return provider::ModelAnswer(); }};
  const RunId id = shop.buy();
  CHECK(shop.states(id) == "failed/billed_unusable");
  CHECK(shop.balance() == "1000.0000 0.0000 0.0000");
  CHECK(shop.records.costs({.run = id}).size() == 3);
  CHECK(shop.records.check().empty());
}

TEST_CASE("too few credits or a cap refuse a call before anything is sent") {
  Shop shop;
  shop.fund("49.9999");
  RunId id = shop.buy();
  CHECK(shop.row(id).failure["code"] == "wallet_empty");
  shop.cap("0.001");
  id = shop.run(shop.plan(nlohmann::json::object(), {.charge = ChargeType::personal}));
  CHECK(shop.row(id).failure["code"] == "cap_exceeded");
  CHECK(shop.openai.calls.empty());
  CHECK(shop.records.calls(id).empty());
}

TEST_CASE("a call in doubt keeps its hold; with the policy retry it counts as paid and is sent "
          "once more") {
  for (const InDoubtPolicy policy : {InDoubtPolicy::hold, InDoubtPolicy::retry}) {
    Shop shop;
    shop.fund("1000");
    shop.in_doubt = policy;
    shop.openai.script = {fakes::ends_as(Billing::unknown), fakes::small_answer_reply()};
    const RunId id = shop.buy();
    if (policy == InDoubtPolicy::hold) {
      CHECK(shop.balance() == "950.0000 50.0000 0.0000");
      CHECK(shop.row(id).status == store::RunStatus::in_doubt);
    } else {
      CHECK(shop.balance() == "950.0000 0.0000 50.0000");
      CHECK(shop.states(id) == "failed/unknown succeeded/billed");
      CHECK(shop.records.costs({.run = id}).size() == 6);
    }
    CHECK(shop.records.check().empty());
  }
}

TEST_CASE("the policy retry pays twice at most") {
  Shop shop;
  shop.in_doubt = InDoubtPolicy::retry;
  for (int i = 0; i < 5; ++i) shop.openai.script.push_back(fakes::ends_as(Billing::unknown));
  const RunId id = shop.buy();
  CHECK(shop.openai.calls.size() == 2);
  CHECK(shop.row(id).status == store::RunStatus::in_doubt);
}

TEST_CASE("the policy retry does not settle a stopped call: its answer can still be collected") {
  Shop shop;
  shop.in_doubt = InDoubtPolicy::retry;
  shop.openai.script = {
      [&](const provider::ModelCall&, const std::stop_token&) -> provider::ModelAnswer {
        shop.stop.request_stop();
        throw CallError(Error(ErrorCode::interrupted, "stopped while waiting"), Billing::unknown);
      }};
  const RunId id = shop.buy();
  CHECK(shop.states(id) == "in_doubt/unknown");
  CHECK(shop.records.doubts().size() == 1);
}

TEST_CASE("the policy retry does not pay again beyond the limit of the run") {
  Shop shop;
  shop.in_doubt = InDoubtPolicy::retry;
  shop.openai.script = {fakes::ends_as(Billing::unknown), fakes::small_answer_reply()};
  const Plan plan = shop.plan(nlohmann::json::object(), {});
  const Money worst = plan.estimate();
  SUBCASE("one call fits") {
    shop.workflow.max_cost = worst;
  }
  SUBCASE("two calls but for a nano-dollar fit") {
    shop.workflow.max_cost = worst * 2 - Money::nanos(1);
  }
  const RunId id = shop.buy();
  CHECK(shop.openai.calls.size() == 1);
  CHECK(shop.row(id).status == store::RunStatus::in_doubt);
}

TEST_CASE("a fixed price is held for the run, captured by success, released by failure [S4.11]") {
  for (const bool works : {true, false}) {
    Shop shop(4);
    shop.fund("1000");
    shop.workflow.pricing = templates::Pricing{.credits = Credits::parse("120")};
    std::string during;
    shop.openai.script = {[&](const provider::ModelCall& call, const std::stop_token&) {
      during = shop.balance();
      if (!works) throw CallError(Error(ErrorCode::unsafe_image_request, "no"), Billing::rejected);
      return fakes::small_answer(call);
    }};
    const RunId id = shop.buy();
    CHECK(during == "880.0000 120.0000 0.0000");
    CHECK(shop.balance() == (works ? "880.0000 0.0000 120.0000" : "1000.0000 0.0000 0.0000"));
    CHECK(shop.records.credits(id).charged == Credits::parse("120"));
    CHECK(shop.records.check().empty());
  }
}

TEST_CASE("a call in doubt that the provider can report on is collected without paying again") {
  Shop shop;
  shop.fund("1000");
  shop.openai.script = {
      [](const provider::ModelCall& call, const std::stop_token&) -> provider::ModelAnswer {
        call.log->accepted({{"id", "remote-7"}});
        throw CallError(Error(ErrorCode::provider_unavailable, "lost"), Billing::unknown);
      }};
  const RunId id = shop.buy();
  const store::InDoubtCall doubt = shop.records.doubts().front();
  const RunEnv env{.providers = shop.providers,
                   .blobs = shop.blobs,
                   .records = shop.records,
                   .clock = shop.clock,
                   .ids = shop.ids,
                   .events = shop.events,
                   .request_id = shop.ids.next()};
  CHECK(collect(doubt, shop.catalogue, env).state == store::CallState::in_doubt);
  shop.openai.later = fakes::charges(Money::parse("0.004"));
  const CollectResult collected = collect(doubt, shop.catalogue, env);
  CHECK(collected.state == store::CallState::succeeded);
  REQUIRE(collected.images.size() == 1);
  CHECK(std::filesystem::exists(shop.blobs.path_of(collected.images.front())));
  CHECK(shop.openai.collected.back().remote["id"] == "remote-7");
  CHECK(shop.openai.calls.size() == 1);
  CHECK(shop.balance() == "950.0000 0.0000 50.0000");
  CHECK(shop.records.total({.run = id}).actual == Money::parse("0.004"));
  CHECK(shop.row(id).status == store::RunStatus::failed);
  CHECK(shop.records.steps(id)[0].status == store::StepStatus::pending);
  CHECK(shop.records.check().empty());
}

TEST_CASE("a run may cost exactly its limit, and all its calls count") {
  for (const bool fits : {true, false}) {
    CAPTURE(fits);
    Shop shop;
    shop.workflow = two_calls();
    const Money both = shop.plan(nlohmann::json::object()).estimate();
    const RunId id =
        shop.run(shop.plan(nlohmann::json::object()), fits ? both : both - Money::nanos(1));
    CHECK(shop.openai.calls.size() == (fits ? 2 : 1));
    CHECK(shop.row(id).status == (fits ? store::RunStatus::completed : store::RunStatus::failed));
  }
}
