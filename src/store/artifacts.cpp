// Artifacts with their files, parents and tags.
#include "store/conditions.hpp"
#include "store/records.hpp"
#include "store/row_sql.hpp"

namespace limner::store {

namespace {

std::vector<ArtifactFile> files_of(Database& database, const ArtifactId& id) {
  Query row = database.query(
      "select role, sha256, media_type, bytes, width, height, kind, bucket, object_key, "
      "image "
      "from artifact_files join blobs using (sha256) "
      "where artifact = (select number from artifacts where id = ?) order by ordinal",
      id);
  const BlobStore blobs(database.store());
  std::vector<ArtifactFile> files;
  while (row.next()) {
    files.push_back({.role = row.text(),
                     .asset = {.digest = row.named<Digest>(),
                               .media_type = row.text(),
                               .size = static_cast<std::uint64_t>(row.integer()),
                               .width = row.small(),
                               .height = row.small()},
                     .kind = row.text(),
                     .bucket = row.text(),
                     .object_key = row.text(),
                     .image = row.text()});
    ArtifactFile& file = files.back();
    if (file.object_key.empty()) file.object_key = blobs.key_of(file.asset);
  }
  return files;
}

ArtifactRow read_artifact(Database& database, Query& row) {
  ArtifactRow artifact = read_row<ArtifactRow>(row);
  artifact.files = files_of(database, artifact.id);
  return artifact;
}

}  // namespace

void insert_blob(Database& database, const Asset& asset) {
  database
      .query("insert or ignore into blobs values (?, ?, ?, ?, ?)", asset.digest,
             static_cast<std::int64_t>(asset.size), asset.media_type, asset.width, asset.height)
      .run();
}

std::optional<Asset> Records::blob(const Digest& digest) const {
  Query row = impl_->database.query(
      "select media_type, bytes, width, height from blobs where sha256 = ?", digest);
  if (!row.next()) return std::nullopt;
  return Asset{.digest = digest,
               .media_type = row.text(),
               .size = static_cast<std::uint64_t>(row.integer()),
               .width = row.small(),
               .height = row.small()};
}

void insert_artifact(Database& database, const ArtifactRow& artifact) {
  insert_row(database, artifact);
  const BlobStore blobs(database.store());
  for (int ordinal = 0; const ArtifactFile& file : artifact.files) {
    insert_blob(database, file.asset);
    const bool is_blob = file.object_key == blobs.key_of(file.asset);
    database
        .query("insert into artifact_files select number, ?, ?, ?, ?, ?, ?, ? "
               "from artifacts where id = ?",
               ordinal++, file.role, file.asset.digest, file.kind, file.bucket,
               is_blob ? std::string() : file.object_key, file.image, artifact.id)
        .run();
  }
  for (const ArtifactCall& call : artifact.calls) {
    database
        .query("insert into artifact_calls select calls.number, artifacts.number, ? "
               "from calls, artifacts where calls.id = ? and artifacts.id = ?",
               call.is_direct, call.call, artifact.id)
        .run();
  }
  for (const ArtifactId& parent : artifact.parents) {
    database.query("insert or ignore into artifact_parents values (?, ?)", artifact.id, parent)
        .run();
  }
  for (const auto& [key, value] : artifact.tags) {
    database
        .query("insert into tags (artifact, key, value) values (?, ?, ?)", artifact.id, key, value)
        .run();
  }
}

void Records::add_artifact(const ArtifactRow& artifact) {
  Database& database = impl_->database;
  database.write([&] { insert_artifact(database, artifact); });
}

void Records::tag(const ArtifactId& id, std::string_view key, std::string_view value) {
  Database& database = impl_->database;
  database.write([&] {
    database
        .query("insert into tags (artifact, key, value) values (?, ?, ?) "
               "on conflict (artifact, key) do update set value = excluded.value",
               id, key, value)
        .run();
  });
}

std::optional<ArtifactId> Records::find_artifact_by_file(std::string_view type,
                                                         const Digest& digest) const {
  Query row =
      impl_->database.query("select id from artifacts join artifact_files on artifact = number "
                            "where sha256 = ? and type = ? order by id limit 1",
                            digest, type);
  if (!row.next()) return std::nullopt;
  return row.named<ArtifactId>();
}

std::optional<ArtifactRow> Records::artifact(const ArtifactId& id) const {
  Database& database = impl_->database;
  Query row = database.query(
      fmt::format("select {} from artifacts where id = ?", select_list<ArtifactRow>()), id);
  if (!row.next()) return std::nullopt;
  return read_artifact(database, row);
}

namespace {

Conditions conditions_of(const ArtifactFilter& filter) {
  Conditions conditions;
  if (filter.status) conditions.add("status = ?", *filter.status);
  if (filter.run) conditions.add("run = ?", *filter.run);
  if (filter.tag) {
    conditions.add("id in (select artifact from tags where key = ? and value = ?)",
                   filter.tag->first, filter.tag->second);
  }
  return conditions;
}

}  // namespace

std::int64_t Records::count_artifacts(const ArtifactFilter& filter) const {
  const Conditions conditions = conditions_of(filter);
  Query row = impl_->database.query(
      fmt::format("select count(*) from artifacts{}", conditions.text()), conditions.values());
  row.next();
  return row.integer();
}

std::vector<ArtifactRow> Records::artifacts(const ArtifactFilter& filter) const {
  const Conditions conditions = conditions_of(filter);
  Database& database = impl_->database;
  Query row = database.query(
      fmt::format("select {} from artifacts{} order by created desc, rowid desc limit ?",
                  select_list<ArtifactRow>(), conditions.text()),
      conditions.values(), filter.limit > 0 ? filter.limit : -1);
  std::vector<ArtifactRow> artifacts;
  while (row.next()) artifacts.push_back(read_artifact(database, row));
  return artifacts;
}

}  // namespace limner::store
