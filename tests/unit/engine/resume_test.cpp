#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;

namespace {

// A picture from OpenAI whose background fal removes.
struct Stopped : fakes::World {
  Stopped() {
    openai.script = {[](const provider::ModelCall& call, const std::stop_token&) {
      return fakes::logged_answer(call);
    }};
    openai.later = fakes::small_answer_reply();
  }

  std::string statuses(const RunId& id) const {
    std::string all;
    for (const store::StepRow& step : records.steps(id))
      all += (all.empty() ? "" : " ") + std::string(to_string(step.status));
    return all;
  }
};

constexpr std::string_view all_eight =
    "succeeded succeeded succeeded succeeded succeeded succeeded succeeded succeeded";

}  // namespace

TEST_CASE_FIXTURE(
    Stopped, "a run that failed is taken up where it failed, and pays for no step twice [B5]") {
  fal.script = {fakes::ends_as(Billing::rejected)};
  const RunId id = run(fakes::prompt("a chipmunk"));
  REQUIRE(row(id).status == store::RunStatus::failed);
  resume(id);
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(row(id).failure.is_null());
  CHECK(statuses(id) == all_eight);
  CHECK(openai.calls.size() == 1);
  CHECK(fal.calls.size() == 2);
  CHECK(records.artifacts({.run = id}).size() == 1);
  CHECK(records.costs({.run = id}).size() == 4);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(Stopped,
                  "[S2] a picture that --strict refused is paid for, and used when resumed") {
  engine::RunEnv strict = env();
  strict.strict = true;
  const RunId id = execute(plan(fakes::prompt("a chipmunk")), strict);
  CHECK(row(id).status == store::RunStatus::failed);
  CHECK(row(id).failure["code"] == "answer_differs");
  CHECK(row(id).failure["charged"] == "yes");
  CHECK(row(id).failure["recovery"] ==
        fmt::format("use the picture as it is: limner resume {}", id.short_id()));
  CHECK(records.calls(id).front().state == store::CallState::succeeded);
  resume(id);
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(openai.calls.size() == 1);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(Stopped, "a resumed run has the records of an uninterrupted one") {
  const RunId whole = run(fakes::prompt("a chipmunk"));
  openai.script = {[](const provider::ModelCall& call, const std::stop_token&) {
    return fakes::logged_answer(call);
  }};
  fal.script = {fakes::ends_as(Billing::rejected)};
  const RunId broken = run(fakes::prompt("a chipmunk"));
  resume(broken);
  const auto one = records.artifacts({.run = whole}).front();
  const auto other = records.artifacts({.run = broken}).front();
  CHECK(one.request == other.request);
  CHECK(one.model_execution == other.model_execution);
  CHECK(one.credits == other.credits);
  CHECK(one.files.size() == other.files.size());
  CHECK(row(whole).output.size() == row(broken).output.size());
}

TEST_CASE_FIXTURE(Stopped, "a stopped run continues after its last finished step [X6]") {
  openai.script = {[this](const provider::ModelCall& call, const std::stop_token&) {
    stop.request_stop();
    return fakes::logged_answer(call);
  }};
  const RunId id = run(fakes::prompt("a chipmunk"));
  REQUIRE(row(id).status == store::RunStatus::canceled);
  stop = std::stop_source();
  resume(id);
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(openai.calls.size() == 1);
}

TEST_CASE_FIXTURE(
    Stopped, "a request in doubt is asked after and never sent again by a resumed run [S3.17]") {
  openai.script = {
      [](const provider::ModelCall& call, const std::stop_token&) -> provider::ModelAnswer {
        call.log->accepted({{"id", "remote-7"}});
        throw CallError(Error(ErrorCode::provider_unavailable, "lost"), Billing::unknown);
      }};
  openai.later = fakes::ends_as(Billing::unknown);
  const RunId id = run(fakes::prompt("a chipmunk"));
  REQUIRE(row(id).status == store::RunStatus::in_doubt);
  resume(id);
  CHECK(row(id).status == store::RunStatus::in_doubt);
  CHECK(openai.calls.size() == 1);
  openai.later = fakes::small_answer_reply();
  resume(id);
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(openai.calls.size() == 1);
  CHECK(records.doubts().empty());
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(Stopped, "a resumed run executes no finished step again [C5]") {
  fal.script = {fakes::ends_as(Billing::rejected)};
  const RunId id = run(fakes::prompt("a chipmunk"));
  openai.later = fakes::ends_as(Billing::unknown);  // the answer cannot be read again
  resume(id);
  CHECK(openai.calls.size() == 1);
  CHECK(openai.collected.empty());
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(Stopped,
                  "the cost of a run counts towards its limit when it is resumed [S4.11]") {
  fal.script = {fakes::ends_as(Billing::rejected)};
  const Plan plan = this->plan(fakes::prompt("a chipmunk"));
  const RunId id = run(plan);
  resume(id, plan.estimate() - Money::nanos(1));
  CHECK(row(id).failure["code"] == "cap_exceeded");
  CHECK(fal.calls.size() == 1);
  resume(id, plan.estimate());
  CHECK(row(id).status == store::RunStatus::review);
}

TEST_CASE_FIXTURE(
    Stopped,
    "a fixed price that was given back is held and spent by the run that goes on [S4.11]") {
  workflow = fakes::template_of(R"(
schema: 1
id: shop
version: 1.0.0
name: Shop
pricing: {credits: 120}
steps:
  - {id: raw, uses: image.generate, charge: hosted, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: cut, uses: background.remove, with: {model: fal/birefnet-light, input: "${{ steps.raw.images }}"}}
  - {id: made, uses: artifact.create, with: {files: {processed: "${{ steps.cut.images }}"}}}
)");
  records.top_up("main", Credits::parse("1000"), "topup:1", "", clock.now());
  fal.script = {fakes::ends_as(Billing::rejected)};
  const RunId id = run(plan(nlohmann::json::object(), {.has_wallet = true}));
  REQUIRE(records.wallets().front().available == Credits::parse("1000"));
  resume(id);
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(records.wallets().front().available == Credits::parse("880"));
  CHECK(records.wallets().front().spent == Credits::parse("120"));
  CHECK(records.check().empty());
}

namespace {

// The background cannot be removed without a doubt, and the run goes on with the raw picture.
struct Continued : Stopped {
  Continued() {
    workflow = fakes::template_of(R"(
schema: 1
id: shop
version: 1.0.0
name: Shop
pricing: {credits: 120}
steps:
  - {id: raw, uses: image.generate, charge: hosted, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: cut, uses: background.remove, on_failure: continue, with: {model: fal/birefnet-light, input: "${{ steps.raw.images }}"}}
  - {id: made, uses: artifact.create, with: {files: {raw: "${{ steps.raw.images }}", processed: "${{ steps.cut.images ?? steps.raw.images }}"}}}
)");
    records.top_up("main", Credits::parse("1000"), "topup:1", "", clock.now());
    fal.script = {fakes::ends_as(Billing::unknown)};
    fal.later = fakes::ends_as(Billing::unknown);
  }

  RunId run_in_doubt() {
    const RunId id = run(plan(nlohmann::json::object(), {.has_wallet = true}));
    REQUIRE(row(id).status == store::RunStatus::in_doubt);
    REQUIRE(statuses(id) == "succeeded in_doubt succeeded");
    return id;
  }

  void resolve_as_not_billed() {
    store::CallRow call = records.doubts().at(0).call;
    call.state = store::CallState::failed;
    call.billing_class = Billing::unbilled_error;
    call.ended = clock.now();
    records.resolve_call({.call = call,
                          .step_status = store::StepStatus::failed,
                          .failure = {{"code", "provider_unavailable"}, {"message", "lost"}}});
  }

  Credits available() const { return records.wallets().front().available; }
};

}  // namespace

TEST_CASE_FIXTURE(Continued, "[S3.17] steps after an open doubt are not executed again") {
  const RunId id = run_in_doubt();
  resume(id);
  CHECK(row(id).status == store::RunStatus::in_doubt);
  CHECK(statuses(id) == "succeeded in_doubt succeeded");
  CHECK(records.artifacts({.run = id}).size() == 1);
  CHECK(openai.calls.size() == 1);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(Continued, "[S3.17] steps after a doubt use the answer that came later") {
  const RunId id = run_in_doubt();
  fal.later = fakes::small_answer_reply();
  resume(id);
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(statuses(id) == "succeeded succeeded succeeded");
  CHECK(fal.calls.size() == 1);
  CHECK(records.artifacts({.run = id}).size() == 2);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(
    Continued, "[S4.11] a run that went on past a doubt is paid for when the doubt is resolved") {
  const RunId id = run_in_doubt();
  resolve_as_not_billed();
  resume(id);
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(row(id).failure["code"] == "provider_unavailable");
  CHECK(available() == Credits::parse("880"));
  CHECK(records.artifacts({.run = id}).size() == 1);
  CHECK(openai.calls.size() + fal.calls.size() == 2);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(Stopped, "a recording does not settle a call to a provider, nor the reverse") {
  openai.script = {fakes::ends_as(Billing::unknown)};
  const RunId id = run(fakes::prompt("a chipmunk"));
  REQUIRE(row(id).status == store::RunStatus::in_doubt);
  CHECK_THROWS_AS(resume(id, {}, true), Error);
  CHECK(records.doubts().size() == 1);

  fal.script = {fakes::ends_as(Billing::rejected)};
  const RunId replayed = run(plan(fakes::prompt("a fox"), {.replayed = true}));
  REQUIRE(row(replayed).status == store::RunStatus::failed);
  const std::size_t asked = openai.calls.size() + fal.calls.size();
  CHECK_THROWS_AS(resume(replayed), Error);
  CHECK(openai.calls.size() + fal.calls.size() == asked);
}

TEST_CASE_FIXTURE(Stopped, "a successful run is not resumed, nor one with an owner") {
  std::string refused;
  openai.script = {[&](const provider::ModelCall& call, const std::stop_token&) {
    try {
      resume(records.runs({}).front().id);
    } catch (const Error& error) {
      refused = error.what();
    }
    return fakes::logged_answer(call);
  }};
  const RunId id = run(fakes::prompt("a chipmunk"));
  CHECK(refused.find("is being worked on") != std::string::npos);
  CHECK_THROWS_AS(resume(id), Error);
  CHECK(row(id).status == store::RunStatus::review);
  CHECK(openai.calls.size() == 1);
}

TEST_CASE_FIXTURE(Stopped, "the limit of a run is frozen, and applies when the run is resumed") {
  fal.script = {fakes::ends_as(Billing::rejected)};
  Plan plan = this->plan(fakes::prompt("a chipmunk"));
  plan.max_cost = plan.estimate();
  const RunId id = run(plan);
  CHECK(row(id).specification["limits"]["maxCostUsd"] == plan.estimate().str());
  const auto version = records.template_version(row(id).template_digest);
  const auto restored = [&](std::optional<Money> max_cost) {
    return restore_plan(row(id), fakes::template_of(version->canonical), catalogue,
                        {.max_cost = max_cost, .today = "2026-11-21"})
        .max_cost;
  };
  CHECK(restored({}) == plan.estimate());
  CHECK(restored(Money::parse("7")) == Money::parse("7"));
}

TEST_CASE_FIXTURE(Stopped, "rows that are not those of the plan are a damaged store") {
  fal.script = {fakes::ends_as(Billing::rejected)};
  const Plan plan = this->plan(fakes::prompt("a chipmunk"));
  const std::vector<store::StepRow> rows = records.steps(run(plan));
  CHECK(first_unfinished_step(plan, rows));
  const auto is_damaged = [&](std::vector<store::StepRow> steps) {
    try {
      first_unfinished_step(plan, steps);
    } catch (const Error& error) {
      return error.code() == ErrorCode::store_damaged;
    }
    return false;
  };
  std::vector<store::StepRow> fewer = rows, more = rows, gap = rows, renamed = rows;
  fewer.pop_back();
  more.push_back(rows.back());
  gap.back().ordinal += 1;
  renamed.front().id = "other";
  for (const auto& steps : {fewer, more, gap, renamed}) CHECK(is_damaged(steps));
}

TEST_CASE_FIXTURE(Stopped, "a specification of the wrong shape is a damaged store") {
  fal.script = {fakes::ends_as(Billing::rejected)};
  const RunId id = run(fakes::prompt("a chipmunk"));
  const auto version = records.template_version(row(id).template_digest);
  for (const char* pointer : {"/steps", "/steps/0", "/steps/1/model", "/seed", "/limits"}) {
    CAPTURE(pointer);
    store::RunRow broken = row(id);
    broken.specification[nlohmann::json::json_pointer(pointer)] = nlohmann::json::array();
    try {
      restore_plan(broken, fakes::template_of(version->canonical), catalogue,
                   {.today = "2026-11-21"});
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::store_damaged);
    }
  }
}
