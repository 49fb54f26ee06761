#include "unit/store/world.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

TEST_CASE("an artifact is read back with its files, tags and provenance [S0.26] [S3.4] [S3.14]") {
  World world;
  Records records = world.open();
  const RunRow run = world.begin(records);
  BlobStore blobs = world.blobs();
  const Asset raw = blobs.put(fakes::bytes("raw"), "image/png", 1024, 768);
  const Asset processed = blobs.put(fakes::bytes("processed"), "image/webp", 1024, 768);
  ArtifactRow written = world.artifact_row(run.id, processed);
  written.files.push_back({.role = "raw",
                           .asset = raw,
                           .kind = "local",
                           .bucket = "artifacts",
                           .object_key = blobs.key_of(raw)});
  written.model_execution = {{"requested", "auto"}, {"outputType", "image"}};
  written.context = {{"templateId", "generate-clip-art-asset"}};
  written.usage = {{"tokens", 12}};
  written.credits = nlohmann::json::array({{{"asset", "chipmunk"}}});
  written.tags = {{"client", "nuts & co"}};
  records.advance(run.id, {.blobs = {raw, processed}, .artifacts = {written}});

  const auto artifact = records.artifact(written.id);
  REQUIRE(artifact);
  CHECK(artifact->run == run.id);
  CHECK(artifact->type == "generated_image");
  CHECK(artifact->artifact_class == "visual");
  CHECK(artifact->status == ArtifactStatus::review);
  CHECK(artifact->primary == "processed");
  CHECK(artifact->request == written.request);
  CHECK(artifact->model_execution == written.model_execution);
  CHECK(artifact->context == written.context);
  CHECK(artifact->usage == written.usage);
  CHECK(artifact->credits == written.credits);
  CHECK(artifact->failure.is_null());
  CHECK(artifact->record.is_null());
  CHECK(artifact->created == written.created);
  CHECK(artifact->completed == written.completed);
  CHECK(artifact->tags == written.tags);
  REQUIRE(artifact->files.size() == 2);
  CHECK(artifact->files[0].role == "processed");
  CHECK(artifact->files[1].role == "raw");
  CHECK(artifact->files[1].asset.digest == raw.digest);
  CHECK(artifact->files[1].asset.media_type == "image/png");
  CHECK(artifact->files[1].asset.size == 3);
  CHECK(artifact->files[1].asset.width == 1024);
  CHECK(artifact->files[1].asset.height == 768);
  CHECK(artifact->files[1].kind == "local");
  CHECK(artifact->files[1].bucket == "artifacts");
  CHECK(artifact->files[1].object_key == blobs.key_of(raw));
  CHECK(records.run(run.id)->first_artifact == written.created);
}

TEST_CASE("artifacts are listed newest first, by status, run and tag") {
  World world;
  Records records = world.open();
  std::vector<ArtifactRow> made;
  for (int i = 0; i < 3; ++i) {
    const RunRow run = world.begin(records);
    const Asset file = world.blobs().put(fakes::bytes(std::to_string(i)), "image/webp");
    made.push_back(world.artifact_row(run.id, file));
    if (i == 1) made.back().status = ArtifactStatus::completed;
    records.advance(run.id, {.artifacts = {made.back()}});
    world.clock.sleep(Millis(1000));
  }
  records.tag(made[0].id, "mood", "calm");
  records.tag(made[2].id, "mood", "wild");
  records.tag(made[2].id, "mood", "calm");

  const auto ids = [&](const ArtifactFilter& filter) {
    std::vector<ArtifactId> found;
    for (const ArtifactRow& artifact : records.artifacts(filter)) found.push_back(artifact.id);
    return found;
  };
  CHECK(ids({}) == std::vector{made[2].id, made[1].id, made[0].id});
  CHECK(ids({.limit = 1}) == std::vector{made[2].id});
  CHECK(ids({.status = ArtifactStatus::completed}) == std::vector{made[1].id});
  CHECK(ids({.run = made[0].run}) == std::vector{made[0].id});
  CHECK(ids({.tag = {{"mood", "calm"}}}) == std::vector{made[2].id, made[0].id});
  CHECK(ids({.status = ArtifactStatus::review, .tag = {{"mood", "wild"}}}).empty());
  CHECK(records.artifacts({.limit = 1}).front().files.size() == 1);
}

TEST_CASE("one blob may be a file of many artifacts") {
  World world;
  Records records = world.open();
  const Asset file = world.blobs().put(fakes::bytes("picture"), "image/webp");
  for (int i = 0; i < 2; ++i) {
    const RunRow run = world.begin(records);
    const ArtifactRow artifact = world.artifact_row(run.id, file);
    records.advance(run.id, {.blobs = {file, file}, .artifacts = {artifact}});
  }
  CHECK(world.ask("select count(*) from blobs") == "1");
  CHECK(world.ask("select count(*) from artifact_files") == "2");
}

TEST_CASE("the time of the first artifact of a run does not change") {
  World world;
  Records records = world.open();
  const RunRow run = world.begin(records);
  const Asset file = world.blobs().put(fakes::bytes("picture"), "image/webp");
  const ArtifactRow first = world.artifact_row(run.id, file);
  records.advance(run.id, {.artifacts = {first}});
  world.clock.sleep(Millis(1000));
  const ArtifactRow second = world.artifact_row(run.id, file);
  records.advance(run.id, {.artifacts = {second}});
  CHECK(records.run(run.id)->first_artifact == first.created);
}

TEST_CASE("an unknown artifact cannot be tagged") {
  World world;
  { const Records made = world.open(); }
  Records records = world.open();
  CHECK_THROWS_AS(records.tag(ArtifactId::make(world.ids), "mood", "calm"), Error);
}

TEST_CASE("an imported picture is an artifact without a run, found by its content [S2.23]") {
  World world;
  Records records = world.open();
  BlobStore blobs = world.blobs();
  const RunRow run = world.begin(records);
  const Asset photo = blobs.put(fakes::bytes("photo"), "image/jpeg", 640, 480);
  ArtifactRow given = world.artifact_row(run.id, photo);
  given.run.reset();
  given.type = "reference_image";
  given.status = ArtifactStatus::completed;
  CHECK(records.find_artifact_by_file("reference_image", photo.digest) == std::nullopt);
  records.add_artifact(given);
  CHECK(records.find_artifact_by_file("reference_image", photo.digest) == given.id);
  CHECK(records.find_artifact_by_file("generated_image", photo.digest) == std::nullopt);
  CHECK(records.find_artifact_by_file("reference_image", Digest::of("other")) == std::nullopt);
  CHECK(records.artifact(given.id)->run == std::nullopt);
  CHECK(records.blob(photo.digest)->width == 640);
}

TEST_CASE("an artifact has the artifacts that it was derived from [S2.24]") {
  World world;
  Records records = world.open();
  BlobStore blobs = world.blobs();
  const RunRow run = world.begin(records);
  const Asset photo = blobs.put(fakes::bytes("photo"), "image/jpeg", 640, 480);
  ArtifactRow given = world.artifact_row(run.id, photo);
  given.run.reset();
  records.add_artifact(given);
  ArtifactRow made = world.artifact_row(run.id, photo);
  made.parents = {given.id};
  records.advance(run.id, {.artifacts = {made}});
  CHECK(records.artifact(made.id)->parents == made.parents);
  CHECK(records.artifact(given.id)->parents.empty());
}
