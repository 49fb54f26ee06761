// Artifacts and the verdicts on them as --json shows them.
#include "cli/pictures.hpp"
#include "cli/shapes.hpp"

#include <limner/error.hpp>
#include <limner/run.hpp>

#include <algorithm>

namespace limner {

namespace {

ordered_json storage_shape(const ArtifactRow& artifact) {
  const ArtifactFile* file = primary_file(artifact);
  if (!file) return nullptr;
  return {{"kind", file->kind},
          {"bucket", file->bucket},
          {"objectKey", file->object_key},
          {"signedUrl", nullptr}};
}

// raw and processed always; what else there is, a scene as SVG, after them.
ordered_json files_shape(const ArtifactStory& story, const BlobStore& blobs) {
  ordered_json out{{"raw", nullptr}, {"processed", nullptr}};
  for (const ArtifactFile& file : story.artifact.files)
    out[file.role] = file_shape(story, &file, blobs);
  return out;
}

ordered_json references_shape(const ArtifactRow& artifact) {
  ordered_json ids = ordered_json::array();
  for (const ArtifactId& id : artifact.parents) ids.push_back(id.str());
  return ids;
}

ordered_json verdicts_shape(const ArtifactStory& story) {
  ordered_json out = ordered_json::array();
  for (const ReviewRow& review : story.reviews) out.push_back(verdict_shape(review));
  return out;
}

}  // namespace

ArtifactStory read_artifact(const Records& records, const ArtifactId& id) {
  std::optional<ArtifactRow> artifact = records.artifact(id);
  if (!artifact) throw Error(ErrorCode::not_found, "there is no artifact {}", id.str());
  const std::optional<RunRow> run = artifact->run ? records.run(*artifact->run) : std::nullopt;
  const std::string own = artifact->context.is_object() ? artifact->context.value("title", "") : "";
  return {.artifact = std::move(*artifact),
          .title = run ? run->title : own,
          .reviews = records.reviews(id)};
}

const ArtifactFile* file_of(const ArtifactRow& artifact, std::string_view role) {
  const auto found = std::ranges::find(artifact.files, role, &ArtifactFile::role);
  return found == artifact.files.end() ? nullptr : &*found;
}

ordered_json file_shape(const ArtifactStory& story, const ArtifactFile* file,
                        const BlobStore& blobs) {
  if (!file) return nullptr;
  const nlohmann::json record = image_record(file->asset, blobs.path_of(file->asset),
                                             readable_name(story.artifact, *file, story.title));
  ordered_json out;
  for (const char* key : {"id", "file_url", "file_name", "file_size", "file_type", "width",
                          "height", "sha256", "artifactId"})
    out[key] = record.at(key);
  out["artifactId"] = story.artifact.id.str();
  return out;
}

ordered_json verdict_shape(const ReviewRow& review) {
  return {{"id", review.id.str()},
          {"artifactId", review.artifact.str()},
          {"runId", review.run ? ordered_json(review.run->str()) : ordered_json()},
          {"verdict", review.verdict},
          {"sha256", review.seen.hex()},
          {"reviewer", text_or_null(review.reviewer)},
          {"note", text_or_null(review.note)},
          {"at", rfc3339(review.at)}};
}

ordered_json review_shape(const ArtifactStory& story, const BlobStore& blobs) {
  const ArtifactRow& artifact = story.artifact;
  return {{"artifactId", artifact.id.str()},
          {"runId", artifact.run ? ordered_json(artifact.run->str()) : ordered_json()},
          {"title", text_or_null(story.title)},
          {"status", artifact.status},
          {"createdAt", rfc3339(artifact.created)},
          {"file", file_shape(story, primary_file(artifact), blobs)},
          {"verdicts", verdicts_shape(story)}};
}

ordered_json artifact_shape(const ArtifactStory& story, const BlobStore& blobs) {
  const ArtifactRow& artifact = story.artifact;
  return {{"artifactId", artifact.id.str()},
          {"artifactType", artifact.type},
          {"artifactClass", artifact.artifact_class},
          {"parentRunType", artifact.run ? ordered_json("skill_run") : ordered_json()},
          {"parentRunId", artifact.run ? ordered_json(artifact.run->str()) : ordered_json()},
          {"status", artifact.status},
          {"storage", storage_shape(artifact)},
          {"request", artifact.request},
          {"modelExecution", model_execution_shape(artifact.model_execution)},
          {"context", artifact.context},
          {"usage", artifact.usage},
          {"failure", artifact.failure},
          {"createdAt", rfc3339(artifact.created)},
          {"completedAt", time_or_null(artifact.completed)},
          {"files", files_shape(story, blobs)},
          {"references", references_shape(artifact)},
          {"tags", tags_shape(artifact.tags)},
          {"review", {{"status", artifact.status}, {"verdicts", verdicts_shape(story)}}},
          {"credits",
           artifact.credits.is_array() ? ordered_json(artifact.credits) : ordered_json::array()}};
}

}  // namespace limner
