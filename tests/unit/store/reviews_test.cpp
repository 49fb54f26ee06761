#include "unit/store/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

struct Reviewed : World {
  Records records = open();
  RunRow run = begin(records);

  ArtifactRow make(std::string_view content) {
    const Asset file = blobs().put(fakes::bytes(content), "image/webp");
    ArtifactRow artifact = artifact_row(run.id, file);
    records.advance(run.id, {.blobs = {file}, .artifacts = {artifact}});
    return artifact;
  }
  void judge(const ArtifactRow& artifact, ReviewVerdict verdict, ArtifactStatus status) {
    clock.sleep(Millis(1));
    records.add_review({.id = ReviewId::make(ids),
                        .artifact = artifact.id,
                        .run = artifact.run,
                        .verdict = verdict,
                        .seen = artifact.files.front().asset.digest,
                        .reviewer = "ada",
                        .note = "as asked",
                        .at = clock.now()},
                       status);
  }
  RunStatus run_status() const { return records.run(run.id)->status; }
};

}  // namespace

TEST_CASE("a verdict changes the status of artifact and run, and is stored [S0.29]") {
  Reviewed fixture;
  const ArtifactRow artifact = fixture.make("picture");
  fixture.end(fixture.records, fixture.run, RunStatus::review);

  fixture.judge(artifact, ReviewVerdict::rejected, ArtifactStatus::rejected);
  CHECK(fixture.records.artifact(artifact.id)->status == ArtifactStatus::rejected);
  CHECK(fixture.run_status() == RunStatus::rejected);
  fixture.judge(artifact, ReviewVerdict::reopened, ArtifactStatus::review);
  CHECK(fixture.run_status() == RunStatus::review);
  fixture.judge(artifact, ReviewVerdict::approved, ArtifactStatus::approved);
  CHECK(fixture.records.artifact(artifact.id)->status == ArtifactStatus::approved);
  CHECK(fixture.run_status() == RunStatus::approved);

  const std::vector<ReviewRow> reviews = fixture.records.reviews(artifact.id);
  REQUIRE(reviews.size() == 3);
  CHECK(reviews[0].verdict == ReviewVerdict::rejected);
  CHECK(reviews[2].verdict == ReviewVerdict::approved);
  CHECK(reviews[2].seen == artifact.files.front().asset.digest);
  CHECK(reviews[2].run == fixture.run.id);
  CHECK(reviews[2].reviewer == "ada");
  CHECK(reviews[2].note == "as asked");
  CHECK(reviews[2].at > reviews[0].at);
  CHECK(fixture.records.check().empty());
}

TEST_CASE("a run of several artifacts waits for the last verdict, and one rejection is enough") {
  Reviewed fixture;
  const ArtifactRow first = fixture.make("one");
  const ArtifactRow second = fixture.make("two");
  fixture.end(fixture.records, fixture.run, RunStatus::review);
  fixture.judge(first, ReviewVerdict::rejected, ArtifactStatus::rejected);
  CHECK(fixture.run_status() == RunStatus::review);
  fixture.judge(second, ReviewVerdict::approved, ArtifactStatus::approved);
  CHECK(fixture.run_status() == RunStatus::rejected);
}

TEST_CASE("a verdict on an artifact of a failed run does not change the run") {
  Reviewed fixture;
  const ArtifactRow artifact = fixture.make("picture");
  fixture.end(fixture.records, fixture.run, RunStatus::failed);
  fixture.judge(artifact, ReviewVerdict::approved, ArtifactStatus::approved);
  CHECK(fixture.run_status() == RunStatus::failed);
}

TEST_CASE("an approval of another picture is refused") {
  Reviewed fixture;
  ArtifactRow artifact = fixture.make("picture");
  const Asset another = fixture.make("another").files.front().asset;
  fixture.end(fixture.records, fixture.run, RunStatus::review);
  artifact.files.front().asset = another;
  CHECK_THROWS_AS(fixture.judge(artifact, ReviewVerdict::approved, ArtifactStatus::approved),
                  std::logic_error);
  CHECK(fixture.records.reviews(artifact.id).empty());
  CHECK(fixture.run_status() == RunStatus::review);
}
