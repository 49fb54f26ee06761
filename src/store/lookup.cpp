// Finding a run, an artifact or a call by the text that a user gives.
#include "store/records.hpp"

#include <limner/error.hpp>
#include <limner/text.hpp>
#include <limner/unicode.hpp>

#include <algorithm>
#include <charconv>

namespace limner::store {

namespace {

constexpr std::size_t most_candidates = 5;

// The differences between looking up a run, an artifact and a call in doubt.
struct LookupRules {
  std::string_view noun;
  std::string_view prefix;
  std::string_view table;
  std::string_view newest;  // order of rows: the newest first
  std::string_view name;    // column that a whole name, in lower case, is compared with
  std::string_view states;  // of the rows that a prefix, an ending or @last can find; empty: all
  std::string_view list;    // the command that shows all
};

constexpr LookupRules a_run{
    .noun = "run",
    .prefix = RunTag::prefix,
    .table = "runs",
    .newest = "queued desc, rowid desc",
    .name = "request_id",
    .states = "",
    .list = "limner runs ls",
};

constexpr LookupRules an_artifact{
    .noun = "artifact",
    .prefix = ArtifactTag::prefix,
    .table = "artifacts",
    .newest = "created desc, rowid desc",
    .name = "id",
    .states = "",
    .list = "limner artifacts ls",
};

constexpr LookupRules a_batch{
    .noun = "batch",
    .prefix = BatchTag::prefix,
    .table = "batches",
    .newest = "at desc, rowid desc",
    .name = "request_id",
    .states = "",
    .list = "limner batch ls",
};

constexpr LookupRules a_call{
    .noun = "call in doubt",
    .prefix = CallTag::prefix,
    .table = "calls",
    .newest = "rowid desc",
    .name = "id",
    .states = pending_calls,
    .list = "limner doubts ls",
};

constexpr LookupRules any_call{
    .noun = "call or ledger entry",
    .prefix = CallTag::prefix,
    .table = "calls",
    .newest = "rowid desc",
    .name = "id",
    .states = "",
    .list = "limner ledger entries",
};

constexpr LookupRules an_entry{
    .noun = "call or ledger entry",
    .prefix = EntryTag::prefix,
    .table = "costs",
    .newest = "rowid desc",
    .name = "id",
    .states = "",
    .list = "limner ledger entries",
};

[[noreturn]] void refuse_unknown(const LookupRules& lookup, std::string_view text) {
  throw Error(ErrorCode::not_found, "there is no {} {}", lookup.noun, in_quotes(text))
      .with_help(fmt::format("list them: {}", lookup.list));
}

[[noreturn]] void refuse_ambiguous(std::string_view text, const std::vector<std::string>& ids) {
  std::string listed;
  for (std::size_t i = 0; i < std::min(ids.size(), most_candidates); ++i)
    listed += (i == 0 ? "" : ", ") + ids[i];
  throw Error(ErrorCode::ambiguous, "{} may be {}{}", in_quotes(text), listed,
              ids.size() > most_candidates ? ", …" : "");
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return low;
}

// `rest` follows "where": a condition and an order.
template <class... Values>
std::vector<std::string> ids_of(Database& database, const LookupRules& lookup,
                                std::string_view rest, const Values&... values) {
  Query row =
      database.query(fmt::format("select id from {} where {}", lookup.table, rest), values...);
  std::vector<std::string> ids;
  while (row.next()) ids.push_back(row.text());
  return ids;
}

// "@last" and "@last~2": the number of rows to skip. None for any other text.
std::optional<int> parse_last(std::string_view text) {
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
                                    std::string_view written) {
  const std::string text = lookup_form(written);
  const std::string in_states =
      lookup.states.empty() ? "true" : fmt::format("state in {}", lookup.states);
  if (const auto steps = parse_last(text)) {
    return ids_of(database, lookup,
                  fmt::format("{} order by {} limit 1 offset ?", in_states, lookup.newest), *steps);
  }
  std::string letters = lower(text);
  std::vector<std::string> named =
      ids_of(database, lookup, fmt::format("{} = ? order by rowid", lookup.name), letters);
  if (!named.empty()) return named;
  if (letters.starts_with(lookup.prefix)) letters.erase(0, lookup.prefix.size());
  if (letters.empty()) return {};
  const std::string start = std::string(lookup.prefix) + letters;
  const std::string first_few =
      fmt::format("{} order by id limit {}", in_states, most_candidates + 1);
  std::vector<std::string> ids =
      ids_of(database, lookup, "id >= ? and id < ? and " + first_few, start, start + "~");
  for (std::string& id : ids_of(database, lookup, "substr(id, -8) = ? and " + first_few, letters)) {
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

CallId Records::find_call(std::string_view text) const {
  Database& database = impl_->database;
  if (candidates(database, any_call, text).empty()) {
    const auto entry = find<EntryId>(database, an_entry, text);
    Query row = database.query("select call from costs where id = ? and call is not null", entry);
    if (!row.next()) refuse_unknown(any_call, text);
    return row.named<CallId>();
  }
  return find<CallId>(database, any_call, text);
}

BatchId Records::find_batch(std::string_view text) const {
  return find<BatchId>(impl_->database, a_batch, text);
}

ArtifactId Records::find_artifact(std::string_view text) const {
  return find<ArtifactId>(impl_->database, an_artifact, text);
}

}  // namespace limner::store
