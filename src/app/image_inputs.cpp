#include "app/image_inputs.hpp"

#include "app/artifact_files.hpp"
#include "app/last_artifact.hpp"
#include "app/report/json_output.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <utility>

namespace limner::app {

using nlohmann::json;

namespace {

constexpr std::string_view artifact_scheme = "artifact:";
constexpr std::string_view reference_type = "reference_image";
constexpr std::string_view reference_role = "source";

engine::ResolvedImage given_picture(const ArtifactId& id, json record) {
  record["artifactId"] = id.str();
  return {.name = std::string(artifact_scheme) + id.str(), .record = std::move(record)};
}

}  // namespace

engine::ResolvedImage ImageInputs::take(const std::string& reference) {
  const ReferenceKind kind = kind_of_reference(reference);
  if (kind == ReferenceKind::artifact) return stored(reference.substr(artifact_scheme.size()));
  if (kind == ReferenceKind::url && purpose_ == Purpose::plan)
    return {.name = redacted_reference(reference), .record = json::object()};
  ExternalImage picture = read_external_image(context_, reference);
  const Asset asset{.digest = Digest::of(picture.bytes),
                    .media_type = std::string(image::media_type_of(picture.info.format)),
                    .size = picture.bytes.size(),
                    .width = picture.info.width,
                    .height = picture.info.height};
  json record = engine::image_record(asset, open_blobs(context_).path_of(asset), picture.name);
  if (const auto known = known_id(asset.digest)) return given_picture(*known, std::move(record));
  if (purpose_ == Purpose::plan) return {.name = picture.place, .record = std::move(record)};
  new_.push_back({artifact_of(asset, picture, kind), std::move(picture.bytes)});
  return given_picture(new_.back().artifact.id, std::move(record));
}

void ImageInputs::keep(store::Records& records, store::BlobStore& blobs) {
  for (New& one : new_) {
    const Asset& asset = one.artifact.files.front().asset;
    blobs.put(as_bytes(one.bytes), asset.media_type, asset.width, asset.height);
    records.add_artifact(one.artifact);
  }
  new_.clear();
}

engine::ResolvedImage ImageInputs::stored(const std::string& id) {
  const store::Records records = records_to_look_up(context_, id);
  const ArtifactReport report = load_artifact_report(records, records.find_artifact(id));
  std::string note = last_artifact_note(records, id, report.artifact);
  if (!note.empty() && std::ranges::find(notes_, note) == notes_.end())
    notes_.push_back(std::move(note));
  const store::BlobStore blobs = open_blobs(context_);
  const store::ArtifactFile& file = stored_file(report.artifact, "", blobs);
  if (file.asset.width == 0) {
    throw Error(ErrorCode::invalid_input, "artifact {} is not a picture", report.artifact.id.str())
        .with_help("list the artifacts: limner artifacts ls");
  }
  return given_picture(report.artifact.id,
                       engine::image_record(file.asset, blobs.path_of(file.asset),
                                            readable_name(report.artifact, file, report.title)));
}

std::optional<ArtifactId> ImageInputs::known_id(const Digest& digest) const {
  for (const New& one : new_) {
    if (one.artifact.files.front().asset.digest == digest) return one.artifact.id;
  }
  const std::optional<store::Records> records = existing_records(context_);
  return records ? records->find_artifact_by_file(reference_type, digest) : std::nullopt;
}

store::ArtifactRow ImageInputs::artifact_of(const Asset& asset, const ExternalImage& picture,
                                            ReferenceKind kind) const {
  const Time now = context_.clock.now();
  return {.id = ArtifactId::make(context_.ids),
          .type = std::string(reference_type),
          .artifact_class = "visual",
          .status = store::ArtifactStatus::completed,
          .primary = std::string(reference_role),
          .context = {{"title", picture.name},
                      {"source", {{"kind", to_string(kind)}, {"place", picture.place}}},
                      {"sha256", asset.digest.hex()}},
          .created = now,
          .completed = now,
          .files = {{.role = std::string(reference_role),
                     .asset = asset,
                     .kind = "local",
                     .bucket = "artifacts",
                     .object_key = open_blobs(context_).key_of(asset)}}};
}

}  // namespace limner::app
