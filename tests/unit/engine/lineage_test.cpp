#include "engine/lineage.hpp"

#include "fakes/world.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace limner;
using namespace limner::engine;
using nlohmann::json;

namespace {

// The second step takes the first one's picture as the text that `reference` gives.
struct Edited : fakes::World {
  explicit Edited(const std::string& reference) {
    workflow = fakes::template_of(R"(
schema: 1
id: edit
version: 1.0.0
name: Edit
intake:
  text: {type: string, default: ""}
steps:
  - {id: raw, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: edit, uses: image.generate, with: {model: openai/gpt-image-2, prompt: asleep, size: 1024x1024, quality: low, references: [")" +
                                  reference + R"("]}}
  - {id: made, uses: artifact.create, with: {files: {raw: "${{ steps.edit.images }}"}}}
)");
  }
  RunId run_once(const json& given = json::object()) { return run(given); }

  std::string failure(const RunId& id) const { return row(id).failure.value("message", ""); }
};

std::string refusal_of(Edited& world, const json& given) {
  try {
    world.plan(given);
    return "";
  } catch (const Error& error) {
    CHECK_FALSE(error.help().empty());
    return error.what();
  }
}

}  // namespace

TEST_CASE("a picture of the run may be named by its URL, id or digest [C4] [S1.17] [S1.24]") {
  for (const char* member : {"file_url", "id", "sha256"}) {
    CAPTURE(member);
    Edited world(fmt::format("${{{{ steps.raw.images[0].{} }}}}", member));
    const RunId id = world.run_once();
    REQUIRE(world.row(id).status == store::RunStatus::review);
    const auto& request = std::get<provider::GenerateImage>(world.openai.calls.at(1).operation);
    REQUIRE(request.references.size() == 1);
    CHECK_FALSE(request.references[0].bytes.empty());
    const store::StepRow edit = world.records.steps(id)[1];
    CHECK(edit.inputs["references"][0]["sha256"].is_string());
    CHECK(edit.lineage[0]["references"][0] ==
          world.records.steps(id)[0].outputs["images"][0]["id"]);
    std::set<std::string> calls;
    for (const store::CostEntry& cost :
         world.records.costs({.artifact = world.records.artifacts({.run = id})[0].id}))
      calls.insert(cost.call->str());
    CHECK(calls.size() == 2);
  }
}

TEST_CASE("a text that names no picture of the run is refused before money is spent [C4]") {
  CHECK_THROWS_WITH_AS(Edited("image-0123456789abcdef"), "references must be images, not text",
                       Error);
  Edited given("${{ intake.text }}");
  CHECK(refusal_of(given, {{"text", "file:///etc/passwd"}}) ==
        "step edit, references: \"file:///etc/passwd\" is not a picture of this run");
  CHECK(given.openai.calls.empty());
}

TEST_CASE("a text that is known only later is refused before its step's call [C4]") {
  Edited world("${{ steps.raw.images[0].file_name }}");
  const RunId id = world.run_once();
  CHECK(world.openai.calls.size() == 1);
  CHECK(world.failure(id).find("is not a picture of this run") != std::string::npos);
}

TEST_CASE("pictures with the same content have their own ids and calls [C5]") {
  Edited world("${{ steps.raw.images[0].id }}");
  const RunId id = world.run_once();
  const auto steps = world.records.steps(id);
  const json raw = steps[0].outputs["images"][0];
  const json edit = steps[1].outputs["images"][0];
  CHECK(raw["sha256"] == edit["sha256"]);
  CHECK(raw["id"] != edit["id"]);
  CHECK(steps[0].lineage[0]["callId"] != steps[1].lineage[0]["callId"]);
  CHECK(steps[1].lineage[0]["id"] == edit["id"]);
}

TEST_CASE("the lineage of a finished step is restored from its row [C5]") {
  Edited world("${{ steps.raw.images[0].id }}");
  const RunId id = world.run_once();
  Lineage lineage(json::object());
  for (const store::StepRow& row : world.records.steps(id)) lineage.restore(row);
  const json edit = world.records.steps(id)[1].outputs["images"][0];
  const PictureOrigin* picture = lineage.origin_of(edit);
  REQUIRE(picture != nullptr);
  CHECK(lineage.first_generated(*picture) == picture);
  CHECK(lineage.ancestors(*picture).size() == 2);
  CHECK(picture->provenance.prompt == "asleep");
  store::StepRow damaged = world.records.steps(id)[1];
  damaged.lineage[0].erase("from");
  CHECK_THROWS_AS(Lineage(json::object()).restore(damaged), Error);
}

TEST_CASE("a record of another run is refused [C4]") {
  Edited world("${{ steps.raw.images[0].id }}");
  const RunId id = world.run_once();
  const PlannedStep step = world.plan(json::object()).steps[1];
  const json foreign = world.records.steps(id)[0].outputs["images"];
  CHECK_THROWS_AS(Lineage(json::object()).resolve(step, {{"references", foreign}}), Error);
}

TEST_CASE("an upload and a file of an artifact may be named by a text [C4]") {
  Edited world("${{ steps.raw.images[0].id }}");
  world.workflow = fakes::template_of(R"(
schema: 1
id: named
version: 1.0.0
name: Named
steps:
  - {id: raw, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: object, uses: storage.upload, with: {input: "${{ steps.raw.images[0].sha256 }}", role: raw}}
  - {id: made, uses: artifact.create, with: {files: {raw: "${{ steps.object.objects[0].file_url }}"}}}
)");
  const RunId id = world.run_once();
  REQUIRE(world.row(id).status == store::RunStatus::review);
  const store::ArtifactRow artifact = world.records.artifacts({.run = id}).at(0);
  CHECK(artifact.files.at(0).bucket == "artifacts");
  CHECK(artifact.request["prompt"] == "a fox");
  const auto steps = world.records.steps(id);
  CHECK(steps[1].outputs["objects"][0]["id"] == steps[0].outputs["images"][0]["id"]);
  CHECK(artifact.files[0].image == steps[0].outputs["images"][0]["id"]);
}
