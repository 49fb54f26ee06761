#include "store/query.hpp"

#include "store/hex.hpp"
#include "store/json_shape.hpp"
#include "store/sqlite_error.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>
#include <limner/utf8.hpp>

#include <SQLiteCpp/Column.h>

namespace limner::store {

namespace {

// Converts SQLite's exceptions with rethrow().
template <class Function>
auto guarded(const std::filesystem::path& database, Function&& function) {
  try {
    return function();
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
  const std::string stored = is_utf8(value) ? std::string(value) : valid_utf8(value);
  guarded(database_, [&] { statement_.bind(++parameter_, stored); });
}

void Query::bind(const nlohmann::json& value) {
  if (value.is_null()) return bind(nullptr);
  bind_bytes(packer_.pack(value));
}

void Query::bind(const Digest& value) {
  bind_hex(value.hex());
}

void Query::bind_hex(std::string_view text) {
  bind_bytes(from_hex(text));
}

void Query::bind_bytes(std::string_view bytes) {
  guarded(database_,
          [&] { statement_.bind(++parameter_, bytes.data(), static_cast<int>(bytes.size())); });
}

bool Query::next() {
  column_ = 0;
  return guarded(database_, [&] { return statement_.executeStep(); });
}

std::string Query::text() {
  return guarded(database_, [&] { return statement_.getColumn(column_++).getString(); });
}

std::string Query::hex() {
  return to_hex(text());
}

std::int64_t Query::integer() {
  return guarded(database_, [&] { return statement_.getColumn(column_++).getInt64(); });
}

bool Query::is_absent(bool or_empty) const {
  return is_null() || (or_empty && statement_.getColumn(column_).getBytes() == 0);
}

void Query::refuse_word(std::string_view table, std::string_view column,
                        std::string_view word) const {
  throw Error(ErrorCode::store_damaged, "{}: {}.{} has the unknown word \"{}\"", database_.string(),
              table, column, word);
}

void Query::refuse_text(const Error& error) const {
  throw Error(ErrorCode::store_damaged, "{}: {}", database_.string(), error.what());
}

CapScope Query::scope(std::string_view table, std::string_view column) {
  const std::string found = text();
  std::optional<CapScope> scope = parse_cap_scope(found);
  if (!scope) refuse_word(table, column, found);
  return *std::move(scope);
}

std::vector<std::pair<std::string, std::string>> Query::tags() {
  std::vector<std::pair<std::string, std::string>> tags;
  const nlohmann::json object = json();
  for (const auto& [key, value] : object.items()) tags.emplace_back(key, value);
  return tags;
}

std::vector<ArtifactId> Query::artifacts() {
  std::vector<ArtifactId> artifacts;
  const nlohmann::json ids = json();
  try {
    for (const auto& id : ids) artifacts.push_back(ArtifactId::parse(id.get<std::string>()));
  } catch (const Error& error) {
    refuse_text(error);
  }
  return artifacts;
}

std::string Query::unpacked() {
  try {
    return packer_.unpack(text());
  } catch (const Error& error) {
    refuse_text(error);
  }
}

// SQL makes JSON as text: an array of ids, an object of tags.
nlohmann::json Query::json() {
  const bool is_packed = statement_.getColumn(column_).isBlob();
  const std::string content = is_packed ? unpacked() : text();
  if (content.empty()) return nullptr;
  try {
    return parse_json(content, database_.string());
  } catch (const Error& error) {
    throw Error(ErrorCode::store_damaged, "{}", error.what());
  }
}

nlohmann::json Query::json(std::string_view table, std::string_view column) {
  nlohmann::json value = json();
  if (const std::string wrong = wrong_shape(column, value); !wrong.empty()) {
    throw Error(ErrorCode::store_damaged, "{}: {}.{} {}", database_.string(), table, column, wrong);
  }
  return value;
}

}  // namespace limner::store
