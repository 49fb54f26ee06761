#include "unit/store/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;

namespace {

struct ImageCache : World {
  Records records = open();
  RunRow run = begin(records);

  ArtifactRow make(std::string_view content) {
    const Asset file = blobs().put(fakes::bytes(content), "image/webp");
    ArtifactRow artifact = artifact_row(run.id, file);
    records.advance(run.id, {.blobs = {file}, .artifact = &artifact});
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

TEST_CASE("a verdict moves the artifact and its run, and stays on record [S0.29]") {
  ImageCache gallery;
  const ArtifactRow artifact = gallery.make("picture");
  gallery.end(gallery.records, gallery.run, RunStatus::review);

  gallery.judge(artifact, ReviewVerdict::rejected, ArtifactStatus::rejected);
  CHECK(gallery.records.artifact(artifact.id)->status == ArtifactStatus::rejected);
  CHECK(gallery.run_status() == RunStatus::rejected);
  gallery.judge(artifact, ReviewVerdict::reopened, ArtifactStatus::review);
  CHECK(gallery.run_status() == RunStatus::review);
  gallery.judge(artifact, ReviewVerdict::approved, ArtifactStatus::approved);
  CHECK(gallery.records.artifact(artifact.id)->status == ArtifactStatus::approved);
  CHECK(gallery.run_status() == RunStatus::approved);

  const std::vector<ReviewRow> reviews = gallery.records.reviews(artifact.id);
  REQUIRE(reviews.size() == 3);
  CHECK(reviews[0].verdict == ReviewVerdict::rejected);
  CHECK(reviews[2].verdict == ReviewVerdict::approved);
  CHECK(reviews[2].seen == artifact.files.front().asset.digest);
  CHECK(reviews[2].run == gallery.run.id);
  CHECK(reviews[2].reviewer == "ada");
  CHECK(reviews[2].note == "as asked");
  CHECK(reviews[2].at == gallery.clock.now());
  CHECK(gallery.records.check().empty());
}

TEST_CASE("a run of several artifacts waits for the last verdict, and one rejection is enough") {
  ImageCache gallery;
  const ArtifactRow first = gallery.make("one");
  const ArtifactRow second = gallery.make("two");
  gallery.end(gallery.records, gallery.run, RunStatus::review);
  gallery.judge(first, ReviewVerdict::rejected, ArtifactStatus::rejected);
  CHECK(gallery.run_status() == RunStatus::review);
  gallery.judge(second, ReviewVerdict::approved, ArtifactStatus::approved);
  CHECK(gallery.run_status() == RunStatus::rejected);
}

TEST_CASE("a verdict on what a failed run left does not mend the run") {
  ImageCache gallery;
  const ArtifactRow artifact = gallery.make("picture");
  gallery.end(gallery.records, gallery.run, RunStatus::failed);
  gallery.judge(artifact, ReviewVerdict::approved, ArtifactStatus::approved);
  CHECK(gallery.run_status() == RunStatus::failed);
}

TEST_CASE("an approval of another picture is refused whole") {
  ImageCache gallery;
  ArtifactRow artifact = gallery.make("picture");
  gallery.end(gallery.records, gallery.run, RunStatus::review);
  artifact.files.front().asset = gallery.make("another").files.front().asset;
  CHECK_THROWS_AS(gallery.judge(artifact, ReviewVerdict::approved, ArtifactStatus::approved),
                  std::logic_error);
  CHECK(gallery.records.reviews(artifact.id).empty());
  CHECK(gallery.run_status() == RunStatus::review);
}
