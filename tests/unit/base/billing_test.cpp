#include <limner/billing.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace limner;

TEST_CASE("an enum and its word are read in both directions") {
  for (int value = 0; value <= static_cast<int>(Billing::replayed); ++value) {
    const auto billing = static_cast<Billing>(value);
    CHECK(parse_enum<Billing>(to_string(billing)) == billing);
  }
  CHECK_FALSE(parse_enum<Billing>(""));
  CHECK_FALSE(parse_enum<Billing>("Unknown"));
  CHECK(nlohmann::json(Billing::not_sent) == "not_sent");
}

TEST_CASE("only an unusable answer is charged, and only the unknown may have been") {
  const auto charged = [](Billing kind) {
    return CallError(Error(ErrorCode::generation_failed, "x"), kind).charged();
  };
  CHECK(charged(Billing::unknown) == Charged::unknown);
  CHECK(charged(Billing::billed_unusable) == Charged::yes);
  for (const Billing kind :
       {Billing::not_sent, Billing::rate_limited, Billing::rejected, Billing::unbilled_error})
    CHECK(charged(kind) == Charged::no);
}
