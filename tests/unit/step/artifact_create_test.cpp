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
  const ArtifactDraft draft = run("artifact.create").artifacts.at(0);
  CHECK(draft.type == "generated_image");
  CHECK(draft.primary == "raw");
  CHECK(asset_from(draft.files["processed"]).digest == asset_from(processed).digest);
  CHECK(draft.record["name"] == "Ada");
  CHECK(draft.evaluation.is_null());
}

TEST_CASE_FIXTURE(ArtifactFixture, "Roles of skipped steps are left out [S0.18]") {
  with = {{"files", {{"raw", raw}, {"processed", nullptr}, {"extra", json::array()}}}};
  const ArtifactDraft draft = run("artifact.create").artifacts.at(0);
  CHECK(draft.files.size() == 1);
  CHECK(draft.primary == "raw");
}

TEST_CASE_FIXTURE(ArtifactFixture,
                  "The processed file is shown unless the template says otherwise") {
  with = {{"files", {{"raw", raw}, {"processed", processed}}}};
  CHECK(run("artifact.create").artifacts.at(0).primary == "processed");
  with = {{"files", {{"portrait", raw}}}};
  CHECK(run("artifact.create").artifacts.at(0).primary == "portrait");
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

TEST_CASE_FIXTURE(ArtifactFixture, "Of lists, each index is one artifact [C5]") {
  const json other = record(halves(4, 4, red, nothing));
  const json cut = record(halves(4, 4, nothing, red));
  const json mask = record(halves(8, 8, blue, red));
  with = {
      {"files",
       {{"raw", {raw, other}}, {"processed", {processed, cut}}, {"mask", json::array({mask})}}}};
  const std::vector<ArtifactDraft> drafts = run("artifact.create").artifacts;
  REQUIRE(drafts.size() == 2);
  CHECK(drafts[0].files["raw"] == raw);
  CHECK(drafts[0].files["processed"] == processed);
  CHECK(drafts[1].files["raw"] == other);
  CHECK(drafts[1].files["processed"] == cut);
  CHECK(drafts[1].files["mask"] == mask);
  CHECK(drafts[1].primary == "processed");
}

TEST_CASE_FIXTURE(ArtifactFixture, "Lists of different lengths are refused [C5]") {
  with = {{"files", {{"raw", {raw, raw, raw}}, {"processed", {processed, processed}}}}};
  CHECK(refusal("artifact.create") ==
        "artifact.create: the role \"processed\" has 2 files and \"raw\" has 3");
}
