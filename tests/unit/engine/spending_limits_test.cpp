#include "engine/spending_limits.hpp"

#include "fakes/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;
using fakes::prompt;

namespace {

struct Limited : fakes::World {
  void cap(const std::string& scope, store::CapPeriod period, Money most) {
    records.set_cap({.id = ids.next(),
                     .scope = store::parse_cap_scope(scope).value(),
                     .period = period,
                     .unit = "USD",
                     .nanos = most.nanos(),
                     .created = clock.now()});
  }
  void fund(std::string_view credits) {
    records.top_up("main", Credits::parse(credits), ids.next(), "", clock.now());
  }

  Plan hosted() const {
    return plan(prompt("a fox"), {.charge = ChargeType::hosted, .has_wallet = true});
  }
  // Empty: not refused.
  std::string refusal(const Plan& plan) const {
    try {
      check_spending_limits(plan, &records, {}, fakes::StillClock::start());
      return "";
    } catch (const Error& error) {
      return fmt::format("{}: {}", traits(error.code()).name, error.what());
    }
  }
};

}  // namespace

TEST_CASE_FIXTURE(Limited, "a plan that exceeds a cap is refused as its run would be") {
  const Plan made = plan(prompt("a fox"));
  CHECK(refusal(made) == "");
  cap("model:openai/gpt-image-2", store::CapPeriod::day, Money::parse("0.01"));
  CHECK(refusal(made).starts_with("cap_exceeded: openai/gpt-image-2 may cost $0.0"));
  CHECK(refusal(made).ends_with(
      "the limit is $0.01 per day for model:openai/gpt-image-2, and $0.01 is left"));
}

TEST_CASE_FIXTURE(Limited, "the steps of a plan count together") {
  workflow = fakes::template_of(R"(
schema: 1
id: two
version: 1.0.0
name: Two
steps:
  - {id: one, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, quality: low}}
  - {id: two, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a hen, quality: low}}
)");
  const Plan made = plan(nlohmann::json::object());
  const Money one = *made.steps[0].estimate;
  for (const char* scope : {"store", "run", "batch", "template:two", "provider:openai"}) {
    CAPTURE(scope);
    cap(scope, store::CapPeriod::run, one + one);
    CHECK(refusal(made) == "");
    cap(scope, store::CapPeriod::run, one + one - Money::nanos(1));
    CHECK(refusal(made).starts_with("cap_exceeded"));
    cap(scope, store::CapPeriod::run, Money::parse("9"));
  }
}

TEST_CASE_FIXTURE(Limited, "a cap of another scope does not count") {
  cap("template:other", store::CapPeriod::day, Money());
  cap("provider:google", store::CapPeriod::ever, Money());
  CHECK(refusal(plan(prompt("a fox"))) == "");
}

TEST_CASE_FIXTURE(Limited, "too few credits are refused, and nothing is held [S1.11]") {
  fund("49");
  CHECK(refusal(hosted()) ==
        "wallet_empty: the wallet main has 49.0000 credits; 50.0000 are needed");
  fund("1");
  CHECK(refusal(hosted()) == "");
  CHECK(records.wallets().at(0).held == Credits());
}

TEST_CASE_FIXTURE(Limited, "a cap in credits counts the price in credits") {
  fund("1000");
  records.set_cap({.id = ids.next(),
                   .scope = {store::CapScopeKind::store},
                   .period = store::CapPeriod::ever,
                   .unit = "CR:main",
                   .nanos = Credits::parse("49").nanos(),
                   .created = clock.now()});
  CHECK(refusal(hosted()).starts_with("cap_exceeded"));
}

TEST_CASE_FIXTURE(Limited, "the wallet needs the fixed price") {
  workflow.pricing = templates::Pricing{.credits = Credits::parse("200")};
  fund("199");
  CHECK(fixed_price(hosted(), "main")->credits == Credits::parse("200"));
  CHECK(refusal(hosted()).starts_with("wallet_empty"));
  fund("1");
  CHECK(refusal(hosted()) == "");
}

TEST_CASE_FIXTURE(Limited, "a free plan is never refused") {
  cap("store", store::CapPeriod::ever, Money());
  CHECK(refusal(plan(prompt("a fox"), {.offline = true})) == "");
  CHECK(refusal(plan(prompt("a fox"), {.replayed = true})) == "");
}

TEST_CASE_FIXTURE(Limited, "without a store the wallet is empty") {
  CHECK_THROWS_WITH_AS(check_spending_limits(hosted(), nullptr, {}, clock.now()),
                       "the wallet main has 0.0000 credits; 50.0000 are needed", Error);
  CHECK_NOTHROW(check_spending_limits(plan(prompt("a fox")), nullptr, {}, clock.now()));
}

TEST_CASE_FIXTURE(Limited, "steps that are or may be skipped do not count") {
  workflow = fakes::template_of(R"(
schema: 1
id: two
version: 1.0.0
name: Two
intake:
  again: {type: boolean, default: false}
steps:
  - {id: one, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, quality: low}}
  - {id: two, uses: image.generate, if: "${{ intake.again }}", with: {model: openai/gpt-image-2, prompt: a hen, quality: low}}
  - {id: three, uses: image.generate, if: "${{ steps.one.images[0].width > 5 }}", with: {model: openai/gpt-image-2, prompt: a cow, quality: low}}
)");
  const Plan once = plan(nlohmann::json::object());
  cap("store", store::CapPeriod::ever, *once.steps[0].estimate);
  CHECK(refusal(once) == "");
  CHECK(refusal(plan({{"again", true}})).starts_with("cap_exceeded"));
}

TEST_CASE_FIXTURE(Limited, "the wallet needs the credits of every picture of a step") {
  workflow = fakes::template_of(R"(
schema: 1
id: many
version: 1.0.0
name: Many
steps:
  - {id: one, uses: image.generate, charge: hosted, with: {model: openai/gpt-image-2, prompt: a fox, count: 3, quality: low}}
)");
  const Plan made = plan(nlohmann::json::object(), {.has_wallet = true});
  fund("149");
  CHECK(refusal(made).starts_with("wallet_empty"));
  fund("1");
  CHECK(refusal(made) == "");
}

TEST_CASE_FIXTURE(Limited, "the wallet needs the credits of every item of a list") {
  workflow = fakes::template_of(R"(
schema: 1
id: list
version: 1.0.0
name: List
steps:
  - {id: one, uses: image.generate, charge: personal, with: {model: openai/gpt-image-2, prompt: a fox, count: 3, quality: low}}
  - {id: cut, uses: background.remove, charge: hosted, with: {model: stability/remove-background, input: "${{ steps.one.images }}"}}
)");
  const Plan made = plan(nlohmann::json::object(), {.has_wallet = true});
  CHECK(refusal(made) == "wallet_empty: the wallet main has 0.0000 credits; 150.0000 are needed");
}

TEST_CASE_FIXTURE(Limited, "a fixed price is for hosted steps of a run that calls providers") {
  workflow.pricing = templates::Pricing{.credits = Credits::parse("200")};
  CHECK(fixed_price(hosted(), "main"));
  CHECK_FALSE(fixed_price(plan(prompt("a fox"), {.charge = ChargeType::personal}), "main"));
  CHECK_FALSE(fixed_price(
      plan(prompt("a fox"), {.offline = true, .charge = ChargeType::hosted, .has_wallet = true}),
      "main"));
}
