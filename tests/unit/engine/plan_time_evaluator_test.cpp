#include "engine/plan_time_evaluator.hpp"

#include <doctest/doctest.h>

using limner::engine::PlanTimeEvaluator;
using nlohmann::json;

namespace {

PlanTimeEvaluator foresight() {
  return PlanTimeEvaluator({{"size", "big"}}, json::object(), {{"seed", 1}});
}

}  // namespace

TEST_CASE("what names no open step can be known") {
  PlanTimeEvaluator f = foresight();
  f.leave_open("image");
  CHECK(f.can_know("${{ intake.size }}"));
  CHECK_FALSE(f.can_know("${{ steps.image.images }}"));
  CHECK_FALSE(f.can_know(json{{"a", {"b", "${{ steps.image != null }}"}}}));
  CHECK(f.can_know("${{ steps.image_two }} and steps.images"));
}

TEST_CASE("a skipped step is null, a pure step is known by its outputs") {
  PlanTimeEvaluator f = foresight();
  f.learn("cutout", nullptr);
  f.learn("prompt", {{"text", "a fox"}});
  CHECK(f.know("${{ steps.cutout == null }}") == true);
  CHECK(f.know("${{ steps.prompt.text }}") == "a fox");
}

TEST_CASE("the known part of parameters leaves out the rest") {
  PlanTimeEvaluator f = foresight();
  f.leave_open("image");
  CHECK(f.known_part({{"input", "${{ steps.image.images }}"}, {"size", "${{ intake.size }}"}}) ==
        json{{"size", "big"}});
}
