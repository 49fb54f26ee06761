// Which run or artifact a person means.
#include "store/records.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <charconv>

namespace limner::store {

namespace {

constexpr std::size_t most_candidates = 5;

// What differs between looking for a run and for an artifact.
struct LookupRules {
  std::string_view noun;
  std::string_view prefix;
  std::string_view newest;     // ids, newest first: one "?", how many to leave out
  std::string_view by_name;    // ids with this whole name, lower case
  std::string_view in_range;   // ids between two texts
  std::string_view by_ending;  // ids with these last eight letters
  std::string_view list;       // the command that shows all
};

constexpr LookupRules a_run{
    .noun = "run",
    .prefix = RunTag::prefix,
    .newest = "select id from runs order by queued desc, rowid desc limit 1 offset ?",
    .by_name = "select id from runs where request_id = ? order by rowid",
    .in_range = "select id from runs where id >= ? and id < ? order by id limit 6",
    .by_ending = "select id from runs where substr(id, -8) = ? order by id limit 6",
    .list = "limner runs ls",
};

constexpr LookupRules an_artifact{
    .noun = "artifact",
    .prefix = ArtifactTag::prefix,
    .newest = "select id from artifacts order by created desc, rowid desc limit 1 offset ?",
    .by_name = "select id from artifacts where id = ?",
    .in_range = "select id from artifacts where id >= ? and id < ? order by id limit 6",
    .by_ending = "select id from artifacts where substr(id, -8) = ? order by id limit 6",
    .list = "limner artifacts ls",
};

constexpr LookupRules a_call{
    .noun = "call in doubt",
    .prefix = CallTag::prefix,
    .newest = "select id from calls where state in ('accepted', 'in_doubt') "
              "order by rowid desc limit 1 offset ?",
    .by_name = "select id from calls where id = ?",
    .in_range = "select id from calls where id >= ? and id < ? "
                "and state in ('accepted', 'in_doubt') order by id limit 6",
    .by_ending = "select id from calls where substr(id, -8) = ? "
                 "and state in ('accepted', 'in_doubt') order by id limit 6",
    .list = "limner doubts ls",
};

[[noreturn]] void refuse_unknown(const LookupRules& lookup, std::string_view text) {
  throw Error(ErrorCode::not_found, "there is no {} \"{}\"", lookup.noun, text)
      .with_help(fmt::format("list them: {}", lookup.list));
}

[[noreturn]] void refuse_ambiguous(std::string_view text, const std::vector<std::string>& ids) {
  std::string listed;
  for (std::size_t i = 0; i < std::min(ids.size(), most_candidates); ++i)
    listed += (i == 0 ? "" : ", ") + ids[i];
  throw Error(ErrorCode::ambiguous, "\"{}\" may be {}{}", text, listed,
              ids.size() > most_candidates ? ", …" : "");
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return low;
}

template <class... Values>
std::vector<std::string> ids_of(Database& database, std::string_view sql, const Values&... values) {
  Query row = database.query(sql, values...);
  std::vector<std::string> ids;
  while (row.next()) ids.push_back(row.text());
  return ids;
}

// "@last" and "@last~2": how many to leave out. Nothing for any other text.
std::optional<int> steps_back(std::string_view text) {
  constexpr std::string_view last = "@last";
  if (!text.starts_with(last)) return std::nullopt;
  text.remove_prefix(last.size());
  if (text.empty()) return 0;
  int steps = -1;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), steps);
  const bool good = text.front() == '~' && error == std::errc() && steps >= 0;
  return good && end == text.data() + text.size() ? std::optional(steps) : std::nullopt;
}

std::vector<std::string> candidates(Database& database, const LookupRules& lookup,
                                    std::string_view text) {
  if (const auto steps = steps_back(text)) return ids_of(database, lookup.newest, *steps);
  std::string letters = lower(text);
  if (std::vector<std::string> named = ids_of(database, lookup.by_name, letters); !named.empty())
    return named;
  if (letters.starts_with(lookup.prefix)) letters.erase(0, lookup.prefix.size());
  if (letters.empty()) return {};
  const std::string start = std::string(lookup.prefix) + letters;
  std::vector<std::string> ids = ids_of(database, lookup.in_range, start, start + "~");
  for (std::string& id : ids_of(database, lookup.by_ending, letters)) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
  }
  return ids;
}

template <class IdOf>
IdOf find(Database& database, const LookupRules& lookup, std::string_view text) {
  const std::vector<std::string> ids = candidates(database, lookup, text);
  if (ids.empty()) refuse_unknown(lookup, text);
  if (ids.size() > 1) refuse_ambiguous(text, ids);
  return IdOf::parse(ids.front());
}

}  // namespace

RunId Records::find_run(std::string_view text) const {
  return find<RunId>(impl_->database, a_run, text);
}

InDoubtCall Records::find_doubt(std::string_view text) const {
  const CallId id = find<CallId>(impl_->database, a_call, text);
  for (InDoubtCall& doubt : doubts()) {
    if (doubt.call.id == id) return std::move(doubt);
  }
  throw Error(ErrorCode::not_found, "the call {} is not in doubt", id.str())
      .with_help(fmt::format("see what is: {}", a_call.list));
}

ArtifactId Records::find_artifact(std::string_view text) const {
  return find<ArtifactId>(impl_->database, an_artifact, text);
}

}  // namespace limner::store
