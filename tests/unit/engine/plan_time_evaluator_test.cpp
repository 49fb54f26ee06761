#include "engine/plan_time_evaluator.hpp"

#include <doctest/doctest.h>

using limner::engine::PlanTimeEvaluator;
using nlohmann::json;

namespace {

PlanTimeEvaluator make_evaluator() {
  return PlanTimeEvaluator({{"size", "big"}}, json::object(), {{"seed", 1}});
}

}  // namespace

TEST_CASE("a value that refers to no unknown step is known") {
  PlanTimeEvaluator f = make_evaluator();
  f.mark_unknown("image");
  CHECK(f.is_known("${{ intake.size }}"));
  CHECK_FALSE(f.is_known("${{ steps.image.images }}"));
  CHECK_FALSE(f.is_known(json{{"a", {"b", "${{ steps.image != null }}"}}}));
  CHECK(f.is_known("${{ steps.image_two }} and steps.images"));
}

TEST_CASE("a skipped step is null, a pure step is known by its outputs") {
  PlanTimeEvaluator f = make_evaluator();
  f.set_outputs("cutout", nullptr);
  f.set_outputs("prompt", {{"text", "a fox"}});
  CHECK(f.evaluate("${{ steps.cutout == null }}") == true);
  CHECK(f.evaluate("${{ steps.prompt.text }}") == "a fox");
}

TEST_CASE("known_part leaves out unknown parameters") {
  PlanTimeEvaluator f = make_evaluator();
  f.mark_unknown("image");
  CHECK(f.known_part({{"input", "${{ steps.image.images }}"}, {"size", "${{ intake.size }}"}}) ==
        json{{"size", "big"}});
}
