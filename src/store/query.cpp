#include "store/query.hpp"

#include "store/sqlite_error.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

#include <SQLiteCpp/Column.h>

namespace limner::store {

namespace {

// Runs `work` and turns what SQLite throws into what we throw.
template <class Work>
auto guarded(const std::filesystem::path& database, Work&& work) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    rethrow(error, database);
  }
}

}  // namespace

void Query::bind(std::nullptr_t) {
  guarded(database_, [&] { statement_.bind(++parameter_); });
}

void Query::bind(std::int64_t value) {
  guarded(database_, [&] { statement_.bind(++parameter_, value); });
}

void Query::bind(std::string_view value) {
  guarded(database_, [&] { statement_.bind(++parameter_, std::string(value)); });
}

void Query::bind(const nlohmann::json& value) {
  if (value.is_null()) return bind(nullptr);
  bind(canonical(value));
}

bool Query::next() {
  column_ = 0;
  return guarded(database_, [&] { return statement_.executeStep(); });
}

std::string Query::text() {
  return guarded(database_, [&] { return statement_.getColumn(column_++).getString(); });
}

std::int64_t Query::integer() {
  return guarded(database_, [&] { return statement_.getColumn(column_++).getInt64(); });
}

nlohmann::json Query::json() {
  const std::string content = text();
  if (content.empty()) return nullptr;
  try {
    return parse_json(content, database_.string());
  } catch (const Error& error) {
    throw Error(ErrorCode::store_damaged, "{}", error.what());
  }
}

}  // namespace limner::store
