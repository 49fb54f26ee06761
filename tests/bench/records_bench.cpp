// Commands on a store with many runs, beside a select of one row by its key:
//   records_bench LIMNER [RUNS]
// One run is made by the program, and its rows are copied.
#include "bench/child.hpp"
#include "fakes/basics.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

using namespace limner;

namespace {

constexpr int batch_size = 1000;

// A table, with the expressions of the columns that are not copied as they are. In them {0} is the
// column and n.i the number of the copy.
struct CopiedTable {
  std::string_view name;
  std::string_view ids;    // columns whose last eight letters become the number
  std::string_view times;  // columns that become earlier, by five minutes for each copy
  std::string_view status = "{0}";
  std::string_view numbers = "";  // columns that name calls or artifacts by number
};

constexpr CopiedTable tables[] = {
    {"request_logs", " id ", " at "},
    {"runs", " id request_id ", " queued started first_artifact completed ",
     "iif(n.i % 20 = 0, 'failed', iif(n.i % 20 = 1, 'canceled', {0}))"},
    {"steps", " run ", " started finished ",
     "iif(n.i % 20 < 2 and ordinal = 7, iif(n.i % 20 = 0, 'failed', 'canceled'), {0})"},
    {"calls", " id run ", " at ", "{0}", " number "},
    {"artifacts", " id run ", " created completed ", "{0}", " number "},
    {"artifact_files", " ", " ", "{0}", " artifact "},
    {"artifact_calls", " ", " ", "{0}", " call artifact "},
    {"costs", " id run call ", " at incurred "},
};

bool has_word(std::string_view words, const std::string& word) {
  return words.find(" " + word + " ") != words.npos;
}

std::vector<std::string> columns_of(SQLite::Database& database, std::string_view table) {
  SQLite::Statement row(database, fmt::format("select name from pragma_table_info('{}')", table));
  std::vector<std::string> columns;
  while (row.executeStep()) columns.push_back(row.getColumn(0).getString());
  return columns;
}

std::string copied(const CopiedTable& table, const std::string& column) {
  if (has_word(table.ids, column))
    return fmt::format("substr(own.{0}, 1, length(own.{0}) - 8) || printf('%08d', 50000000 + n.i * "
                       "100 + substr(own.{0}, -2))",
                       column);
  if (has_word(table.numbers, column)) return fmt::format("own.{} + n.i * 10", column);
  if (has_word(table.times, column)) return fmt::format("own.{} - n.i * 300000", column);
  if (column == "status") return fmt::format(fmt::runtime(table.status), "own.status");
  return "own." + column;
}

void copy_rows(SQLite::Database& database, const CopiedTable& table, int runs) {
  std::vector<std::string> values;
  for (const std::string& column : columns_of(database, table.name))
    values.push_back(copied(table, column));
  database.exec(fmt::format("create temp table own as select * from {0}; "
                            "with recursive n (i) as (select 1 union all select i + 1 from n "
                            "where i < {1} - 1) insert into {0} select {2} from n, own; "
                            "drop table own",
                            table.name, runs, fmt::join(values, ", ")));
}

// Every copy is a row of a batch.
void add_batches(SQLite::Database& database) {
  database.exec(fmt::format(
      "insert into batches select null, printf('batch-%026d', number), r.request_id, "
      "r.template_id, "
      "(select digest from template_versions), 'rows.csv', number, '{{}}', null, r.queued "
      "from (select rowid / {0} as number, min(rowid) as first from runs group by 1) "
      "join runs as r on r.rowid = first; "
      "insert into batch_items select printf('batch-%026d', rowid / {0}), rowid % {0}, "
      "'row ' || rowid, rowid, title, '{{}}', id, id from runs where rowid > 1",
      batch_size));
}

// The triggers check rows as they are made, one state after another: without them.
std::string take_triggers(SQLite::Database& database) {
  std::string triggers, drop;
  SQLite::Statement row(database, "select name, sql from sqlite_schema where type = 'trigger' "
                                  "and name <> 'costs_roll_up'");
  while (row.executeStep()) {
    drop += fmt::format("drop trigger \"{}\";", row.getColumn(0).getString());
    triggers += row.getColumn(1).getString() + ";\n";
  }
  row.reset();
  database.exec(drop);
  return triggers;
}

void fill(const std::filesystem::path& store, int runs) {
  SQLite::Database database(store / "limner.db", SQLite::OPEN_READWRITE);
  database.exec("pragma synchronous = off; pragma cache_size = -200000; begin");
  const std::string triggers = take_triggers(database);
  for (const CopiedTable& table : tables) {
    copy_rows(database, table, runs);
    if (table.name == "runs") add_batches(database);
  }
  database.exec(triggers + "commit; pragma wal_checkpoint(truncate)");
}

// Milliseconds.
double time_of_select(const std::filesystem::path& store) {
  SQLite::Database database(store / "limner.db", SQLite::OPEN_READONLY);
  SQLite::Statement row(database, "select title from runs where id = (select max(id) from runs)");
  std::vector<double> millis;
  for (int i = 0; i < 200; ++i) {
    const auto began = std::chrono::steady_clock::now();
    row.executeStep();
    row.reset();
    millis.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began)
            .count());
  }
  return median(std::move(millis));
}

