// Output shared by the reading commands: headings, fields, notes, and lists printed as
// tables or JSON.
#pragma once

#include "app/report/json_output.hpp"
#include "cli/session.hpp"

#include <limner/id.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace limner::cli {

constexpr int default_list_limit = 30;  // rows of an `ls` without --limit

// Prints `rows` when --json or --jsonl is given and returns whether it did: one document
// {"schemaVersion": 1, key: […]}, or one line per row.
template <class Rows, class ShapeOf>
bool printed_as_json(const Session& session, std::string_view key, const Rows& rows,
                     const ShapeOf& json_of) {
  if (session.flags.jsonl) {
    for (const auto& row : rows) print_json_line(session, json_of(row));
    return true;
  }
  if (!session.flags.json) return false;
  ordered_json list = ordered_json::array();
  for (const auto& row : rows) list.push_back(json_of(row));
  print_json(session, {{"schemaVersion", 1}, {std::string(key), std::move(list)}});
  return true;
}

// ---- on stderr; nothing with --quiet ----

void note(const Session& session, std::string_view what);

// Explains why a list is empty and how to see more.
void note_empty(const Session& session, std::string_view what, std::string_view help);

// "the newest 30 of 100000; all: --limit 0", where a limit has left rows out.
void note_limit(const Session& session, std::size_t listed, std::int64_t all);

// ---- on the result's stream ----

// The short id on terminals, the full id elsewhere.
template <class Tag>
std::string shown(const Id<Tag>& id, const Output& output) {
  return output.terminal ? std::string(id.short_id()) : id.str();
}

// "run 7qx2m9kd" for a person.
template <class Tag>
std::string named(std::string_view noun, const Id<Tag>& id, const Output& output) {
  return output.terminal ? fmt::format("{} {}", noun, id.short_id()) : id.str();
}

void print_heading(const Output& output, std::string_view words);

struct Field {
  std::string label, value;
  TextStyle ink = TextStyle::plain;
};

// "  template   generate-clip-art-asset", values below each other. Long values go on
// below their start.
void print_fields(const Output& output, const std::vector<Field>& fields);
void print_field(const Output& output, std::string_view label, std::string_view value,
                 TextStyle ink = TextStyle::plain);

// The colour of a status.
TextStyle ink_of(store::RunStatus status);
TextStyle ink_of(store::ArtifactStatus status);
TextStyle ink_of(store::ReviewVerdict verdict);
TextStyle ink_of(store::CostStatus status);

// "by ada, 2026-11-21 03:31:33: too dark"
std::string format_verdict(const store::ReviewRow& review, const Output& output);

// A string as it is, any other value as JSON on one line.
std::string value_text(const nlohmann::json& value);

// The value of a key of recorded JSON as text; empty when absent.
std::string text_at(const nlohmann::json& object, std::string_view key);

// "2026-11-21 03:31:33" on a terminal, RFC 3339 elsewhere.
std::string moment(Time time, const Output& output);

// Parses a time or an age: 45m, 24h, 7d, 2w. Throws Error{usage} naming `flag`.
Time parse_since(std::string_view flag, std::string_view text, Time now);

}  // namespace limner::cli
