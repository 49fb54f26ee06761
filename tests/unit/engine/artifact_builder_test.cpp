#include "engine/artifact_builder.hpp"

#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;

namespace {

constexpr std::string_view own_artifact = "artifact-01m7y2epp00000000000000001";

Asset asset(std::string_view content) {
  return {.digest = Digest::of(content), .media_type = "image/png", .size = content.size()};
}

nlohmann::json object(std::string_view content) {
  nlohmann::json record = image_record(asset(content), "/a.png", "");
  record.update({{"kind", "local"}, {"bucket", "artifacts"}, {"objectKey", "ab/x.png"}});
  return record;
}

struct Building : fakes::World {
  Building() {
    workflow = fakes::template_of(R"(
schema: 1
id: built
version: 1.0.0
name: Built
steps:
  - {id: raw, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024}}
  - {id: cut, uses: background.remove, with: {input: "${{ steps.raw.images }}"}}
)");
    made = plan(nlohmann::json::object());
  }

  store::StepRow add(std::size_t at, const nlohmann::json& with, const step::StepOutput& output) {
    const PlannedStep& step = made->steps[at];
    store::StepRow row = planned_row(step, static_cast<int>(at));
    Settlement settlement{.call = {.id = CallId::make(ids), .run = run, .attempt = 3},
                          .cost = {.id = EntryId::make(ids), .run = run},
                          .usage = {{"tokens", at + 1}},
                          .output_type = "image"};
    builder.add_step(step, with, output, {settlement}, row);
    return row;
  }
  store::ArtifactRow artifact(const nlohmann::json& files) {
    const step::ArtifactDraft draft{.type = "generated_image", .files = files, .primary = "raw"};
    return builder.artifact(ArtifactId::make(ids), draft, *made,
                            {.id = run, .template_digest = "d", .title = "a fox"}, clock.now());
  }

  RunId run = RunId::make(ids);
  std::optional<Plan> made;
  ArtifactBuilder builder;
};

}  // namespace

TEST_CASE("a planned step has its model's names, a step without a model has none") {
  Building world;
  const store::StepRow row = planned_row(world.made->steps[0], 4);
  CHECK(row.ordinal == 4);
  CHECK(row.status == store::StepStatus::pending);
  CHECK(row.model == "openai/gpt-image-2");
  CHECK(row.model_execution["requested"] == "openai/gpt-image-2");
  CHECK(row.model_execution["outputType"].is_null());
  PlannedStep plain = world.made->steps[0];
  plain.model.reset();
  CHECK(planned_row(plain, 0).model.empty());
  CHECK(planned_row(plain, 0).model_execution.is_null());
}

TEST_CASE("a step's row has the attempts and the usage of its last call") {
  Building world;
  const store::StepRow row = world.add(0, {{"prompt", "a fox"}}, {});
  CHECK(row.attempts == 3);
  CHECK(row.usage == nlohmann::json{{"tokens", 1}});
  CHECK(row.model_execution["outputType"] == "image");
}

TEST_CASE("an artifact's request and usage are those of the first step that called a model") {
  Building world;
  world.add(0, {{"prompt", "a fox"}}, {});
  world.add(1, {{"input", object("raw")}}, {});
  const store::ArtifactRow row = world.artifact({{"raw", object("raw")}});
  CHECK(row.request == nlohmann::json{{"prompt", "a fox"}});
  CHECK(row.usage == nlohmann::json{{"tokens", 1}});
  CHECK(row.model_execution["resolved"] == "openai/gpt-image-2");
  CHECK(row.context["title"] == "a fox");
  CHECK(row.run == world.run);
}

TEST_CASE("a picture of another artifact is a parent, a picture of the run is not") {
  Building world;
  nlohmann::json given = object("given");
  given["artifactId"] = own_artifact;
  world.add(1, {{"input", nlohmann::json::array({given, object("raw")})}}, {});
  const store::ArtifactRow row = world.artifact({{"raw", object("raw")}});
  CHECK(row.parents == std::vector{ArtifactId::parse(own_artifact)});
}

TEST_CASE("credits are listed once, and the files of a role have distinct names") {
  Building world;
  const nlohmann::json credit{{"asset", "a"}, {"source", "b"}};
  step::StepOutput output;
  output.provenance = step::Provenance{.credits = {credit, credit}};
  output.side_files = {{"raw", asset("side")}};
  world.add(0, {}, output);
  const store::ArtifactRow row =
      world.artifact({{"raw", nlohmann::json::array({object("1"), object("2")})}});
  CHECK(row.credits == nlohmann::json::array({credit}));
  REQUIRE(row.files.size() == 3);
  CHECK(row.files[0].role == "raw");
  CHECK(row.files[1].role == "raw.2");
  CHECK(row.files[2].role == "raw.3");
  CHECK(row.files[2].asset.digest == Digest::of("side"));
  CHECK(row.files[2].object_key == world.blobs.key_of(asset("side")));
}
