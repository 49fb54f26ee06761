#include "unit/store/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using namespace limner;
using namespace limner::store;

namespace {

struct WordColumn {
  std::string_view table, column;
  std::vector<std::string> words;
};

template <NamedEnum E>
WordColumn words_in(std::string_view table, std::string_view column) {
  return {table, column, list_words<E, std::string>()};
}

// The words that the check of a column lists, in its order.
std::vector<std::string> checked_words(const World& world, const WordColumn& column) {
  const std::string sql =
      world.ask(fmt::format("select sql from sqlite_schema where name = '{}'", column.table));
  const std::string start = fmt::format("check ({} in (", column.column);
  std::size_t at = sql.find(start);
  REQUIRE(at != std::string::npos);
  at += start.size();
  const std::string list = sql.substr(at, sql.find(')', at) - at);
  std::vector<std::string> words;
  for (std::size_t quote = list.find('\''); quote != std::string::npos;) {
    const std::size_t end = list.find('\'', quote + 1);
    words.push_back(list.substr(quote + 1, end - quote - 1));
    quote = list.find('\'', end + 1);
  }
  return words;
}

}  // namespace

TEST_CASE("the checks of the database list the words of the enums") {
  World world;
  world.open();
  const std::array columns{words_in<RunStatus>("runs", "status"),
                           words_in<StepStatus>("steps", "status"),
                           words_in<CallState>("calls", "state"),
                           words_in<ArtifactStatus>("artifacts", "status"),
                           words_in<ReviewVerdict>("reviews", "verdict"),
                           words_in<CostStatus>("costs", "status"),
                           words_in<JournalKind>("journal", "kind"),
                           words_in<CapPeriod>("caps", "period")};
  for (WordColumn column : columns) {
    CAPTURE(column.table);
    std::vector<std::string> checked = checked_words(world, column);
    std::ranges::sort(checked);
    std::ranges::sort(column.words);
    CHECK(checked == column.words);
  }
}

TEST_CASE("the list of live calls is that of the index") {
  World world;
  world.open();
  const std::string index =
      world.ask("select sql from sqlite_schema where name = 'one_live_call_per_step'");
  CHECK(index.ends_with(fmt::format("where state in {}", live_calls)));
}

TEST_CASE("sql_words makes a list for the operator in") {
  CHECK(sql_words<CallState::voided> == "('void')");
  CHECK(sql_words<CallState::accepted, CallState::in_doubt> == "('accepted', 'in_doubt')");
}

TEST_CASE("a cap's scope is read and written in one form") {
  for (const std::string_view text :
       {"store", "run", "batch", "template:a", "provider:openai", "model:openai/gpt:2"}) {
    CAPTURE(text);
    const std::optional<CapScope> scope = parse_cap_scope(text);
    REQUIRE(scope);
    CHECK(scope->str() == text);
  }
  for (const std::string_view text :
       {"", "store:", "store:a", "template", "template:", "Model:a", ":a"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_cap_scope(text));
  }
}
