// Answers of paid calls. The file is named after the call before anything else is done with it,
// so that neither a crash nor a full disk loses one.
#include "store/answers.hpp"

#include "store/owner.hpp"
#include "store/records.hpp"
#include "store/temporary_files.hpp"

#include <limner/error.hpp>

#include <cstdio>
#include <fstream>
#include <system_error>

namespace limner::store {

namespace fs = std::filesystem;

namespace {

fs::path answer_file(const fs::path& store, const CallId& id) {
  return temporary_directory(store) / (id.str() + std::string(answer_ending));
}

// Guessed from the first byte, because the process that knew it has died.
std::string media_type_of(const fs::path& file) {
  std::ifstream content(file, std::ios::binary);
  const int first = content.get();
  return first == '{' || first == '[' ? "application/json" : "application/octet-stream";
}

struct AnswerFile {
  CallId call;
  fs::path file;
};

std::vector<AnswerFile> find_answer_files(const fs::path& store) {
  std::vector<AnswerFile> files;
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

// Then the run's own process writes the row.
bool is_run_active(Database& database, const CallId& id) {
  Query row = database.query("select owner from runs where owner is not null and "
                             "id = (select run from calls where id = ?)",
                             id);
  return row.next() && may_be_alive(row.json());
}

bool needs_answer(Database& database, const CallId& id) {
  return database
      .query(
          fmt::format("select 1 from calls where id = ? and raw_answer is null and state in {}",
                      sql_words<CallState::dispatching, CallState::accepted, CallState::in_doubt>),
          id)
      .next();
}

void import_answer(Database& database, const AnswerFile& answer) {
  if (is_run_active(database, answer.call)) return;
  if (needs_answer(database, answer.call)) {
    const Asset raw =
        BlobStore(database.store()).import_file(answer.file, media_type_of(answer.file));
    database.write([&] { write_answer(database, answer.call, raw); });
  }
  std::error_code ignored;
  fs::remove(answer.file, ignored);
}

[[noreturn]] void fail_with_location(const fs::path& file, const CallId& id, const Error& why) {
  Error error(ErrorCode::artifact_storage_failed,
              "the paid answer cannot be stored: {}; it is in {}", why.what(), file.string());
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
  for (const AnswerFile& answer : find_answer_files(database.store())) {
    try {
      import_answer(database, answer);
    } catch (const Error&) {
      // The file stays where it is, and the next writer tries again.
    }
  }
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
