// Answers of paid calls. The file is named after the call before anything else is done with it,
// so that neither a crash nor a full disk loses one.
#include "store/answers.hpp"

#include "store/owner.hpp"
#include "store/records.hpp"
#include "store/temporary_files.hpp"

#include <limner/error.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>

namespace limner::store {

namespace fs = std::filesystem;

namespace {

// In tmp/ of the store, and in the temporary directory of the system.
std::string answer_name(const CallId& id) {
  return id.str() + std::string(answer_ending);
}

fs::path answer_file(const fs::path& store, const CallId& id) {
  return temporary_directory(store) / answer_name(id);
}

// Guessed from the first byte, because the process that knew it has died.
std::string media_type_of(const fs::path& file) {
  std::ifstream content(file, std::ios::binary);
  const int first = content.get();
  return first == '{' || first == '[' ? "application/json" : "application/octet-stream";
}

struct StoredAnswer {
  CallId call;
  fs::path file;
};

std::vector<StoredAnswer> find_answer_files(const fs::path& store) {
  std::vector<StoredAnswer> files;
  std::error_code ignored;
  for (fs::directory_iterator at(temporary_directory(store), ignored), end; at != end;
       at.increment(ignored)) {
    const std::string name = at->path().filename().string();
    if (!name.ends_with(answer_ending)) continue;
    const std::string id = name.substr(0, name.size() - answer_ending.size());
    if (id.starts_with(CallTag::prefix) && is_ulid(id.substr(CallTag::prefix.size())))
      files.push_back({CallId::parse(id), at->path()});
  }
  return files;
}

// A file that only this user can have written: the temporary directory is open to all users.
bool is_own_file(const fs::path& file) {
  struct stat facts {};
  return lstat(file.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_uid == geteuid() &&
         (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

// Answers in the temporary directory of calls that have none, see IncomingFile.
std::vector<StoredAnswer> find_spare_files(Database& database) {
  std::vector<StoredAnswer> files;
  std::error_code unknown;
  const fs::path directory = fs::temp_directory_path(unknown);
  if (unknown) return files;
  Query row = database.query(fmt::format("select id from calls indexed by one_live_call_per_step "
                                         "where state in {} and raw_answer is null",
                                         live_calls));
  while (row.next()) {
    const CallId id = row.named<CallId>();
    if (is_own_file(directory / answer_name(id)))
      files.push_back({id, directory / answer_name(id)});
  }
  return files;
}

// Then the run's own process writes the row.
bool is_run_active(Database& database, const CallId& id) {
  Query row = database.query("select owner from runs where owner is not null and "
                             "id = (select run from calls where id = ?)",
                             id);
  return row.next() && !has_ended(database.store(), row.text());
}

bool needs_answer(Database& database, const CallId& id) {
  return database
      .query(
          fmt::format("select 1 from calls where id = ? and raw_answer is null and state in {}",
                      sql_words<CallState::dispatching, CallState::accepted, CallState::in_doubt>),
          id)
      .next();
}

void import_answer(Database& database, const StoredAnswer& answer) {
  if (is_run_active(database, answer.call)) return;
  if (needs_answer(database, answer.call) && fs::file_size(answer.file) > 0) {
    const Asset raw =
        BlobStore(database.store()).import_file(answer.file, media_type_of(answer.file));
    database.write([&] { write_answer(database, answer.call, raw); });
  }
  std::error_code ignored;
  fs::remove(answer.file, ignored);
}

[[noreturn]] void fail_with_location(const fs::path& file, const CallId& id, const Error& why) {
  const bool is_lost = is_in_memory(file);
  Error error(ErrorCode::artifact_storage_failed, "the paid answer cannot be stored: {}; {}",
              why.what(),
              is_lost ? "neither can it in the temporary directory, so it is lost"
                      : "it is in " + file.string());
  error.with_charged(Charged::yes)
      .with_help(fmt::format("make room, then: limner doubts collect {}", id.short_id()));
  throw error;
}

}  // namespace

void write_answer(Database& database, const CallId& id, const Asset& raw) {
  insert_blob(database, raw);
  database.query("update calls set raw_answer = ? where id = ?", raw.digest, id).run();
}

void import_answers(Database& database) {
  std::vector<StoredAnswer> answers = find_answer_files(database.store());
  std::ranges::move(find_spare_files(database), std::back_inserter(answers));
  for (const StoredAnswer& answer : answers) {
    try {
      import_answer(database, answer);
    } catch (const Error&) {
      // The file stays where it is, and the next writer tries again.
    } catch (const fs::filesystem_error&) {
      // Another process was first.
    }
  }
}

std::unique_ptr<IncomingFile> Records::open_answer(const CallId& id, std::uint64_t room) {
  const fs::path directory = BlobStore(impl_->database.store()).scratch();
  return std::make_unique<IncomingFile>(directory / answer_name(id), room, answer_name(id));
}

Asset Records::store_answer(const CallId& id, const fs::path& body, std::string_view media_type) {
  Database& database = impl_->database;
  fs::path file = answer_file(database.store(), id);
  if (std::rename(body.c_str(), file.c_str()) != 0) file = body;
  try {
    Asset raw = BlobStore(database.store()).import_file(file, std::string(media_type));
    database.write([&] { write_answer(database, id, raw); });
    std::error_code ignored;
    fs::remove(file, ignored);
    return raw;
  } catch (const Error& error) {
    fail_with_location(file, id, error);
  }
}

}  // namespace limner::store
