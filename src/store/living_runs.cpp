#include "store/living_runs.hpp"

#include "store/owner.hpp"
#include "store/sql_words.hpp"

#include <limner/store/states.hpp>

#include <fmt/format.h>

#include <vector>

namespace limner::store {

const std::string_view calls_in_flight =
    sql_words<CallState::intent, CallState::dispatching, CallState::accepted>;

namespace {

std::vector<std::string> living_owners(Database& database) {
  std::vector<std::string> all;
  {
    Query row = database.query("select distinct owner from runs where owner is not null");
    while (row.next()) all.push_back(row.text());
  }
  std::erase_if(all, [&](const std::string& owner) { return has_ended(database.store(), owner); });
  return all;
}

}  // namespace

std::string held_by_live_calls(std::string_view journal) {
  return fmt::format("exists (select 1 from calls where calls.id = {}.call and state in {})",
                     journal, calls_in_flight);
}

void add_living_runs(Database& database, std::string_view column, const RunId& asking,
                     Conditions& conditions) {
  conditions.add(fmt::format("{} <> ?", column), asking);
  std::string owners;
  for (const std::string& owner : living_owners(database))
    owners += fmt::format("{}'{}'", owners.empty() ? "" : ", ", owner);  // ULIDs
  conditions.add(fmt::format("{} in (select id from runs where owner in ({}))", column, owners));
}

Credits held_by_living_runs(Database& database, std::string_view wallet, const RunId& asking) {
  Conditions conditions;
  conditions.add(fmt::format("account = ? and {}", held_by_live_calls("journal")),
                 fmt::format("held:{}", wallet));
  add_living_runs(database, "journal.run", asking, conditions);
  Query row =
      database.query(fmt::format("select coalesce(sum(amount), 0) from journal join postings "
                                 "on postings.journal = journal.key{}",
                                 conditions.text()),
                     conditions.values());
  row.next();
  return row.credits();
}

}  // namespace limner::store
