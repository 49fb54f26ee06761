#include "app/image_inputs.hpp"

#include "app/artifact_files.hpp"
#include "app/last_artifact.hpp"
#include "app/limits.hpp"
#include "app/report/json_output.hpp"

#include <limner/error.hpp>
#include <limner/utf8.hpp>

#include <algorithm>
#include <utility>

namespace limner::app {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::string_view artifact_scheme = "artifact:";
constexpr std::string_view reference_type = "reference_image";
constexpr std::string_view reference_role = "source";

// For the check of a mask before the run: step::check_mask_record().
void add_pixel_properties(json& record, const image::ImageInfo& info, bool transparent) {
  record["orientation"] = info.orientation;
  record["transparent"] = transparent;
}

engine::ResolvedImage given_picture(const ArtifactId& id, json record) {
  record["artifactId"] = id.str();
  return {.name = std::string(artifact_scheme) + id.str(), .record = std::move(record)};
}

void add_texts(const json& value, std::set<std::string>& texts) {
  if (value.is_string()) texts.insert(value.get<std::string>());
  if (!value.is_structured()) return;
  for (const json& item : value) add_texts(item, texts);
}

// The line of a template that names the picture; its first when none does literally.
Mark reference_mark(const std::string& text, const std::string& reference, const fs::path& file) {
  const std::size_t at = std::min(text.find(reference), text.size());
  const bool is_found = at < text.size();
  const std::size_t start = is_found ? text.rfind('\n', at) + 1 : 0;  // npos + 1 is 0
  const auto line =
      is_found ? std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') : 0;
  return {.file = file.string(),
          .line = static_cast<int>(line) + 1,
          .column = is_found ? static_cast<int>(count_characters(
                                   std::string_view(text).substr(start, at - start))) +
                                   1
                             : 1,
          .length = is_found ? static_cast<int>(count_characters(reference)) : 1,
          .excerpt = text.substr(start, text.find('\n', start) - start)};
}

}  // namespace

void ImageInputs::limit_template(const templates::Template& workflow, const json& given) {
  if (workflow.origin.ends_with("(built in)")) return;
  limit_.emplace();
  limit_->files.push_back({context_.directory / workflow.origin, workflow.source});
  for (const templates::TemplateText& base : workflow.extended) {
    if (!base.origin.ends_with("(built in)"))
      limit_->files.push_back({context_.directory / base.origin, base.text});
  }
  add_texts(given, limit_->given);
}

std::vector<TrustClaim> ImageInputs::claims_of(const std::string& reference) const {
  if (!limit_ || limit_->given.contains(reference)) return {};
  const ReferenceKind kind = kind_of_reference(reference);
  if (kind == ReferenceKind::url || kind == ReferenceKind::data_uri) return {};
  const fs::path& file = limit_->files.front().path;
  const bool in_project = context_.project && is_below(file, *context_.project);
  const fs::path root = in_project ? *context_.project : file.parent_path();
  fs::path picture;
  if (kind == ReferenceKind::path) picture = resolve_reference_path(context_, reference);
  if (kind == ReferenceKind::path && is_below(picture, root)) return {};
  if (kind == ReferenceKind::artifact && is_below(store_location(context_).path, root)) return {};
  std::vector<TrustClaim> claims;
  for (const TemplateFile& one : limit_->files) {
    claims.push_back({trusted_path(one.path),
                      fmt::format("{}a template that sends {}, which is outside of {}",
                                  one.text.find(reference) == std::string::npos ? "a part of " : "",
                                  redacted_reference(reference), root.string()),
                      reference_mark(one.text, reference, one.path)});
  }
  const fs::path within = picture.lexically_normal().lexically_relative(root.lexically_normal());
  if (!within.empty() && *within.begin() != "..") {
    claims.push_back(
        {trusted_link_path(picture), "a picture that a symbolic link of the project leads to: " +
                                         trusted_path(picture).string()});
  }
  return claims;
}

void ImageInputs::refuse_untrusted(const std::string& reference) const {
  const std::vector<TrustClaim> claims = claims_of(reference);
  if (claims.empty()) return;
  const TrustList list = TrustList::load(context_.variable);
  std::vector<TrustClaim> refused;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    // The first claims are those of the template's files, with the text that was loaded.
    const bool is_trusted = i < limit_->files.size()
                                ? list.has(claims[i].file, Digest::of(limit_->files[i].text))
                                : list.has(claims[i].file);
    if (!is_trusted) refused.push_back(claims[i]);
  }
  if (!refused.empty()) throw not_trusted(refused);
}

std::vector<std::string> default_pictures(const templates::Template& workflow) {
  std::set<std::string> names;
  for (const templates::IntakeField& field : workflow.intake) {
    const bool is_picture =
        field.type == templates::FieldType::image || field.type == templates::FieldType::images;
    if (is_picture) add_texts(field.default_value, names);
  }
  return {names.begin(), names.end()};
}

engine::ResolvedImage ImageInputs::take(const std::string& reference) {
  const ReferenceKind kind = kind_of_reference(reference);
  refuse_untrusted(reference);
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
  add_pixel_properties(record, picture.info, picture.transparent);
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
  json record = engine::image_record(file.asset, blobs.path_of(file.asset),
                                     readable_name(report.artifact, file, report.title));
  const Bytes bytes = blobs.get(file.asset);
  const bool transparent = has_transparency(image::decode(bytes, stored_limits(context_)));
  add_pixel_properties(record, image::probe(bytes).value(), transparent);
  return given_picture(report.artifact.id, std::move(record));
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
