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

TEST_CASE("a ledger entry has the reported cost, else the estimate") {
  fakes::CountedIds ids;
  const store::CallRow call{.id = CallId::parse("call-00000000000000000000000000"),
                            .run = RunId::parse("run-00000000000000000000000000"),
                            .reserved = Money::parse("0.05")};
  const store::CostEntry estimated = cost_entry(call, {}, "raw", 1, {}, ids);
  CHECK(estimated.status == store::CostStatus::estimated);
  CHECK_FALSE(estimated.actual);
  CHECK(estimated.estimated == Money::parse("0.05"));
  const store::CostEntry reported = cost_entry(call, {}, "raw", 1, Money::parse("0.04"), ids);
  CHECK(reported.status == store::CostStatus::provider_reported);
  CHECK(reported.actual == Money::parse("0.04"));
  const store::CostEntry free = replayed_cost(reported);
  CHECK(free.actual == Money());
  CHECK(free.estimated == Money());
  CHECK(free.unit_price == Money());
}

}  // namespace limner::engine
