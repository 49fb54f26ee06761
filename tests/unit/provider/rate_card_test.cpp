#include <limner/provider.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::provider;

TEST_CASE("the hosted rate card keeps four decimals [S2.7]") {
  const RateCard card = built_in_rate_card();
  struct Case {
    const char* capability;
    const char* quality;
    const char* credits;
  };
  for (const Case& one :
       {Case{"text_to_image", "standard", "50.0000"}, Case{"text_to_image", "hd", "300.0000"},
        Case{"image_to_image", "standard", "60.0000"}, Case{"image_to_image", "hd", "320.0000"}}) {
    CAPTURE(one.capability);
    CAPTURE(one.quality);
    const auto price = card.price(one.capability, one.quality);
    REQUIRE(price.has_value());
    CHECK(price->str() == one.credits);
  }
}

TEST_CASE("a thousand credits are a dollar [S2.8]") {
  CHECK(built_in_rate_card().credits_per_dollar == 1000);
  CHECK(built_in_rate_card().as_of == "2026-11-21");
}

TEST_CASE("what the rate card does not sell has no price") {
  const RateCard card = built_in_rate_card();
  CHECK_FALSE(card.price("background_removal", "standard").has_value());
  CHECK_FALSE(card.price("text_to_image", "ultra").has_value());
}
