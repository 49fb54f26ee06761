#include "app/wallet_settings.hpp"

#include "unit/app/app_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

TEST_CASE_FIXTURE(AppFixture, "credits are worth what the settings say, else the rate card") {
  CHECK(dollar_value(Credits::parse("50"), context) == Money::parse("0.05"));
  CHECK_FALSE(wallet_options_of(context).credits_per_dollar);
  load_settings("wallet: {credits_per_usd: 300}\n");
  CHECK(dollar_value(Credits::parse("600"), context) == Money::parse("2"));
  CHECK(dollar_value(Credits::parse("1"), context) == Money::parse("0.003333333"));
  CHECK(wallet_options_of(context).credits_per_dollar == 300);
}

TEST_CASE_FIXTURE(AppFixture, "a wallet exists when it was filled, and asking creates no store") {
  CHECK_FALSE(has_wallet(context));
  CHECK_FALSE(store_location(context).exists);
  open_records(context).top_up("main", Credits::parse("1"), "topup:1", "", clock.now());
  CHECK(has_wallet(context));
  load_settings("wallet: {name: other}\n");
  CHECK_FALSE(has_wallet(context));
  CHECK(wallet_options_of(context).wallet == "other");
}

TEST_CASE_FIXTURE(AppFixture, "a request in doubt is held unless the settings say otherwise") {
  CHECK(in_doubt_policy(context) == engine::InDoubtPolicy::hold);
  load_settings("inDoubt: ask\n");
  CHECK(in_doubt_policy(context) == engine::InDoubtPolicy::ask);
  load_settings("inDoubt: retry\n");
  CHECK(in_doubt_policy(context) == engine::InDoubtPolicy::retry);
}
