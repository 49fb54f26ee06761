// The invariants of a store, checked by queries.
#include "store/records.hpp"

#include <array>
#include <system_error>
#include <utility>

namespace limner::store {

namespace {

// A rule and a query of what breaks it, one text per row. Names in braces are those of
// statement_of().
struct Rule {
  std::string_view broken;
  std::string_view sql;
};

constexpr std::array rules{
    Rule{"the database is damaged",
         "select integrity_check from pragma_integrity_check where integrity_check <> 'ok'"},
    Rule{"a row names another that is not there",
         "select \"table\" || coalesce(' row ' || rowid, '') || ' → ' || parent "
         "from pragma_foreign_key_check"},
    Rule{"a finished run has a live call",
         "select runs.id from runs join calls on calls.run = runs.id "
         "where runs.status not in {unfinished_runs} and calls.state in {live_calls}"},
    Rule{"a call in doubt belongs to a run that is not",
         "select calls.id from runs join calls on calls.run = runs.id "
         "where calls.state in {calls_in_doubt} and runs.status not in {runs_in_doubt}"},
    Rule{"a finished call still holds credits",
         "select calls.id from calls join journal on journal.call = calls.id "
         "join postings on postings.journal = key join accounts on accounts.id = account "
         "where accounts.kind = 'held' and calls.state in {ended_calls} "
         "group by calls.id having sum(amount) <> 0"},
    Rule{"an approved artifact has no review of its file",
         "select artifacts.id from artifacts where status in {approved_artifacts} and not exists "
         "(select 1 from reviews join artifact_files on artifact_files.artifact = artifacts.number "
         "where reviews.artifact = artifacts.id and verdict in {approvals} and role = primary_role "
         "and sha256 = seen)"},
    Rule{"a newer cost entry moved to another day",
         "select newer.id from costs as newer join costs as older on older.id = newer.supersedes "
         "where newer.incurred <> older.incurred"},
    Rule{"the sums differ from the ledger",
         "with summed (kind, period, template, provider, model, status, entries, estimated, "
         "actual, without_actual, spent) as (select kind, period, template_id, provider, model, "
         "costs.status, count(*), sum(estimated), coalesce(sum(actual), 0), sum(actual is null), "
         "sum(coalesce(actual, estimated)) from costs join runs on runs.id = costs.run "
         "join cost_periods on entry = costs.id "
         "where not exists (select 1 from costs as n where n.supersedes = costs.id) "
         "group by 1, 2, 3, 4, 5, 6) "
         "select kind || ' ' || period || ' ' || model from "
         "(select * from summed except select * from cost_sums) union "
         "select kind || ' ' || period || ' ' || model from "
         "(select * from cost_sums except select * from summed)"},
    Rule{"a call that succeeded has no ledger entry",
         "select id from calls where state in {successes} and not exists "
         "(select 1 from costs where costs.call = calls.id)"},
    Rule{"the entries of a call have different statuses",
         "select call from costs where call is not null and not exists "
         "(select 1 from costs as n where n.supersedes = costs.id) "
         "group by call having count(distinct status) > 1"},
    Rule{"a run that ended without a picture has spent credits",
         "select calls.id from calls join runs on runs.id = calls.run "
         "join journal on journal.call = calls.id "
         "join postings on postings.journal = key join accounts on accounts.id = account "
         "where accounts.kind = 'spent' and runs.status in {failed_runs} "
         "and not exists (select 1 from artifacts where artifacts.run = runs.id) "
         "and not exists (select 1 from steps where steps.run = runs.id "
         "and ordinal = calls.step and steps.status in {waiting_steps}) "
         "group by calls.id having sum(amount) <> 0"},
    Rule{"a journal does not balance",
         "select journal from postings join accounts on accounts.id = account "
         "group by journal, unit having sum(amount) <> 0"},
    Rule{"an account's balance is not the sum of its postings",
         "select id from accounts where balance <> "
         "(select coalesce(sum(amount), 0) from postings where account = accounts.id)"},
    Rule{"the expense accounts differ from the ledger",
         "select provider from (select provider, sum(coalesce(actual, estimated)) as spent "
         "from costs where not exists (select 1 from costs as n where n.supersedes = costs.id) "
         "group by provider) where spent <> coalesce((select balance from accounts "
         "where id = 'expense:' || provider), 0)"},
};

// A column with the words of an enum. The database checks them too, but not in a store that
// another program wrote to with its checks off.
struct WordColumn {
  std::string_view table, column, words;
  bool may_be_empty = false;
};

template <NamedEnum E, std::size_t... at>
constexpr std::string_view words_at(std::index_sequence<at...>) {
  return sql_words<static_cast<E>(at)...>;
}
template <NamedEnum E>
constexpr std::string_view all_words = words_at<E>(std::make_index_sequence<words_of<E>.size()>());

constexpr std::array word_columns{
    WordColumn{"runs", "status", all_words<RunStatus>},
    WordColumn{"steps", "status", all_words<StepStatus>},
    WordColumn{"calls", "state", all_words<CallState>},
    WordColumn{"calls", "charge", all_words<ChargeType>},
    WordColumn{"calls", "billing_class", all_words<Billing>, true},
    WordColumn{"costs", "status", all_words<CostStatus>},
    WordColumn{"costs", "charge", all_words<ChargeType>},
    WordColumn{"costs", "origin", all_words<CostOrigin>},
    WordColumn{"cost_sums", "status", all_words<CostStatus>},
    WordColumn{"artifacts", "status", all_words<ArtifactStatus>},
    WordColumn{"reviews", "verdict", all_words<ReviewVerdict>},
    WordColumn{"journal", "kind", all_words<JournalKind>},
    WordColumn{"caps", "period", all_words<CapPeriod>},
};

void check_words(Database& database, const WordColumn& column, std::vector<std::string>& broken) {
  Query row = database.query(
      fmt::format("select {0}, count(*) from {1} where {0} not in {2} and ({0} <> '' or {3}) "
                  "group by 1 order by 1",
                  column.column, column.table, column.words, !column.may_be_empty));
  while (row.next()) {
    const std::string word = row.text();
    broken.push_back(fmt::format("a row has an unknown word: {}.{} \"{}\" ({} times)", column.table,
                                 column.column, word, row.integer()));
  }
}

std::string statement_of(const Rule& rule) {
  return fmt::format(
      fmt::runtime(rule.sql), fmt::arg("unfinished_runs", unfinished_runs),
      fmt::arg("runs_in_doubt", sql_words<RunStatus::running, RunStatus::in_doubt>),
      fmt::arg("live_calls", live_calls),
      fmt::arg("calls_in_doubt", sql_words<CallState::in_doubt>),
      fmt::arg("successes", sql_words<CallState::succeeded>),
      fmt::arg("waiting_steps", sql_words<StepStatus::pending>),
      fmt::arg("failed_runs", sql_words<RunStatus::failed, RunStatus::canceled>),
      fmt::arg("ended_calls",
               sql_words<CallState::succeeded, CallState::failed, CallState::voided>),
      fmt::arg("approved_artifacts", sql_words<ArtifactStatus::approved>),
      fmt::arg("approvals", sql_words<ReviewVerdict::approved>));
}

void check_rule(Database& database, const Rule& rule, std::vector<std::string>& broken) {
  Query row = database.query(statement_of(rule));
  while (row.next()) broken.push_back(fmt::format("{}: {}", rule.broken, row.text()));
}

// An unreadable specification is found when it is needed.
std::optional<std::size_t> specified_steps(Query& row) {
  try {
    const nlohmann::json specification = row.json();
    const auto steps = specification.find("steps");
    if (steps != specification.end() && steps->is_array()) return steps->size();
  } catch (const Error&) {
  }
  return {};
}

void check_steps(Database& database, std::vector<std::string>& broken) {
  Query row =
      database.query("select runs.id, count(ordinal), coalesce(max(ordinal) + 1, 0), specification "
                     "from runs left join steps on run = runs.id group by runs.id");
  while (row.next()) {
    const std::string id = row.text();
    const std::int64_t count = row.integer();
    const std::int64_t end = row.integer();
    const std::optional<std::size_t> specified = specified_steps(row);
    if (count == end && (!specified || static_cast<std::int64_t>(*specified) == count)) continue;
    broken.push_back("the steps of a run are not those of its specification: " + id);
  }
}

// Quantity × unit price is the amount: actual where it is known, else estimated.
void check_amounts(Database& database, std::vector<std::string>& broken) {
  Query row = database.query(
      "select id, quantity, unit_price, coalesce(actual, estimated) from costs order by rowid");
  while (row.next()) {
    const std::string id = row.text();
    const Quantity quantity = Quantity::nanos(row.integer());
    const Money price = row.money();
    const Money amount = row.money();
    if (cost_of(quantity, price) == amount) continue;
    broken.push_back(fmt::format("an entry is not its quantity times its unit price: {}: {} x ${}, "
                                 "not ${}",
                                 id, quantity.str(), price.str(), amount.str()));
  }
}

// Sizes only: fsck compares the contents.
void check_files(Database& database, std::vector<std::string>& broken) {
  const BlobStore blobs(database.store());
  Query row = database.query("select sha256, media_type, bytes from blobs");
  while (row.next()) {
    const Asset asset{.digest = row.named<Digest>(),
                      .media_type = row.text(),
                      .size = static_cast<std::uint64_t>(row.integer())};
    const std::filesystem::path path = blobs.path_of(asset);
    std::error_code missing;
    const auto size = std::filesystem::file_size(path, missing);
    if (missing) {
      broken.push_back(fmt::format("a file is missing: {}", path.string()));
    } else if (size != asset.size) {
      broken.push_back(fmt::format("a file has another size: {}", path.string()));
    }
  }
}

}  // namespace

std::vector<std::string> Records::quick_check() const {
  return impl_->database.schema_differences();
}

std::vector<std::string> Records::check() const {
  std::vector<std::string> broken;
  for (const WordColumn& column : word_columns) check_words(impl_->database, column, broken);
  for (const Rule& rule : rules) check_rule(impl_->database, rule, broken);
  check_steps(impl_->database, broken);
  check_amounts(impl_->database, broken);
  check_files(impl_->database, broken);
  const auto differences = quick_check();
  broken.insert(broken.end(), differences.begin(), differences.end());
  return broken;
}

std::vector<std::string> Records::remarks() const {
  Query row = impl_->database.query(
      "select calls.id, sum(coalesce(actual, estimated)) as cost, reserved from costs "
      "join calls on calls.id = costs.call "
      "where not exists (select 1 from costs as n where n.supersedes = costs.id) "
      "group by calls.id having cost > reserved order by calls.rowid");
  std::vector<std::string> remarks;
  while (row.next()) {
    const std::string id = row.text();
    const Money cost = row.money();
    remarks.push_back(
        fmt::format("{} cost ${}, above its reserve of ${}", id, cost.str(), row.money().str()));
  }
  return remarks;
}

}  // namespace limner::store
