#include "engine/step_execution.hpp"

#include "fakes/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::engine;

namespace {

step::StepOutput output_of(const nlohmann::json& outputs) {
  step::StepOutput output;
  output.values = outputs;
  return output;
}

struct Steps : fakes::World {
  Steps() {
    workflow = fakes::template_of(R"(
schema: 1
id: steps
version: 1.0.0
name: Steps
steps:
  - {id: raw, uses: image.generate, with: {prompt: a fox, count: 2, size: 1024x1024}}
  - {id: cut, uses: background.remove, with: {input: "${{ steps.raw.images }}"}}
)");
  }
};

}  // namespace

TEST_CASE_FIXTURE(Steps, "a step for one picture runs for each of a list, in order") {
  const RunId id = run(nlohmann::json::object());
  const std::vector<store::StepRow> rows = records.steps(id);
  REQUIRE(rows[1].outputs["images"].size() == 2);
  CHECK(rows[1].attempts == 1);
  CHECK(rows[1].inputs["input"].is_array());
}

TEST_CASE_FIXTURE(Steps, "an empty list of pictures is refused before any call") {
  workflow.steps.erase(workflow.steps.begin());
  workflow.steps[0].with["input"] = nlohmann::json::array();
  const RunId id = run(nlohmann::json::object());
  CHECK(row(id).failure["code"] == "invalid_input");
  CHECK(records.calls(id).empty());
}

TEST_CASE_FIXTURE(Steps, "a model in place of the requested one is a warning of the step") {
  workflow.steps[0].with["model"] = "openai/gpt-image-2";
  const RunId id = run(plan(nlohmann::json::object(), {.offline = true}));
  const store::StepRow row = records.steps(id)[0];
  const auto warning = std::ranges::find_if(
      row.warnings, [](const nlohmann::json& one) { return one["code"] == "stand_in"; });
  REQUIRE(warning != row.warnings.end());
  CHECK(warning->at("message") == "in place of openai/gpt-image-2");
}

TEST_CASE_FIXTURE(Steps, "outputs have pictures and objects as records") {
  CHECK(values_of(output_of({{"a", 1}}), blobs) == nlohmann::json{{"a", 1}});
  step::StepOutput output;
  const Asset asset = blobs.put(fakes::bytes("x"), "image/png");
  output.objects.push_back(
      {.asset = asset, .kind = "local", .bucket = "b", .object_key = "k", .role = "raw"});
  const nlohmann::json object = values_of(output, blobs)["objects"][0];
  CHECK(object["objectKey"] == "k");
  CHECK(object["role"] == "raw");
  CHECK(object["sha256"] == asset.digest.hex());
  CHECK_FALSE(values_of(output, blobs).contains("images"));
}