std::vector<ProcessRun> commands(const std::string& limner, const std::string& store) {
  std::vector<ProcessRun> runs;
  const auto add = [&](std::vector<std::string> words, int rounds) {
    ProcessRun run{.name = fmt::format("{}", fmt::join(words, " ")), .argv = {limner}};
    run.argv.insert(run.argv.end(), words.begin(), words.end());
    run.argv.insert(run.argv.end(), {"--store", store});
    run.rounds = rounds;
    runs.push_back(std::move(run));
  };
  add({"version"}, 11);
  add({"runs", "ls"}, 11);
  add({"runs", "ls", "--status", "failed"}, 11);
  add({"runs", "ls", "--template", "generate-clip-art-asset"}, 11);
  add({"artifacts", "ls"}, 11);
  add({"review", "ls"}, 11);
  add({"batch", "ls"}, 5);
  add({"ledger"}, 11);
  add({"ledger", "--by", "month"}, 11);
  add({"ledger", "entries"}, 11);
  add({"caps"}, 11);
  add({"doctor"}, 11);
  add({"resume", "--retry", "none"}, 5);
  add({"run", "generate-clip-art-asset", "--offline", "--prompt", "a hen", "--dry-run"}, 5);
  add({"ledger", "check"}, 1);
  return runs;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: records_bench LIMNER [RUNS]\n");
    return 2;
  }
  const fakes::Home home;
  const std::string store = home.path / "store";
  const int runs = argc > 2 ? static_cast<int>(std::strtol(argv[2], nullptr, 10)) : 100'000;
  setenv("HOME", home.path.c_str(), 1);
  ProcessRun first{.name = "run",
                   .argv = {argv[1], "run", "generate-clip-art-asset", "--offline", "--prompt",
                            "a fox", "--store", store},
                   .rounds = 1};
  run_once(first);
  fill(store, runs);
  const double bytes = static_cast<double>(std::filesystem::file_size(store + "/limner.db"));
  const double one = time_of_select(store);
  fmt::print("{} runs, {:.2f} kB of database each; a select of one row: {:.4f} ms\n", runs,
             bytes / runs / 1000, one);
  double start = 0;
  for (ProcessRun& row : commands(argv[1], store)) {
    for (int i = 0; i < row.rounds; ++i) run_once(row);
    const double took = median(row.cpu_millis);
    if (row.name == "version") start = took;
    fmt::print("{:<60} {:>8.1f} ms, {:>8.1f} of processor, {:>8.0f} selects, {:>5.1f} starts\n",
               row.name, median(row.millis), took, took / one, start > 0 ? took / start : 0);
  }
}
