#include "engine/artifact_builder.hpp"

#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;
using nlohmann::json;

namespace {

constexpr std::string_view two_artifacts = R"(
schema: 1
id: two
version: 1.0.0
name: Two
steps:
  - {id: fox, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, quality: low}}
  - {id: hen, uses: image.generate, with: {model: openai/gpt-image-1-mini, prompt: a hen, size: 1024x1024, quality: low}}
  - {id: cut, uses: background.remove, with: {model: fal/birefnet-light, input: "${{ steps.hen.images }}"}}
  - {id: fox_object, uses: storage.upload, with: {input: "${{ steps.fox.images }}", role: raw}}
  - {id: hen_object, uses: storage.upload, with: {input: "${{ steps.hen.images }}", role: raw}}
  - {id: cut_object, uses: storage.upload, with: {input: "${{ steps.cut.images }}", role: processed}}
  - {id: second, uses: artifact.create, with: {files: {raw: "${{ steps.hen_object.objects }}", processed: "${{ steps.cut_object.objects }}"}}}
  - {id: first, uses: artifact.create, with: {files: {raw: "${{ steps.fox_object.objects }}"}}}
output: {artifactId: "${{ steps.first.artifactId }}"}
)";

// Four pictures whose background is removed.
constexpr std::string_view four_pictures = R"(
schema: 1
id: four
version: 1.0.0
name: Four
steps:
  - {id: raw, uses: image.generate, with: {model: openai/gpt-image-2, prompt: a fox, size: 1024x1024, count: 4, quality: low}}
  - {id: cut, uses: background.remove, with: {model: fal/birefnet-light, input: "${{ steps.raw.images }}"}}
  - {id: raw_object, uses: storage.upload, with: {input: "${{ steps.raw.images }}", role: raw}}
  - {id: cut_object, uses: storage.upload, with: {input: "${{ steps.cut.images }}", role: processed}}
  - {id: made, uses: artifact.create, with: {files: {raw: "${{ steps.raw_object.objects }}", processed: "${{ steps.cut_object.objects }}"}}}
output: {artifactId: "${{ steps.made.artifactId }}", artifactIds: "${{ steps.made.artifactIds }}"}
)";

// Pictures of different sizes, so that their content differs.
provider::ModelAnswer distinct_answer(const provider::ModelCall& call, Money charged) {
  provider::ModelAnswer answer = fakes::small_answer(call);
  for (std::size_t i = 0; i < answer.images.size(); ++i)
    answer.images[i] = fakes::small_picture(call.operation, 16 + static_cast<int>(i));
  answer.charged = charged;
  return answer;
}

fakes::ScriptedProvider::Reply charges_distinct(Money amount) {
  return [amount](const provider::ModelCall& call, const std::stop_token&) {
    return distinct_answer(call, amount);
  };
}

struct Building : fakes::World {
  RunId made(std::string_view text) {
    workflow = fakes::template_of(std::string(text));
    return run(json::object());
  }
  std::vector<store::ArtifactRow> artifacts(const RunId& id) const {
    std::vector<store::ArtifactRow> rows = records.artifacts({.run = id});
    std::ranges::reverse(rows);  // oldest first
    return rows;
  }
  Money cost_of(const store::ArtifactRow& artifact) const {
    return records.total({.artifact = artifact.id}).actual.value();
  }
};

}  // namespace

TEST_CASE("a planned step has its model's names, a step without a model has none") {
  Building world;
  world.workflow = fakes::template_of(std::string(two_artifacts));
  const Plan plan = world.plan(json::object());
  const store::StepRow row = planned_row(plan.steps[0], 4);
  CHECK(row.ordinal == 4);
  CHECK(row.status == store::StepStatus::pending);
  CHECK(row.model == "openai/gpt-image-2");
  CHECK(row.model_execution["requested"] == "openai/gpt-image-2");
  CHECK(row.model_execution["outputType"].is_null());
  CHECK(planned_row(plan.steps[3], 0).model.empty());
  CHECK(planned_row(plan.steps[3], 0).model_execution.is_null());
}

TEST_CASE("a step's row has the attempts and the usage of its last call") {
  Building world;
  const Settlement settlement{
      .call = {.id = CallId::make(world.ids), .run = RunId::make(world.ids), .attempt = 3},
      .costs = {{.id = EntryId::make(world.ids), .run = RunId::make(world.ids)}},
      .usage = {{"tokens", 1}},
      .output_type = "image"};
  store::StepRow row;
  describe_calls({settlement}, row);
  CHECK(row.attempts == 3);
  CHECK(row.usage == json{{"tokens", 1}});
  CHECK(row.model_execution["outputType"] == "image");
}

