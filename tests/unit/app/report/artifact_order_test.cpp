#include "app/report/json_output.hpp"
#include "unit/app/stored_calls.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::app;

TEST_CASE_FIXTURE(StoredCalls,
                  "the artifacts of a run are in the order in which a step made them") {
  const store::RunRow run = begin_run();
  store::BlobStore blobs = open_blobs(context);
  const Time now = clock.now();
  std::vector<store::ArtifactRow> made;
  std::vector<ArtifactId> ids_made;
  for (const std::string content : {"one", "two", "three"}) {
    const Asset file = blobs.put(as_bytes(content), "image/png", 8, 8);
    made.push_back({.id = ArtifactId::make(ids),
                    .run = run.id,
                    .type = "generated_image",
                    .artifact_class = "visual",
                    .status = store::ArtifactStatus::review,
                    .primary = "source",
                    .created = now,
                    .files = {{.role = "source",
                               .asset = file,
                               .kind = "local",
                               .bucket = "artifacts",
                               .object_key = blobs.key_of(file)}}});
  }
  // The random ids of one millisecond are in any order.
  std::swap(made[0].id, made[2].id);
  for (const store::ArtifactRow& artifact : made) ids_made.push_back(artifact.id);
  records.advance(run.id, {.artifacts = made});

  CHECK(artifact_ids(records, run.id) == ids_made);
  const ordered_json summary = run_summary(load_run_report(records, run.id));
  CHECK(summary["artifactIds"] ==
        ordered_json{ids_made[0].str(), ids_made[1].str(), ids_made[2].str()});
  CHECK(summary["artifactId"] == ids_made[0].str());
}
