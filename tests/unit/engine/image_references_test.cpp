#include "engine/image_references.hpp"

#include "fakes/world.hpp"
#include "unit/image/crafted_png.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;
using nlohmann::json;

namespace {

constexpr std::string_view with_pictures = R"(schema: 1
id: pictures
version: 1.0.0
name: Pictures
review: none
intake:
  prompt: {type: string, required: true, flag: prompt}
  photo: {type: image}
  others: {type: images, default: []}
steps:
  - id: image
    uses: image.generate
    with: {model: auto, prompt: "${{ intake.prompt }}", references: "${{ intake.others }}", size: 1024x1024, quality: low}
  - id: webp
    uses: image.convert_webp
    if: ${{ intake.photo != null }}
    with: {input: "${{ intake.photo }}"}
  - id: object
    uses: storage.upload
    with: {input: "${{ steps.image.images }}", bucket: artifacts, role: raw}
  - id: artifact
    uses: artifact.create
    with: {artifactType: generated_image, files: {raw: "${{ steps.object.objects }}"}, primary: raw}
)";

struct PictureWorld : fakes::World {
  PictureWorld() { workflow = fakes::template_of(std::string(with_pictures)); }

  // An artifact of a small picture, as an import creates it.
  ResolvedImage keep(const std::string& name) {
    const provider::Picture small =
        fakes::small_picture(provider::GenerateImage{}, 16, static_cast<int>(name.size()));
    return keep(name, blobs.put(small.bytes, small.media_type, 16, static_cast<int>(name.size())));
  }

  ResolvedImage keep(const std::string& name, const Asset& asset) {
    const store::ArtifactRow artifact{
        .id = ArtifactId::make(ids),
        .type = "reference_image",
        .artifact_class = "visual",
        .status = store::ArtifactStatus::completed,
        .primary = "source",
        .created = clock.now(),
        .files = {{.role = "source", .asset = asset, .kind = "local"}}};
    records.add_artifact(artifact);
    ++asked;
    ResolvedImage given{"artifact:" + artifact.id.str(),
                        image_record(asset, blobs.path_of(asset), name)};
    given.record["artifactId"] = artifact.id.str();
    return given;
  }

  PlanOptions options() {
    return {.has_key = [](std::string_view provider) { return provider == "openai"; },
            .picture = [this](const std::string& name) { return keep(name); }};
  }

  int asked = 0;
};

json given(json others) {
  return {{"prompt", "a fox"}, {"others", std::move(others)}};
}

}  // namespace

TEST_CASE_FIXTURE(
    PictureWorld,
    "[S2.23] references are artifact names in the specification and records in steps") {
  json intake = given({"a.png", "bb.png", "a.png"});
  intake["photo"] = "a.png";
  const Plan made = plan(intake, options());
  CHECK(asked == 2);
  const std::string name = made.intake["photo"];
  CHECK(name.starts_with("artifact:artifact-"));
  CHECK(made.intake["others"][0] == name);
  CHECK(made.intake["others"][2] == name);
  CHECK(made.inputs["others"][0]["artifactId"] == name.substr(9));
  CHECK(made.inputs["others"][1]["file_name"] == "bb.png");
  CHECK(made.specification()["intake"] == made.intake);
}

TEST_CASE_FIXTURE(PictureWorld, "pictures are refused when none can be resolved") {
  CHECK_THROWS_WITH_AS(plan(given({"a.png"})), doctest::Contains("no picture can be taken in"),
                       Error);
}

TEST_CASE_FIXTURE(PictureWorld,
                  "[S2.16] with references, auto and --model need a model that accepts them") {
  const Plan made = plan(given({"a.png"}), options());
  CHECK(made.steps[0].model->can(provider::Capability::image_to_image));
  CHECK(made.steps[0].model_reason.starts_with("auto: of "));
  PlanOptions words_only = options();
  words_only.models = {{"", "stability/stable-image-core"}};
  CHECK_THROWS_AS(plan(given({"a.png"}), words_only), Error);
}

TEST_CASE_FIXTURE(PictureWorld, "the embedded artist refuses reference pictures") {
  PlanOptions offline = options();
  offline.offline = true;
  CHECK_THROWS_WITH_AS(plan(given({"a.png"}), offline),
                       "the embedded artist cannot draw from pictures", Error);
  CHECK(plan(given(json::array()), offline).steps[0].model->provider == "local");
}

TEST_CASE_FIXTURE(PictureWorld, "[S2.21] sixteen references are accepted, a seventeenth is not") {
  json sixteen = json::array();
  for (int i = 1; i <= 16; ++i) sixteen.push_back(std::string(static_cast<std::size_t>(i), 'a'));
  CHECK_NOTHROW(plan(given(sixteen), options()));
  sixteen.push_back("one more than that");
  CHECK_THROWS_WITH_AS(plan(given(sixteen), options()), doctest::Contains("17 references"), Error);
}

TEST_CASE_FIXTURE(PictureWorld,
                  "[S2.24] the provider gets the bytes, and the artifact has its parents") {
  json intake = given({"a.png", "bb.png"});
  intake["photo"] = "ccc.png";
  const Plan made = plan(intake, options());
  const RunId id = run(made);
  CHECK(row(id).status == store::RunStatus::completed);
  const auto& operation = std::get<provider::GenerateImage>(openai.calls.at(0).operation);
  REQUIRE(operation.references.size() == 2);
  CHECK(Digest::of(operation.references[1].bytes).hex() == made.inputs["others"][1]["sha256"]);
  const store::ArtifactRow artifact = records.artifacts({.run = id}).at(0);
  // Without the photo: no file of the artifact was made from it.
  REQUIRE(artifact.parents.size() == 2);
  CHECK(artifact.parents[0].str() == made.inputs["others"][0]["artifactId"]);
  const store::CallRow call = records.calls(id).at(0);
  CHECK(call.operation == "image_to_image");
  CHECK(call.request["references"][0] == made.inputs["others"][0]["sha256"]);
}

TEST_CASE_FIXTURE(PictureWorld, "what decoding changed is a warning of the step") {
  json intake = given(json::array());
  intake["photo"] = "wide.png";
  PlanOptions wide = options();
  wide.picture = [this](const std::string& name) {
    const std::string png = image::crafted::display_p3();
    return keep(name, blobs.put(as_bytes(png), "image/png", 1, 1));
  };
  const RunId id = run(plan(intake, wide));
  const store::StepRow step = records.steps(id).at(1);
  CHECK(step.name == "image.convert_webp");
  REQUIRE(step.warnings.size() == 1);
  CHECK(step.warnings[0]["code"] == "profile_converted");
}
