#include "engine/call_request.hpp"

#include "fakes/basics.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

namespace limner::engine {

TEST_CASE("what is recorded of a request is enough to read its answer") {
  const provider::Model model{.id = "openai/gpt-image-2"};
  provider::GenerateImage asked{
      .prompt = "a fox", .width = 1536, .height = 864, .count = 3, .partial_images = 2};
  asked.references.resize(2);
  asked.mask.emplace();
  const provider::Operation read = operation_from(request_of(model, asked));
  const auto& again = std::get<provider::GenerateImage>(read);
  CHECK(again.count == 3);
  CHECK(again.partial_images == 2);
  CHECK(again.references.size() == 2);
  CHECK(again.mask.has_value());
  CHECK(request_of(model, again) == request_of(model, asked));
}

TEST_CASE("what was not asked for is not in the record: requests of before have the same digest") {
  const nlohmann::json request =
      request_of({.id = "openai/gpt-image-2"}, provider::GenerateImage{});
  for (const char* name : {"partialImages", "outputCompression", "references", "mask"})
    CHECK_FALSE(request.contains(name));
  CHECK(std::get<provider::GenerateImage>(operation_from(request)).partial_images == 0);
}

TEST_CASE("a request's digest changes with every word that changes the picture") {
  const provider::Model model{.id = "openai/gpt-image-2"};
  const provider::GenerateImage first{.prompt = "a fox", .quality = provider::Quality::low};
  provider::GenerateImage other = first;
  other.quality = provider::Quality::high;
  CHECK(request_of(model, first) != request_of(model, other));
  other = first;
  other.references.resize(1);
  CHECK(request_of(model, first) != request_of(model, other));
}

TEST_CASE("a picture costs what the rate card says of its quality [S2.7]") {
  using enum provider::Quality;
  const auto each = [](provider::Quality quality) {
    return credits_each(provider::GenerateImage{.quality = quality}, Money::parse("9"), {});
  };
  for (const provider::Quality quality : {hd, high, xhigh, max})
    CHECK(each(quality) == Credits::parse("300"));
  for (const provider::Quality quality : {automatic, standard, low, medium})
    CHECK(each(quality) == Credits::parse("50"));
}

TEST_CASE("what the rate card does not sell costs its dollars, a part of a nano-credit is one") {
  const provider::RemoveBackground cut_out;
  CHECK(credits_each(cut_out, Money::parse("0.01"), {}) == Credits::parse("10"));
  CHECK(credits_each(cut_out, Money::parse("0.01"), 500) == Credits::parse("5"));
  CHECK_THROWS_AS(credits_each(cut_out, Money::parse("999999999"), 1'000'000'000), Error);
}

TEST_CASE("pictures that did not come are not earned, and no more than were asked for are") {
  const store::CallRow call{.id = CallId::parse("call-00000000000000000000000000"),
                            .run = RunId::parse("run-00000000000000000000000000"),
                            .credits = Credits::parse("200")};
  CHECK(earned(call, 4, 0) == Credits());
  CHECK(earned(call, 4, 3) == Credits::parse("150"));
  CHECK(earned(call, 4, 4) == Credits::parse("200"));
  CHECK(earned(call, 4, 9) == Credits::parse("200"));
}

TEST_CASE("the ledger says what the provider reported, else what was estimated") {
  fakes::CountedIds ids;
  const store::CallRow call{.id = CallId::parse("call-00000000000000000000000000"),
                            .run = RunId::parse("run-00000000000000000000000000"),
                            .reserved = Money::parse("0.05")};
  const store::CostEntry estimated = cost_of(call, {}, "raw", 1, {}, ids);
  CHECK(estimated.status == store::CostStatus::estimated);
  CHECK_FALSE(estimated.actual);
  CHECK(estimated.estimated == Money::parse("0.05"));
  const store::CostEntry reported = cost_of(call, {}, "raw", 1, Money::parse("0.04"), ids);
  CHECK(reported.status == store::CostStatus::provider_reported);
  CHECK(reported.actual == Money::parse("0.04"));
  const store::CostEntry free = replayed_cost(reported);
  CHECK(free.actual == Money());
  CHECK(free.estimated == Money());
  CHECK(free.unit_price == Money());
}

}  // namespace limner::engine
