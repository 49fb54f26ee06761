// Statements and readers generated from row_tables.hpp. Functions that write expect the caller
// to hold the transaction.
#pragma once

#include "store/database.hpp"
#include "store/row_tables.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace limner::store {

// For insert_row(): a column without a member in the row type.
template <class T>
struct ExtraColumn {
  ExtraColumn(std::string_view column, const T& bound) : name(column), value(bound) {}

  std::string_view name;
  const T& value;
};

template <class Row, class Visit>
constexpr void for_each_column(Visit&& visit) {
  std::apply([&](const auto&... columns) { (visit(columns), ...); }, RowTable<Row>::columns);
}

inline void append_item(std::string& list, std::string_view item) {
  if (!list.empty()) list += ", ";
  list += item;
}

template <class Row>
std::string make_select_list(bool with_large) {
  std::string list;
  for_each_column<Row>([&](const auto& column) {
    if (column.use == ColumnUse::large && !with_large) return append_item(list, "null");
    if (!column.expression.empty()) return append_item(list, column.expression);
    append_item(list, fmt::format("{}.{}", RowTable<Row>::name, column.name));
  });
  return list;
}

// The columns for read_row(), qualified with the table's name.
template <class Row>
const std::string& select_list() {
  static const std::string list = make_select_list<Row>(true);
  return list;
}

// The same with null for large columns.
template <class Row>
const std::string& short_select_list() {
  static const std::string list = make_select_list<Row>(false);
  return list;
}

// A row whose ids, which have no empty value, are placeholders.
template <class Row>
Row blank_row() {
  if constexpr (requires { RowTable<Row>::blank(); }) {
    return RowTable<Row>::blank();
  } else {
    return Row{};
  }
}

// Reads the next columns, in the order of select_list(). Throws Error{store_damaged} with table,
// column and word when an enum does not have the word.
template <class Row>
Row read_row(Query& query) {
  Row row = blank_row<Row>();
  for_each_column<Row>([&]<class T>(const Column<Row, T>& column) {
    row.*column.member = query.value<T>(RowTable<Row>::name, column.name);
  });
  return row;
}

// All remaining rows.
template <class Row>
std::vector<Row> read_rows(Query& query) {
  std::vector<Row> rows;
  while (query.next()) rows.push_back(read_row<Row>(query));
  return rows;
}

template <class Row, class... Extras>
std::string insert_statement(const Extras&... extras) {
  std::string names, marks;
  const auto add = [&](std::string_view name) {
    append_item(names, name);
    append_item(marks, "?");
  };
  for_each_column<Row>([&](const auto& column) {
    if (column.use != ColumnUse::derived) add(column.name);
  });
  (add(extras.name), ...);
  return fmt::format("insert into {} ({}) values ({})", RowTable<Row>::name, names, marks);
}

template <class Row, class T>
void bind_member(Query& query, const Column<Row, T>& column, const Row& row) {
  if constexpr (std::is_same_v<T, std::string>) {
    if (column.is_hex) return query.bind_hex(row.*column.member);
  }
  query.bind(row.*column.member);
}

template <class Row>
void bind_row(Query& query, const Row& row) {
  for_each_column<Row>([&](const auto& column) {
    if constexpr (std::decay_t<decltype(column)>::is_stored) bind_member(query, column, row);
  });
}

template <class Row, class... Values>
void insert_row(Database& database, const Row& row, const ExtraColumn<Values>&... extras) {
  Query query = database.query(insert_statement<Row>(extras...));
  bind_row(query, row);
  (query.bind(extras.value), ...);
  query.run();
}

// Does nothing when a row with the same key is stored already.
template <class Row, class... Values>
void insert_new_row(Database& database, const Row& row, const ExtraColumn<Values>&... extras) {
  Query query = database.query(insert_statement<Row>(extras...) + " on conflict do nothing");
  bind_row(query, row);
  (query.bind(extras.value), ...);
  query.run();
}

template <class Row>
std::string make_assignments() {
  std::string list;
  for_each_column<Row>([&](const auto& column) {
    if (column.use == ColumnUse::updated) append_item(list, fmt::format("{} = ?", column.name));
  });
  return list;
}

// Writes the columns that are marked as updated. `rest` follows them: more assignments,
// each after a comma, and the condition; `values` are bound to its parameters.
template <class Row, class... Values>
void update_row(Database& database, const Row& row, std::string_view rest,
                const Values&... values) {
  static const std::string assignments = make_assignments<Row>();
  Query query =
      database.query(fmt::format("update {} set {}{}", RowTable<Row>::name, assignments, rest));
  for_each_column<Row>([&](const auto& column) {
    if constexpr (std::decay_t<decltype(column)>::is_stored) {
      if (column.use == ColumnUse::updated) bind_member(query, column, row);
    }
  });
  (query.bind(values), ...);
  query.run();
}

}  // namespace limner::store
