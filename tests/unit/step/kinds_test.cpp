#include "unit/step/step_fixture.hpp"

#include <set>

using namespace limner;
using namespace limner::step;

TEST_CASE("Every kind is listed once, is found by its name and explains itself") {
  std::set<std::string_view> names;
  REQUIRE(step_kinds().size() == 9);
  REQUIRE(step_signatures().size() == step_kinds().size());
  for (std::size_t i = 0; i < step_kinds().size(); ++i) {
    const StepKind& kind = *step_kinds()[i];
    CHECK(names.insert(kind.signature.name).second);
    CHECK(find_step_kind(kind.signature.name) == &kind);
    CHECK(step_signatures()[i] == &kind.signature);
    CHECK_FALSE(kind.signature.summary.empty());
    CHECK_FALSE(kind.signature.outputs.empty());
    CHECK(kind.signature.metered == kind.capability.has_value());
    for (const templates::ParamSpec& param : kind.signature.params) CHECK_FALSE(param.help.empty());
  }
  CHECK(find_step_kind("image.genrate") == nullptr);
}

TEST_CASE("A plan is priced by the operation known before the run") {
  const auto operation = planned_operation(
      *find_step_kind("image.generate"),
      {{"size", "1536x1024"}, {"count", 3}, {"quality", "hd"}, {"references", {1, 2}}});
  const auto& request = std::get<provider::GenerateImage>(operation);
  CHECK(request.width == 1536);
  CHECK(request.height == 1024);
  CHECK(request.count == 3);
  CHECK(request.quality == provider::Quality::hd);
  CHECK(request.references.size() == 2);
  CHECK(std::holds_alternative<provider::RemoveBackground>(
      planned_operation(*find_step_kind("background.remove"), {})));
}
