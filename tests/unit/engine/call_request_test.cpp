#include "engine/call_request.hpp"

#include "fakes/basics.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

namespace limner::engine {

TEST_CASE("the record of a request is enough to read its answer") {
  const provider::Model model{.id = "openai/gpt-image-2"};
  provider::GenerateImage asked{
      .prompt = "a fox", .width = 1536, .height = 864, .count = 3, .partial_images = 2};
  asked.references.resize(2);
  asked.mask.emplace();
  const provider::Operation read = operation_from(request_record(model, asked));
  const auto& again = std::get<provider::GenerateImage>(read);
  CHECK(again.count == 3);
  CHECK(again.partial_images == 2);
  CHECK(again.references.size() == 2);
  CHECK(again.mask.has_value());
  CHECK(request_record(model, again) == request_record(model, asked));
}

TEST_CASE(
    "a parameter that was not set is not in the record, so that older requests keep their digest") {
  const nlohmann::json request =
      request_record({.id = "openai/gpt-image-2"}, provider::GenerateImage{});
  for (const char* name : {"partialImages", "outputCompression", "references", "mask"})
    CHECK_FALSE(request.contains(name));
  CHECK(std::get<provider::GenerateImage>(operation_from(request)).partial_images == 0);
}

TEST_CASE("a request's digest changes with every word that changes the picture") {
  const provider::Model model{.id = "openai/gpt-image-2"};
  const provider::GenerateImage first{.prompt = "a fox", .quality = provider::Quality::low};
  provider::GenerateImage other = first;
  other.quality = provider::Quality::high;
  CHECK(request_record(model, first) != request_record(model, other));
  other = first;
  other.references.resize(1);
  CHECK(request_record(model, first) != request_record(model, other));
}

TEST_CASE("[S2] words that are sent as the same quality are the same request") {
  using enum provider::Quality;
  const auto digest = [](const nlohmann::json& limits, provider::Quality quality) {
    const provider::Model model{.id = "openai/gpt-image-2", .limits = limits};
    return request_digest(request_record(model, provider::GenerateImage{.quality = quality}));
  };
  const nlohmann::json own = {{"qualities", {"low", "medium", "high"}}};
  CHECK(digest(own, standard) == digest(own, medium));
  CHECK(digest(own, hd) == digest(own, high));
  CHECK(digest(own, medium) != digest(own, high));
  const nlohmann::json listed = {{"qualities", {"standard", "medium"}}};
  CHECK(digest(listed, standard) != digest(listed, medium));
}

TEST_CASE("a picture has the rate card's price of its quality [S2.7]") {
  using enum provider::Quality;
  const auto each = [](provider::Quality quality) {
    return credits_per_picture(provider::GenerateImage{.quality = quality}, Money::parse("9"), {});
  };
  for (const provider::Quality quality : {hd, high, xhigh, max})
    CHECK(each(quality) == Credits::parse("300"));
  for (const provider::Quality quality : {automatic, standard, low, medium})
    CHECK(each(quality) == Credits::parse("50"));
}

TEST_CASE("an operation outside the rate card costs its dollars in credits, rounded up") {
  const provider::RemoveBackground cut_out;
  CHECK(credits_per_picture(cut_out, Money::parse("0.01"), {}) == Credits::parse("10"));
  CHECK(credits_per_picture(cut_out, Money::parse("0.01"), 500) == Credits::parse("5"));
  CHECK_THROWS_AS(credits_per_picture(cut_out, Money::parse("999999999"), 1'000'000'000), Error);
}

TEST_CASE("missing pictures are not captured, superfluous ones neither") {
  const store::CallRow call{.id = CallId::parse("call-00000000000000000000000000"),
                            .run = RunId::parse("run-00000000000000000000000000"),
                            .credits = Credits::parse("200")};
  CHECK(earned_credits(call, 4, 0) == Credits());
  CHECK(earned_credits(call, 4, 3) == Credits::parse("150"));
  CHECK(earned_credits(call, 4, 4) == Credits::parse("200"));
  CHECK(earned_credits(call, 4, 9) == Credits::parse("200"));
}

namespace {

const provider::Model priced{.as_of = "2026-11-21", .source = "catalogue"};

PricedComponent part(std::string item, std::string unit, std::string_view quantity,
                     std::string_view price) {
  return {.item = std::move(item),
          .unit = std::move(unit),
          .quantity = Quantity::parse(quantity),
          .unit_price = Money::parse(price),
          .source = "page",
          .from = "2026-08-01"};
}

store::CallRow reserving(std::string_view amount) {
  return {.id = CallId::parse("call-00000000000000000000000000"),
          .run = RunId::parse("run-00000000000000000000000000"),
          .reserved = Money::parse(amount)};
}

// $0.05 of tokens for the picture, $0.01 for the prompt, $0.04 for text that may be written.
const PricedCost bound(Money::parse("0.1"), {part("image_output", "1M tokens", "0.002", "25"),
                                             part("text_input", "1M tokens", "0.002", "5"),
                                             part("text_output", "1M tokens", "0.004", "10")});

void check_products(const std::vector<store::CostEntry>& entries) {
  for (const store::CostEntry& entry : entries)
    CHECK(cost_of(entry.quantity, entry.unit_price) == entry.actual.value_or(entry.estimated));
}

}  // namespace

TEST_CASE("a call without a report has an entry for each component of its estimate [S0.14]") {
  fakes::CountedIds ids;
  const auto entries = cost_entries(reserving("0.1"), priced, "raw", {.estimate = bound}, ids);
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].item == "image_output");
  CHECK(entries[0].estimated == Money::parse("0.05"));
  CHECK(entries[0].source_url == "page");
  CHECK(entries[0].pricing_version == "2026-08-01");
  CHECK_FALSE(entries[0].actual);
  CHECK(entries[0].status == store::CostStatus::estimated);
  check_products(entries);
}

TEST_CASE("reported components have their own entries, which together estimate the reserve") {
  fakes::CountedIds ids;
  const PricedCost report(Money::parse("0.031"),
                          {part("text_input", "1M tokens", "0.0002", "5"),
                           part("image_output", "1M tokens", "0.0012", "25")});
  const auto entries =
      cost_entries(reserving("0.1"), priced, "raw", {.charged = report, .estimate = bound}, ids);
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].item == "text_input");
  CHECK(entries[0].actual == Money::parse("0.001"));
  CHECK(entries[0].estimated == Money::parse("0.01"));
  CHECK(entries[1].actual == Money::parse("0.03"));
  CHECK(entries[2].item == "text_output");  // estimated, and not counted
  CHECK(entries[2].quantity == Quantity());
  CHECK(entries[2].actual == Money());
  check_products(entries);
  Money estimated;
  for (const store::CostEntry& entry : entries) {
    estimated += entry.estimated;
    CHECK(entry.status == store::CostStatus::provider_reported);
  }
  CHECK(estimated == Money::parse("0.1"));
  CHECK(spent(entries) == Money::parse("0.031"));
}

