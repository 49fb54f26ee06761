// One execution of a prepared statement: parameters by position, columns in order.
#pragma once

#include "store/packed_json.hpp"

#include <limner/asset.hpp>
#include <limner/clock.hpp>
#include <limner/error.hpp>
#include <limner/id.hpp>
#include <limner/money.hpp>
#include <limner/store/states.hpp>

#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace limner::store {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

using Value = std::variant<std::int64_t, std::string>;

// Refers to a statement, a path and a packer that must outlive it; the destructor resets the
// statement, and only then lets other threads use the connection. Functions throw what rethrow()
// makes of SQLite's exceptions.
class Query {
 public:
  template <class... Values>
  Query(std::unique_lock<std::recursive_mutex> lock, SQLite::Statement& statement,
        const std::filesystem::path& database, const JsonPacker& packer, const Values&... values)
      : lock_(std::move(lock)), statement_(statement), database_(database), packer_(packer) {
    (bind(values), ...);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query() { statement_.tryReset(); }

  // Each binds the next parameter.
  void bind(std::nullptr_t);
  void bind(std::int64_t value);
  void bind(int value) { bind(std::int64_t{value}); }
  void bind(bool value) { bind(std::int64_t{value}); }
  // Bytes that are not UTF-8 become U+FFFD: SQLite would store them, and JSON that it makes of
  // the text could not be read again.
  void bind(std::string_view value);
  void bind(const std::string& value) { bind(std::string_view(value)); }
  void bind(const char* value) { bind(std::string_view(value)); }
  void bind(const nlohmann::json& value);  // packed, as a blob; null: SQL null
  void bind(Time value) { bind(std::int64_t{value.time_since_epoch().count()}); }
  template <class Unit>
  void bind(Amount<Unit> value) {
    bind(value.nanos());
  }
  void bind(const Digest& value);        // as a blob of 32 bytes
  void bind_hex(std::string_view text);  // hexadecimal digits, as a blob
  void bind(const std::vector<Value>& values) {
    for (const Value& value : values) std::visit([this](const auto& one) { bind(one); }, value);
  }
  template <class Tag>
  void bind(const Id<Tag>& value) {
    bind(value.str());
  }
  template <NamedEnum E>
  void bind(E value) {
    bind(to_string(value));
  }
  // None is an empty text, because columns of enums are not nullable.
  template <NamedEnum E>
  void bind(const std::optional<E>& value) {
    bind(value ? to_string(*value) : std::string_view());
  }
  void bind(const CapScope& value) { bind(value.str()); }
  template <class T>
  void bind(const std::optional<T>& value) {
    if (value) {
      bind(*value);
    } else {
      bind(nullptr);
    }
  }

  bool next();  // false after the last row
  void run() { next(); }

  // Each reads the next column of the row; an initializer list in braces is evaluated in the
  // order of its columns. Throws Error{store_damaged} when the text is not of the type's form.
  std::string text();
  std::int64_t integer();
  int small() { return static_cast<int>(integer()); }
  bool flag() { return integer() != 0; }
  Time time() { return Time(Millis(integer())); }
  Money money() { return Money::nanos(integer()); }
  Credits credits() { return Credits::nanos(integer()); }
  nlohmann::json json();
  // Throws Error{store_damaged} also for JSON that is not of the column's shape.
  nlohmann::json json(std::string_view table, std::string_view column);
  template <class T>
  T named() {  // an id or a digest
    const std::string found = std::is_same_v<T, Digest> ? hex() : text();
    try {
      return T::parse(found);
    } catch (const Error& error) {
      refuse_text(error);
    }
  }
  // Throws Error{store_damaged} with table, column and word when E does not have the word.
  template <NamedEnum E>
  E word(std::string_view table, std::string_view column) {
    const std::string found = text();
    const std::optional<E> value = parse_enum<E>(found);
    if (!value) refuse_word(table, column, found);
    return *value;
  }
  template <class T>
  std::optional<T> maybe(T (Query::*read)()) {
    if (!is_null()) return (this->*read)();
    ++column_;
    return std::nullopt;
  }
  // Reads by type. Null is an empty optional; for an optional enum, an empty text is too.
  template <class T>
  T value(std::string_view table, std::string_view column) {
    using Tags = std::vector<std::pair<std::string, std::string>>;
    if constexpr (is_optional<T>) {
      using Present = typename T::value_type;
      if (!is_absent(NamedEnum<Present>)) return value<Present>(table, column);
      ++column_;
      return std::nullopt;
    } else if constexpr (NamedEnum<T>) {
      return word<T>(table, column);
    } else if constexpr (std::is_same_v<T, std::string>) {
      return text();
    } else if constexpr (std::is_same_v<T, bool>) {
      return flag();
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(integer());
    } else if constexpr (std::is_same_v<T, Time>) {
      return time();
    } else if constexpr (std::is_same_v<T, nlohmann::json>) {
      return json(table, column);
    } else if constexpr (std::is_same_v<T, CapScope>) {
      return scope(table, column);
    } else if constexpr (std::is_same_v<T, Tags>) {
      return tags();
    } else if constexpr (std::is_same_v<T, std::vector<ArtifactId>>) {
      return artifacts();
    } else if constexpr (requires { T::nanos(std::int64_t{}); }) {
      return T::nanos(integer());
    } else {
      return named<T>();
    }
  }

 private:
  void bind_bytes(std::string_view bytes);
  std::string hex();  // of a blob
  std::string unpacked();
  [[noreturn]] void refuse_word(std::string_view table, std::string_view column,
                                std::string_view word) const;
  [[noreturn]] void refuse_text(const Error& error) const;
  CapScope scope(std::string_view table, std::string_view column);
  std::vector<std::pair<std::string, std::string>> tags();  // a JSON object of texts
  std::vector<ArtifactId> artifacts();                      // a JSON array of ids
  bool is_null() const { return statement_.isColumnNull(column_); }
  bool is_absent(bool or_empty) const;

  std::unique_lock<std::recursive_mutex> lock_;  // of the connection
  SQLite::Statement& statement_;
  const std::filesystem::path& database_;
  const JsonPacker& packer_;
  int parameter_ = 0;
  int column_ = 0;
};

}  // namespace limner::store
