#include "store/schema.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <system_error>

namespace limner::store {

namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t application_id = 0x6C6D6E72;  // "lmnr"

// Offsets in SQLite's header; big-endian, four bytes each.
constexpr std::string_view magic("SQLite format 3\0", 16);
constexpr std::size_t header_size = 100;
constexpr std::size_t user_version_at = 60;
constexpr std::size_t application_id_at = 68;

std::uint32_t number_at(std::string_view header, std::size_t at) {
  std::uint32_t value = 0;
  for (const char c : header.substr(at, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

[[noreturn]] void refuse_foreign(const fs::path& file) {
  throw Error(ErrorCode::store_damaged, "{} is not a limner store", file.string())
      .with_help("name another store: --store DIR");
}

void refuse_newer(const fs::path& file, std::size_t version, std::size_t newest) {
  if (version <= newest) return;
  throw Error(ErrorCode::store_too_new, "{} was written by a newer limner (schema {})",
              file.string(), version);
}

std::string_view name_of(fs::file_type type) {
  switch (type) {
    case fs::file_type::directory: return "a directory";
    case fs::file_type::fifo: return "a named pipe";
    case fs::file_type::socket: return "a socket";
    default: return "a device";
  }
}

// SQLite does not sync the target of `vacuum into`.
void sync_file(const fs::path& file) {
  const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool good = fd >= 0 && fsync(fd) == 0;
  const int cause = errno;
  if (fd >= 0) close(fd);
  if (good) return;
  throw Error(ErrorCode::store_failed, "cannot write {}: {}", file.string(), std::strerror(cause));
}

// Written under another name and renamed: a backup is complete or absent.
void back_up(SQLite::Database& database, std::size_t next) {
  const fs::path file = database.getFilename();
  const fs::path backup = fmt::format("{}.before-{:03}", file.string(), next);
  const fs::path temporary = backup.string() + ".draft";
  fs::remove(temporary);
  SQLite::Statement copy(database, "vacuum into ?");
  copy.bind(1, temporary.string());
  copy.exec();
  sync_file(temporary);
  fs::rename(temporary, backup);
  sync_directory(file.parent_path());
}

void apply(SQLite::Database& database, std::span<const EmbeddedFile> migrations, Time now) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  const std::size_t done = schema_version(database, migrations.size());
  if (done == migrations.size()) return;
  const EmbeddedFile& next = migrations[done];
  database.exec(std::string(next.content));
  SQLite::Statement insert(database, "insert into meta values (?, ?, ?)");
  insert.bind(1, static_cast<std::int64_t>(done + 1));
  insert.bind(2, std::string(next.name));
  insert.bind(3, std::int64_t{now.time_since_epoch().count()});
  insert.exec();
  database.exec(fmt::format("pragma application_id = {}", application_id));
  database.exec(fmt::format("pragma user_version = {}", done + 1));
  SQLite::Statement broken(database, "pragma foreign_key_check");
  if (broken.executeStep()) {
    throw Error(ErrorCode::store_damaged, "{} cannot be migrated: its rows do not fit together",
                database.getFilename());
  }
  transaction.commit();
}

}  // namespace

namespace {

// The definition of each object by its kind and name, such as "trigger costs_stay".
std::map<std::string, std::string> objects_of(SQLite::Database& database) {
  SQLite::Statement row(database,
                        "select type || ' ' || name, coalesce(sql, '') "
                        "from sqlite_schema where name not like 'sqlite\\_%' escape '\\'");
  std::map<std::string, std::string> objects;
  while (row.executeStep()) objects[row.getColumn(0).getString()] = row.getColumn(1).getString();
  return objects;
}

}  // namespace

std::vector<std::string> schema_differences(SQLite::Database& database,
                                            std::span<const EmbeddedFile> migrations) {
  SQLite::Database model(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (const EmbeddedFile& migration : migrations) model.exec(std::string(migration.content));
  const std::map<std::string, std::string> expected = objects_of(model);
  const std::map<std::string, std::string> found = objects_of(database);
  std::vector<std::string> differences;
  for (const auto& [name, sql] : found) {
    const auto known = expected.find(name);
    if (known == expected.end())
      differences.push_back(fmt::format("the schema has an unknown {}", name));
    else if (known->second != sql)
      differences.push_back(fmt::format("the schema has another {}", name));
  }
  for (const auto& [name, sql] : expected) {
    if (!found.contains(name)) differences.push_back(fmt::format("the schema has no {}", name));
  }
  return differences;
}

void refuse_unusable_file(const fs::path& file) {
  std::error_code missing;
  const fs::file_type type = fs::status(file, missing).type();
  if (type == fs::file_type::regular || type == fs::file_type::not_found) return;
  if (missing) throw fs::filesystem_error("status", file, missing);
  throw Error(ErrorCode::store_damaged, "{} is {}, not a database", file.string(), name_of(type))
      .with_help("move it away and restore limner.db from a backup, or name another store: "
                 "--store DIR");
}

bool is_missing_or_empty(const fs::path& file) {
  std::error_code missing;
  const auto size = fs::file_size(file, missing);
  return missing ? missing == std::errc::no_such_file_or_directory : size == 0;
}

void refuse_by_header(const fs::path& file, std::size_t newest) {
  if (is_missing_or_empty(file)) return;
  std::ifstream in(file, std::ios::binary);
  std::array<char, header_size> bytes{};
  if (!in) throw Error(ErrorCode::store_failed, "cannot read {}", file.string());
  if (!in.read(bytes.data(), bytes.size())) refuse_foreign(file);
  const std::string_view header(bytes.data(), bytes.size());
  const std::uint32_t owner = number_at(header, application_id_at);
  if (!header.starts_with(magic) || (owner != 0 && owner != application_id)) refuse_foreign(file);
  if (owner == application_id) refuse_newer(file, number_at(header, user_version_at), newest);
}

std::size_t schema_version(SQLite::Database& database, std::size_t newest) {
  const fs::path file = database.getFilename();
  // One statement reads one state of the database: another process may be migrating it.
  SQLite::Statement row(database, "select (select application_id from pragma_application_id), "
                                  "(select user_version from pragma_user_version), "
                                  "(select count(*) from sqlite_schema)");
  row.executeStep();
  const std::int64_t owner = row.getColumn(0).getInt64();
  const auto version = static_cast<std::size_t>(row.getColumn(1).getInt64());
  if (owner == application_id) {
    refuse_newer(file, version, newest);
    if (version == 0) {
      throw Error(ErrorCode::store_damaged, "{} is damaged: it has no schema version",
                  file.string());
    }
    return version;
  }
  if (owner != 0 || version != 0 || row.getColumn(2).getInt64() != 0) refuse_foreign(file);
  return 0;
}

void migrate(SQLite::Database& database, std::span<const EmbeddedFile> migrations, Time now) {
  const std::size_t newest = migrations.size();
  const std::size_t version = schema_version(database, newest);
  if (version == newest) return;
  if (version > 0) back_up(database, version + 1);
  // Otherwise recreating a table would delete the rows that refer to it.
  database.exec("pragma foreign_keys = off");
  for (std::size_t done = version; done < newest; ++done) apply(database, migrations, now);
  database.exec("pragma foreign_keys = on");
}

}  // namespace limner::store