TEST_CASE("an amount without components is one entry for the request") {
  fakes::CountedIds ids;
  const auto reported = cost_entries(reserving("0.1"), priced, "raw",
                                     {.charged = Money::parse("0.04"), .estimate = bound}, ids);
  REQUIRE(reported.size() == 1);
  CHECK(reported[0].item == "request");
  CHECK(reported[0].estimated == Money::parse("0.1"));
  CHECK(reported[0].pricing_source == "provider");
  check_products(reported);
  // An estimate that is not that of the reserve is not divided.
  const auto other = cost_entries(reserving("0.2"), priced, "raw", {.estimate = bound}, ids);
  REQUIRE(other.size() == 1);
  CHECK(other[0].estimated == Money::parse("0.2"));
  check_products(other);
}

TEST_CASE("a free call and a replayed one have one entry without amounts") {
  fakes::CountedIds ids;
  for (const store::CostEntry& entry :
       {cost_entries(reserving("0"), priced, "raw", {.pictures = 2}, ids).at(0),
        free_entry(reserving("0"), "raw", 2, "replay", ids)}) {
    CHECK(entry.quantity == Quantity::whole(2));
    CHECK(entry.actual == Money());
    CHECK(entry.estimated == Money());
    CHECK(entry.unit_price == Money());
  }
}

TEST_CASE("a price in credits has four decimals, rounded up") {
  const provider::Operation cut_out = provider::RemoveBackground{};
  CHECK(credits_per_picture(cut_out, Money::parse("0.000000001"), 1000) ==
        Credits::parse("0.0001"));
  CHECK(credits_per_picture(cut_out, Money::parse("0.05333333"), 1000) ==
        Credits::parse("53.3334"));
}

}  // namespace limner::engine
