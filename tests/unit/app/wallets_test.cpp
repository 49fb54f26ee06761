#include "app/wallets.hpp"

#include "unit/app/app_fixture.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

TEST_CASE("a top-up has a positive amount and a wallet with a plain name") {
  CHECK(checked_amount({.wallet = "main", .amount = "50.25"}) == Credits::parse("50.25"));
  for (const char* amount : {"", "0", "-1", "many", "1e3", "1000000.01", "999999999"}) {
    CAPTURE(amount);
    CHECK(error_of([&] {
            checked_amount({.wallet = "main", .amount = amount});
          }).starts_with(fmt::format("\"{}\" is not an amount of credits: it ", amount)));
  }
  for (const std::string& wallet : {std::string(), std::string("a b"), std::string(33, 'w')}) {
    CAPTURE(wallet);
    CHECK_THROWS_AS(checked_amount({.wallet = wallet, .amount = "1"}), Error);
  }
}

TEST_CASE_FIXTURE(AppFixture, "credits with an idempotency key are added once [S2.8]") {
  store::Records records = open_records(context);
  const TopUp once{.wallet = "main", .amount = "100", .once = "invoice-1"};
  CHECK(add_credits(records, once, context));
  CHECK_FALSE(add_credits(records, once, context));
  const TopUp any{.wallet = "main", .amount = "1", .once = {}};
  CHECK(add_credits(records, any, context));
  CHECK(add_credits(records, any, context));
  CHECK(named_wallet(records.wallets(), "main").available == Credits::parse("102"));
  CHECK(records.check().empty());
}

TEST_CASE("an unknown wallet is refused with the nearest one") {
  const std::vector<store::WalletRow> wallets{{.name = "main"}};
  try {
    named_wallet(wallets, "mian");
    FAIL("was found");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::not_found);
    CHECK(error.help() == "did you mean \"main\"?");
  }
}
