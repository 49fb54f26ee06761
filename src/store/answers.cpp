// Answers that were paid for: findable by their call's name before anything else is
// done with them, so that neither a crash nor a full disk can lose one.
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

// What a file is, when nobody lives to tell: an API's answer, or bytes.
std::string media_type_of(const fs::path& file) {
  std::ifstream content(file, std::ios::binary);
  const int first = content.get();
  return first == '{' || first == '[' ? "application/json" : "application/octet-stream";
}

struct Found {
  CallId call;
  fs::path file;
};

std::vector<Found> answers_in_drafts(const fs::path& store) {
  std::vector<Found> found;
  std::error_code ignored;
  for (fs::directory_iterator at(temporary_directory(store), ignored), end; at != end;
       at.increment(ignored)) {
    const std::string name = at->path().filename().string();
    if (!name.ends_with(answer_ending)) continue;
    const std::string id = name.substr(0, name.size() - answer_ending.size());
    if (id.starts_with(CallTag::prefix) && is_ulid(id.substr(CallTag::prefix.size())))
      found.push_back({CallId::parse(id), at->path()});
  }
  return found;
}

// Its own process is about to write the row.
bool is_at_work(Database& database, const CallId& id) {
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

void take_in(Database& database, const Found& found) {
  if (is_at_work(database, found.call)) return;
  if (needs_answer(database, found.call)) {
    const Asset raw =
        BlobStore(database.store()).import_file(found.file, media_type_of(found.file));
    database.write([&] { write_answer(database, found.call, raw); });
  }
  std::error_code ignored;
  fs::remove(found.file, ignored);
}

[[noreturn]] void say_where(const fs::path& file, const CallId& id, const Error& why) {
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

void take_in_answers(Database& database) {
  for (const Found& found : answers_in_drafts(database.store())) {
    try {
      take_in(database, found);
    } catch (const Error&) {
      // It stays where it is, and the next writer tries again.
    }
  }
}

Asset Records::keep_answer(const CallId& id, const fs::path& body, std::string_view media_type) {
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
    say_where(file, id, error);
  }
}

}  // namespace limner::store
