// JSON of artifacts and their reviews.
#include "app/artifact_files.hpp"
#include "app/report/json_output.hpp"

#include <limner/engine.hpp>
#include <limner/error.hpp>

#include <algorithm>

namespace limner::app {

namespace {

ordered_json storage_json(const store::ArtifactRow& artifact) {
  const store::ArtifactFile* file = primary_file(artifact);
  if (!file) return nullptr;
  return {{"kind", file->kind},
          {"bucket", file->bucket},
          {"objectKey", file->object_key},
          {"signedUrl", nullptr}};
}

// raw and processed are always present; other roles, such as an SVG scene, follow.
ordered_json files_json(const ArtifactReport& report, const store::BlobStore& blobs) {
  ordered_json out{{"raw", nullptr}, {"processed", nullptr}};
  for (const store::ArtifactFile& file : report.artifact.files)
    out[file.role] = file_json(report, &file, blobs);
  return out;
}

ordered_json references_json(const store::ArtifactRow& artifact) {
  ordered_json ids = ordered_json::array();
  for (const ArtifactId& id : artifact.parents) ids.push_back(id.str());
  return ids;
}

ordered_json verdicts_json(const ArtifactReport& report) {
  ordered_json out = ordered_json::array();
  for (const store::ReviewRow& review : report.reviews) out.push_back(verdict_json(review));
  return out;
}

}  // namespace

ArtifactReport load_artifact_report(const store::Records& records, const ArtifactId& id) {
  std::optional<store::ArtifactRow> artifact = records.artifact(id);
  if (!artifact) throw Error(ErrorCode::not_found, "unknown artifact {}", id.str());
  const std::optional<store::RunRow> run =
      artifact->run ? records.run(*artifact->run) : std::nullopt;
  const std::string own = artifact->context.is_object() ? artifact->context.value("title", "") : "";
  return {.artifact = std::move(*artifact),
          .title = run ? run->title : own,
          .reviews = records.reviews(id)};
}

std::vector<ArtifactId> artifact_ids(const store::Records& records, const RunId& run) {
  std::vector<ArtifactId> ids;
  for (const store::ArtifactRow& artifact : records.artifacts({.run = run}))
    ids.push_back(artifact.id);
  std::ranges::reverse(ids);  // in order of creation
  if (!ids.empty()) return ids;
  throw Error(ErrorCode::not_found, "run {} has no artifacts", run.str())
      .with_help(fmt::format("see why: limner runs show {}", run.short_id()));
}

const store::ArtifactFile* file_of(const store::ArtifactRow& artifact, std::string_view role) {
  const auto found = std::ranges::find(artifact.files, role, &store::ArtifactFile::role);
  return found == artifact.files.end() ? nullptr : &*found;
}

ordered_json file_json(const ArtifactReport& report, const store::ArtifactFile* file,
                       const store::BlobStore& blobs) {
  if (!file) return nullptr;
  const nlohmann::json record = engine::image_record(
      file->asset, blobs.path_of(file->asset), readable_name(report.artifact, *file, report.title));
  ordered_json out;
  for (const char* key : {"id", "file_url", "file_name", "file_size", "file_type", "width",
                          "height", "sha256", "artifactId"})
    out[key] = record.at(key);
  out["artifactId"] = report.artifact.id.str();
  return out;
}

ordered_json verdict_json(const store::ReviewRow& review) {
  return {{"id", review.id.str()},
          {"artifactId", review.artifact.str()},
          {"runId", review.run ? ordered_json(review.run->str()) : ordered_json()},
          {"verdict", review.verdict},
          {"sha256", review.seen.hex()},
          {"reviewer", text_or_null(review.reviewer)},
          {"note", text_or_null(review.note)},
          {"at", rfc3339(review.at)}};
}

ordered_json review_json(const ArtifactReport& report, const store::BlobStore& blobs) {
  const store::ArtifactRow& artifact = report.artifact;
  return {{"artifactId", artifact.id.str()},
          {"runId", artifact.run ? ordered_json(artifact.run->str()) : ordered_json()},
          {"title", text_or_null(report.title)},
          {"status", artifact.status},
          {"createdAt", rfc3339(artifact.created)},
          {"file", file_json(report, primary_file(artifact), blobs)},
          {"verdicts", verdicts_json(report)}};
}

ordered_json artifact_json(const ArtifactReport& report, const store::BlobStore& blobs) {
  const store::ArtifactRow& artifact = report.artifact;
  return {{"artifactId", artifact.id.str()},
          {"artifactType", artifact.type},
          {"artifactClass", artifact.artifact_class},
          {"parentRunType", artifact.run ? ordered_json("skill_run") : ordered_json()},
          {"parentRunId", artifact.run ? ordered_json(artifact.run->str()) : ordered_json()},
          {"status", artifact.status},
          {"storage", storage_json(artifact)},
          {"request", artifact.request},
          {"modelExecution", model_execution_json(artifact.model_execution)},
          {"context", artifact.context},
          {"usage", artifact.usage},
          {"failure", artifact.failure},
          {"createdAt", rfc3339(artifact.created)},
          {"completedAt", time_or_null(artifact.completed)},
          {"files", files_json(report, blobs)},
          {"references", references_json(artifact)},
          {"tags", tags_json(artifact.tags)},
          {"review", {{"status", artifact.status}, {"verdicts", verdicts_json(report)}}},
          {"credits",
           artifact.credits.is_array() ? ordered_json(artifact.credits) : ordered_json::array()}};
}

}  // namespace limner::app
