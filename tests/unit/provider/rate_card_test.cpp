#include <limner/provider.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::provider;

TEST_CASE("the hosted rate card keeps four decimals [S2.7]") {
  const RateCard card = built_in_rate_card();
  struct Case {
    Capability capability;
    Quality quality;
    const char* credits;
  };
  for (const Case& one : {Case{Capability::text_to_image, Quality::standard, "50.0000"},
                          Case{Capability::text_to_image, Quality::hd, "300.0000"},
                          Case{Capability::image_to_image, Quality::standard, "60.0000"},
                          Case{Capability::image_to_image, Quality::hd, "320.0000"}}) {
    CAPTURE(to_string(one.capability));
    CAPTURE(to_string(one.quality));
    const auto price = card.price(one.capability, one.quality);
    REQUIRE(price.has_value());
    CHECK(price->str() == one.credits);
  }
}

TEST_CASE("a thousand credits are a dollar [S2.8]") {
  CHECK(built_in_rate_card().credits_per_dollar == 1000);
  CHECK(built_in_rate_card().as_of == "2026-11-21");
}

TEST_CASE("an item that is not in the rate card has no price") {
  const RateCard card = built_in_rate_card();
  CHECK_FALSE(card.price(Capability::background_removal, Quality::standard).has_value());
  CHECK_FALSE(card.price(Capability::text_to_image, Quality::max).has_value());
}
