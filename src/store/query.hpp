// One prepared statement: values go in by position, columns come out in order.
#pragma once

#include <limner/asset.hpp>
#include <limner/clock.hpp>
#include <limner/id.hpp>
#include <limner/money.hpp>

#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace limner::store {

using Value = std::variant<std::int64_t, std::string>;

// Borrows a cached statement and gives it back, reset, when it goes. What SQLite
// throws leaves here as an Error that names the database.
class Query {
 public:
  template <class... Values>
  Query(SQLite::Statement& statement, const std::filesystem::path& database,
        const Values&... values)
      : statement_(statement), database_(database) {
    (bind(values), ...);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query() { statement_.tryReset(); }

  // The next unbound parameter.
  void bind(std::nullptr_t);
  void bind(std::int64_t value);
  void bind(int value) { bind(std::int64_t{value}); }
  void bind(bool value) { bind(std::int64_t{value}); }
  void bind(std::string_view value);
  void bind(const std::string& value) { bind(std::string_view(value)); }
  void bind(const char* value) { bind(std::string_view(value)); }
  void bind(const nlohmann::json& value);  // as canonical JSON; null: SQL null
  void bind(Time value) { bind(std::int64_t{value.time_since_epoch().count()}); }
  template <class Unit>
  void bind(Amount<Unit> value) {
    bind(value.nanos());
  }
  void bind(const Digest& value) { bind(value.hex()); }
  void bind(const std::vector<Value>& values) {
    for (const Value& value : values) std::visit([this](const auto& one) { bind(one); }, value);
  }
  template <class Tag>
  void bind(const Id<Tag>& value) {
    bind(value.str());
  }
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

  // The row's next column. In the braces of an aggregate these are read in the
  // order they are written.
  std::string text();
  std::int64_t integer();
  int small() { return static_cast<int>(integer()); }
  bool flag() { return integer() != 0; }
  Time time() { return Time(Millis(integer())); }
  Money money() { return Money::nanos(integer()); }
  Credits credits() { return Credits::nanos(integer()); }
  nlohmann::json json();
  template <class T>
  T named() {  // an id or a digest
    return T::parse(text());
  }
  template <class T>
  std::optional<T> maybe(T (Query::*read)()) {
    if (!is_null()) return (this->*read)();
    ++column_;
    return std::nullopt;
  }

 private:
  bool is_null() const { return statement_.isColumnNull(column_); }

  SQLite::Statement& statement_;
  const std::filesystem::path& database_;
  int parameter_ = 0;
  int column_ = 0;
};

}  // namespace limner::store
