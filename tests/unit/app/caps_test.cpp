#include "app/caps.hpp"

#include "unit/app/app_fixture.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

struct CapFixture : AppFixture {
  std::string refusal(const CapInput& input) {
    return error_of([&] { checked_cap(input, context); });
  }
  store::CapRow set(const CapInput& input) {
    return open_records(context).set_cap(checked_cap(input, context));
  }
  store::CapRow find(const std::string& text) {
    return find_cap(open_records(context), text, clock.now());
  }
};

const CapInput daily_dollar{
    .scope = "store", .period = "day", .usd = Money::parse("1"), .credits = {}};

}  // namespace

TEST_CASE_FIXTURE(CapFixture,
                  "a limit is in dollars, or in credits of the wallet in the settings") {
  const store::CapRow dollars = checked_cap(daily_dollar, context);
  CHECK(dollars.unit == "USD");
  CHECK(dollars.nanos == 1'000'000'000);
  CHECK(dollars.period == store::CapPeriod::day);
  load_settings("wallet: {name: prepaid}\n");
  const store::CapRow credits = checked_cap(
      {.scope = "model:openai/gpt-image-2", .period = "ever", .usd = {}, .credits = "50.25"},
      context);
  CHECK(credits.unit == "CR:prepaid");
  CHECK(credits.nanos == 50'250'000'000);
  CHECK(credits.scope.str() == "model:openai/gpt-image-2");
}

TEST_CASE_FIXTURE(CapFixture, "a limit has one amount, which is not negative") {
  const std::string either = "a spending limit needs either --usd or --in-credits";
  CHECK(refusal({.scope = "store", .period = "day", .usd = {}, .credits = ""}) == either);
  CHECK(refusal({.scope = "store", .period = "day", .usd = Money(), .credits = "1"}) == either);
  CHECK(refusal({.scope = "store", .period = "day", .usd = Money::parse("-1"), .credits = {}}) ==
        "a spending limit cannot be negative");
  CHECK(refusal({.scope = "store", .period = "day", .usd = {}, .credits = "-1"}) ==
        "--in-credits cannot be \"-1\": it is negative");
  CHECK(refusal({.scope = "store", .period = "day", .usd = Money(), .credits = {}}).empty());
}

TEST_CASE_FIXTURE(CapFixture, "a limit for each run has no other period") {
  CHECK(refusal({.scope = "run", .period = "month", .usd = Money(), .credits = {}}) ==
        "a limit for run applies to each run, not per month");
  CHECK(refusal({.scope = "run", .period = "run", .usd = Money(), .credits = {}}).empty());
}

TEST_CASE_FIXTURE(CapFixture, "a limit is found by its scope and period") {
  set(daily_dollar);
  set({.scope = "store", .period = "month", .usd = Money::parse("5"), .credits = {}});
  const store::Records records = open_records(context);
  CHECK(find_cap(records, "store", clock.now(), "month").nanos == 5'000'000'000);
  CHECK(error_of([&] { find_cap(records, "store", clock.now()); }) ==
        "\"store\" matches 2 spending limits");
  CHECK(error_of([&] { find_cap(records, "store", clock.now(), "ever"); }) ==
        "no spending limit matches \"store\" per ever");
}

TEST_CASE_FIXTURE(CapFixture, "only a limit for each run needs no period") {
  CHECK(
      checked_cap({.scope = "run", .period = "", .usd = Money(), .credits = {}}, context).period ==
      store::CapPeriod::run);
  CHECK(refusal({.scope = "store", .period = "", .usd = Money(), .credits = {}}) ==
        "a spending limit needs a period");
}

TEST_CASE_FIXTURE(CapFixture, "a limit on something that does not exist is refused") {
  for (const char* scope :
       {"everything", "provider:opnai", "model:openai/none", "template:no-such-template"}) {
    CAPTURE(scope);
    CHECK_FALSE(refusal({.scope = scope, .period = "day", .usd = Money(), .credits = {}}).empty());
  }
}

TEST_CASE_FIXTURE(CapFixture, "a limit is found by its scope or its id") {
  const store::CapRow cap = set(daily_dollar);
  CHECK(find("store").id == cap.id);
  CHECK(find(cap.id).id == cap.id);
  CHECK(find(cap.id.substr(0, 20)).id == cap.id);
  CHECK(find(cap.id.substr(cap.id.size() - short_id_length)).id == cap.id);
  CHECK_THROWS_WITH_AS(find("provider:openai"), "no spending limit matches \"provider:openai\"",
                       Error);
  set({.scope = "store", .period = "month", .usd = Money::parse("5"), .credits = {}});
  CHECK_THROWS_WITH_AS(find("store"), "\"store\" matches 2 spending limits", Error);
}

TEST_CASE("the rest of a limit is never negative, and unknown where each run has its own") {
  store::CapUse use{.cap = {.nanos = 10}, .used = 4};
  CHECK(left_of(use) == 6);
  use.used = 11;
  CHECK(left_of(use) == 0);
  use.used.reset();
  CHECK_FALSE(left_of(use));
}

TEST_CASE_FIXTURE(CapFixture, "an empty text names no limit") {
  set(daily_dollar);
  CHECK(error_of([&] { find(""); }) == "no spending limit matches \"\"");
}
