// Builds the "where" clause of a filter: a field that is not set adds no condition, so that an
// index can be used.
#pragma once

#include "store/query.hpp"

#include <limner/clock.hpp>
#include <limner/id.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace limner::store {

// Milliseconds of the columns `period` that count days since 1970-01-01 UTC.
constexpr std::int64_t day_ms = 86'400'000;

// The column `period` of the monthly sums: months since year 0, UTC.
inline std::int64_t month_number(Time time) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  return std::int64_t{static_cast<int>(date.year())} * 12 + unsigned{date.month()} - 1;
}

class Conditions {
 public:
  // `condition` has one "?" for each value.
  template <class... Values>
  void add(std::string_view condition, const Values&... values) {
    text_ += text_.empty() ? " where " : " and ";
    text_ += condition;
    (keep(values), ...);
  }

  const std::string& text() const { return text_; }  // " where … and …", or nothing
  const std::vector<Value>& values() const { return values_; }

 private:
  void keep(std::int64_t value) { values_.emplace_back(value); }
  void keep(const std::string& value) { values_.emplace_back(value); }
  template <NamedEnum E>
  void keep(E value) {
    values_.emplace_back(std::string(to_string(value)));
  }
  void keep(Time value) { keep(std::int64_t{value.time_since_epoch().count()}); }
  template <class Tag>
  void keep(const Id<Tag>& value) {
    keep(value.str());
  }

  std::string text_;
  std::vector<Value> values_;
};

}  // namespace limner::store
