#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;
using nlohmann::json;

namespace {

struct ArtifactFixture : StepFixture {
  json raw = record(halves(2, 2, red, blue));
  json processed = record(halves(2, 2, nothing, blue));
};

}  // namespace

TEST_CASE_FIXTURE(ArtifactFixture,
                  "An artifact has its files by role, and shows the primary one [S0.26]") {
  with = {{"artifactType", "generated_image"},
          {"files", {{"raw", {raw}}, {"processed", {processed}}}},
          {"primary", "raw"},
          {"record", {{"name", "Ada"}}}};
  const ArtifactDraft draft = run("artifact.create").artifact.value();
  CHECK(draft.type == "generated_image");
  CHECK(draft.primary == "raw");
  CHECK(asset_from(draft.files["processed"]).digest == asset_from(processed).digest);
  CHECK(draft.record["name"] == "Ada");
  CHECK(draft.evaluation.is_null());
}

TEST_CASE_FIXTURE(ArtifactFixture, "Roles of skipped steps are left out [S0.18]") {
  with = {{"files", {{"raw", raw}, {"processed", nullptr}, {"extra", json::array()}}}};
  const ArtifactDraft draft = run("artifact.create").artifact.value();
  CHECK(draft.files.size() == 1);
  CHECK(draft.primary == "raw");
}

TEST_CASE_FIXTURE(ArtifactFixture,
                  "The processed file is shown unless the template says otherwise") {
  with = {{"files", {{"raw", raw}, {"processed", processed}}}};
  CHECK(run("artifact.create").artifact->primary == "processed");
  with = {{"files", {{"portrait", raw}}}};
  CHECK(run("artifact.create").artifact->primary == "portrait");
}

TEST_CASE_FIXTURE(ArtifactFixture,
                  "An artifact without files, or showing one it has not, is refused") {
  with = {{"files", {{"raw", nullptr}}}};
  CHECK(refusal("artifact.create") == "an artifact needs at least one file");
  with = {{"files", {{"raw", raw}}}, {"primary", "processed"}};
  CHECK(refusal("artifact.create") == "artifact.create: \"files\" has no role \"processed\"");
  with = {{"files", {{"raw", "a.png"}}}};
  CHECK(refusal("artifact.create").find("not a picture") != std::string::npos);
  with = {{"files", json::array({raw})}};
  CHECK(refusal("artifact.create").find("not an object") != std::string::npos);
}