// The scripted pictures of fox and hen are the same bytes: only the lineage tells them apart.
TEST_CASE("two artifacts of one run name their own model, prompt and cost [C5]") {
  Building world;
  world.openai.script = {fakes::charges(Money::parse("0.01")),
                         fakes::charges(Money::parse("0.02"))};
  world.fal.script = {fakes::charges(Money::parse("0.0003"))};
  const RunId id = world.made(two_artifacts);
  const auto rows = world.artifacts(id);
  REQUIRE(rows.size() == 2);
  const store::ArtifactRow& hen = rows[0];
  const store::ArtifactRow& fox = rows[1];
  CHECK(hen.request["prompt"] == "a hen");
  CHECK(hen.model_execution["resolved"] == "openai/gpt-image-1-mini");
  CHECK(world.cost_of(hen) == Money::parse("0.0203"));
  CHECK(fox.request["prompt"] == "a fox");
  CHECK(fox.model_execution["resolved"] == "openai/gpt-image-2");
  CHECK(world.cost_of(fox) == Money::parse("0.01"));
  CHECK(world.row(id).output["artifactId"] == fox.id.str());
  CHECK(world.records.check().empty());
}

TEST_CASE("of four pictures each is an artifact with its own files, and costs add up [C5]") {
  Building world;
  world.openai.script = {charges_distinct(Money::nanos(10'000'003))};
  for (int width = 20; width < 24; ++width) {
    world.fal.script.push_back([width](const provider::ModelCall& call, const std::stop_token&) {
      provider::ModelAnswer answer = fakes::small_answer(call);
      answer.images[0] = fakes::small_picture(call.operation, width);
      answer.charged = Money::nanos(width);
      return answer;
    });
  }
  const RunId id = world.made(four_pictures);
  const auto rows = world.artifacts(id);
  REQUIRE(rows.size() == 4);
  Money total;
  for (std::size_t i = 0; i < 4; ++i) {
    const store::ArtifactRow& row = rows[i];
    REQUIRE(row.files.size() == 2);
    CHECK(row.primary == "processed");
    CHECK(row.files[0].role == "processed");
    CHECK(row.files[0].asset.width == 20 + static_cast<int>(i));
    CHECK(row.files[1].role == "raw");
    CHECK(row.files[1].asset.width == 16 + static_cast<int>(i));
    CHECK(row.request["prompt"] == "a fox");
    const Money share = Money::nanos(2'500'000 + (i < 3 ? 1 : 0));
    CHECK(world.cost_of(row) == share + Money::nanos(20 + static_cast<int>(i)));
    total += world.cost_of(row);
  }
  CHECK(total == world.records.total({.run = id}).actual);
  const json& output = world.row(id).output;
  CHECK(output["artifactId"] == rows[0].id.str());
  CHECK(output["artifactIds"].size() == 4);
  CHECK(output["artifactIds"][3] == rows[3].id.str());
}

TEST_CASE("the attempts of a request that may have been billed belong to its artifact [C5]") {
  Building world;
  world.in_doubt = InDoubtPolicy::retry;
  world.openai.script = {fakes::ends_as(Billing::unknown), fakes::charges(Money::parse("0.01"))};
  const RunId id = world.made(two_artifacts);
  const auto rows = world.artifacts(id);
  REQUIRE(rows.size() == 2);
  const auto entries = world.records.costs({.artifact = rows[1].id});
  REQUIRE(entries.size() == 4);  // the estimate has three components
  CHECK_FALSE(entries[0].actual);
  CHECK(entries[3].actual == Money::parse("0.01"));
  CHECK(world.records.costs({.artifact = rows[0].id}).size() == 3);
}

TEST_CASE("each picture has its own side file, and the credits of its answer [C5]") {
  Building world;
  world.openai.script = {[](const provider::ModelCall& call, const std::stop_token&) {
    provider::ModelAnswer answer = distinct_answer(call, Money());
    for (std::size_t i = 0; i < answer.images.size(); ++i) {
      answer.side_files.push_back({.role = "source",
                                   .bytes = fakes::bytes(fmt::format("scene {}", i)),
                                   .media_type = "image/svg+xml",
                                   .picture = i});
    }
    answer.credits = {{{"asset", "a"}}, {{"asset", "a"}}};
    return answer;
  }};
  const auto rows = world.artifacts(world.made(four_pictures));
  REQUIRE(rows.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    REQUIRE(rows[i].files.size() == 3);
    CHECK(rows[i].files[2].role == "source");
    CHECK(rows[i].files[2].asset.digest == Digest::of(fmt::format("scene {}", i)));
    CHECK(rows[i].files[2].object_key == world.blobs.key_of(rows[i].files[2].asset));
    CHECK(rows[i].credits == json::array({{{"asset", "a"}}}));
  }
}
