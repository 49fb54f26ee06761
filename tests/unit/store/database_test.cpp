#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <limner/embedded.hpp>
#include <limner/error.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <sys/resource.h>

#include <fstream>
#include <iterator>
#include <map>

using namespace limner;
using namespace limner::store;
namespace fs = std::filesystem;

namespace {

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Every file of a store with its content, except the index of the log, which readers change.
std::map<std::string, std::string> snapshot(const fs::path& store) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(store)) {
    const std::string name = entry.path().filename();
    if (entry.is_regular_file() && !name.ends_with("-shm")) files[name] = content_of(entry.path());
  }
  return files;
}

ErrorCode code_of_opening(const World& world, OpenMode mode) {
  try {
    const Records records(world.home.path, mode, fakes::StillClock::start());
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find(world.home.path.string()) != std::string::npos);
    CHECK_FALSE(error.help().empty());
    return error.code();
  }
  FAIL("the store was opened");
  return ErrorCode::usage;
}

void make_empty_store(World& world) {
  const Records made = world.open();
}

}  // namespace

TEST_CASE("a missing store cannot be read, and reading does not create it") {
  const World world;
  CHECK(code_of_opening(world, OpenMode::read_only) == ErrorCode::not_found);
  CHECK(fs::is_empty(world.home.path));
}

TEST_CASE("an empty database cannot be read as a store") {
  const World world;
  { const std::ofstream empty(world.home.path / "limner.db"); }
  CHECK(code_of_opening(world, OpenMode::read_only) == ErrorCode::not_found);
}

TEST_CASE("opening for writing creates the store and its parent directories") {
  World world;
  const fs::path deep = world.home.path / "a" / "b c" / ".limner";
  { const Records made(deep, OpenMode::read_write, world.clock.now()); }
  const Records records(deep, OpenMode::read_only, world.clock.now());
  CHECK(records.runs({}).empty());
}

TEST_CASE("a store of a newer version is refused without changing a byte") {
  World world;
  make_empty_store(world);
  world.raw("pragma user_version = 99");
  const auto before = snapshot(world.home.path);
  CHECK(code_of_opening(world, OpenMode::read_write) == ErrorCode::store_too_new);
  CHECK(code_of_opening(world, OpenMode::read_only) == ErrorCode::store_too_new);
  CHECK(snapshot(world.home.path) == before);
}

TEST_CASE("a newer version is noticed while it is still in the log") {
  World world;
  make_empty_store(world);
  SQLite::Database newer(world.home.path / "limner.db", SQLite::OPEN_READWRITE);
  newer.exec("pragma user_version = 99");
  const auto before = snapshot(world.home.path);
  REQUIRE(before.at("limner.db-wal").size() > 0);
  CHECK(code_of_opening(world, OpenMode::read_write) == ErrorCode::store_too_new);
  CHECK(code_of_opening(world, OpenMode::read_only) == ErrorCode::store_too_new);
  CHECK(snapshot(world.home.path) == before);
}

TEST_CASE("refusing a newer store does not checkpoint its log") {
  World world;
  make_empty_store(world);
  World copy;
  {
    SQLite::Database newer(world.home.path / "limner.db", SQLite::OPEN_READWRITE);
    newer.exec("pragma user_version = 99");
    for (const auto& entry : fs::directory_iterator(world.home.path))
      fs::copy(entry.path(), copy.home.path, fs::copy_options::recursive);
  }
  const auto before = snapshot(copy.home.path);
  REQUIRE(before.at("limner.db-wal").size() > 0);
  CHECK(code_of_opening(copy, OpenMode::read_only) == ErrorCode::store_too_new);
  CHECK(code_of_opening(copy, OpenMode::read_write) == ErrorCode::store_too_new);
  CHECK(snapshot(copy.home.path) == before);
}

TEST_CASE("another database is refused and not changed") {
  World world;
  const fs::path file = world.home.path / "limner.db";
  SUBCASE("a text") {
    std::ofstream(file) << "dear diary";
  }
  SUBCASE("a long text") {
    std::ofstream(file) << std::string(10'000, 'x');
  }
  SUBCASE("the database of another program") {
    SQLite::Database other(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("pragma application_id = 7; create table t (x)");
  }
  SUBCASE("an unowned database") {
    SQLite::Database other(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("create table t (x)");
  }
  const std::string before = content_of(file);
  CHECK(code_of_opening(world, OpenMode::read_write) == ErrorCode::store_damaged);
  CHECK(code_of_opening(world, OpenMode::read_only) == ErrorCode::store_damaged);
  CHECK(content_of(file) == before);
}

TEST_CASE("a broken page is reported as damage") {
  World world;
  {
    Records records = world.open();
    for (int i = 0; i < 40; ++i) world.begin(records);
  }
  const fs::path file = world.home.path / "limner.db";
  std::string bytes = content_of(file);
  for (std::size_t page = 1; page < bytes.size() / 4096; ++page)
    bytes.replace(page * 4096, 200, 200, '\x5a');
  std::ofstream(file, std::ios::binary) << bytes;
  const auto read_all = [&] {
    const Records records = world.open(OpenMode::read_only);
    (void)records.runs({});
  };
  try {
    read_all();
    FAIL("not noticed");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::store_damaged);
  }
}

TEST_CASE("a full disk is a store failure, and no transaction is written in part") {
  World world;
  make_empty_store(world);
  Child child([&] {
    Records records = world.open();
    const rlimit limit{.rlim_cur = 100'000, .rlim_max = 100'000};
    std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    try {
      for (int i = 0; i < 200; ++i) world.begin(records);
    } catch (const Error& error) {
      return error.code() == ErrorCode::store_failed &&
             std::string(error.what()).find("limner.db") != std::string::npos;
    }
    return false;
  });
  CHECK(child.wait() == 0);
  const Records records = world.open();
  CHECK(records.check().empty());
  const std::size_t runs = records.runs({}).size();
  CHECK(runs > 0);
  CHECK(world.ask("select count(*) from steps") == std::to_string(3 * runs));
}

TEST_CASE("two processes write at once without loss or refusal") {
  World world;
  make_empty_store(world);
  constexpr int each = 100;  // runs; two transactions a run
  const auto write = [&](int writer) {
    Records records = world.open();
    for (int i = 0; i < each; ++i) {
      RunRow run = world.run_row();
      run.id = RunId::parse(fmt::format("run-01m7y2epp00000{}{:011}", writer, i));
      run.request_id = run.id.str();
      world.begin(records, run);
      std::vector<StepRow> steps = World::step_rows();
      steps[0].status = StepStatus::succeeded;
      records.advance(run.id, {.finished = &steps[0], .started = &steps[1]});
    }
    return true;
  };
  Child one([&] { return write(1); });
  Child two([&] { return write(2); });
  CHECK(one.wait() == 0);
  CHECK(two.wait() == 0);
  const Records records = world.open(OpenMode::read_only);
  CHECK(records.runs({}).size() == 2 * each);
  CHECK(world.ask("select count(*) from steps where status = 'succeeded'") == "200");
}

TEST_CASE("a writer waits in the queue, and the end of its process releases it") {
  World world;
  make_empty_store(world);
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  Child first([&] {
    WriterLock lock(world.home.path);
    const WriterLock::Turn turn(lock);
    return write(channel[1], "x", 1) == 1 && pause() != 0;
  });
  char ready = 0;
  REQUIRE(read(channel[0], &ready, 1) == 1);
  Child second([&] {
    Database database(world.home.path, OpenMode::read_write, fakes::StillClock::start());
    database.write(
        [&] { database.query("insert into request_logs (id, at) values (1, 1)").run(); });
    return true;
  });
  usleep(50'000);
  CHECK(world.ask("select count(*) from request_logs") == "0");
  first.kill();
  CHECK(second.wait() == 0);
  CHECK(world.ask("select count(*) from request_logs") == "1");
  close(channel[0]);
  close(channel[1]);
}

TEST_CASE("many processes may create the same store at once") {
  World world;
  const auto open_it = [&] { return world.open().runs({}).empty(); };
  Child one(open_it);
  Child two(open_it);
  Child three(open_it);
  Child four(open_it);
  CHECK(one.wait() == 0);
  CHECK(two.wait() == 0);
  CHECK(three.wait() == 0);
  CHECK(four.wait() == 0);
  CHECK(world.ask("select count(*) from meta") == std::to_string(embedded_migrations().size()));
}

TEST_CASE("a writer killed at any moment leaves complete transactions only") {
  World world;
  make_empty_store(world);
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  for (int round = 0; round < 6; ++round) {
    Child child([&] {
      Records records = world.open();
      BlobStore blobs = world.blobs();
      for (int i = 0;; ++i) {
        RunRow run = world.run_row();
        run.id = RunId::parse(fmt::format("run-01m7y2epp{:05}{:012}", round, i));
        run.request_id = run.id.str();
        world.begin(records, run);
        std::vector<StepRow> steps = World::step_rows();
        steps[0].status = StepStatus::succeeded;
        const Asset file = blobs.put(fakes::bytes(run.id.str()), "text/plain");
        records.advance(run.id, {.finished = &steps[0], .started = &steps[1], .blobs = {file}});
        world.end(records, run, RunStatus::completed);
        if (write(channel[1], "x", 1) != 1) return false;
      }
    });
    // After the child has started, at another moment each time.
    char done = 0;
    REQUIRE(read(channel[0], &done, 1) == 1);
    usleep(static_cast<useconds_t>(round) * 700);
    child.kill();
    CHECK(world.open().check() == std::vector<std::string>());
    CHECK(world.ask("select count(*) from runs where status = 'running'") == "0");
    CHECK(world.ask("select count(*) from runs where (select count(*) from steps where run = "
                    "runs.id) <> 3") == "0");
  }
  close(channel[0]);
  close(channel[1]);
}

TEST_CASE("reading does not wait for a writer") {
  World world;
  make_empty_store(world);
  Database writer(world.home.path, OpenMode::read_write, world.clock.now());
  writer.write([&] {
    writer.query("insert into request_logs (id, at) values ('x', 1)").run();
    const Records reader = world.open(OpenMode::read_only);
    CHECK(reader.runs({}).empty());
    CHECK(world.ask("select count(*) from request_logs") == "0");
  });
  CHECK(world.ask("select count(*) from request_logs") == "1");
}

TEST_CASE("a store without write permission can be read") {
  World world;
  {
    Records records = world.open();
    world.begin(records);
  }
  REQUIRE_FALSE(fs::exists(world.home.path / "limner.db-wal"));
  fs::permissions(world.home.path, fs::perms(0555));
  fs::permissions(world.home.path / "limner.db", fs::perms(0444));
  const auto before = snapshot(world.home.path);
  // Root may write everything, so change to another user.
  Child child([&] {
    if (getuid() == 0 && setuid(65534) != 0) return false;
    const Records records = world.open(OpenMode::read_only);
    return records.runs({}).size() == 1;
  });
  CHECK(child.wait() == 0);
  CHECK(snapshot(world.home.path) == before);
  fs::permissions(world.home.path, fs::perms(0755));
}

TEST_CASE("the log is checkpointed at intervals, and when the last writer closes") {
  World world;
  const fs::path log = world.home.path / "limner.db-wal";
  {
    Database database(world.home.path, OpenMode::read_write, world.clock.now());
    const std::string filler(100'000, 'x');
    for (int i = 0; i < 200; ++i) {
      database.write([&] {
        database.query("insert into request_logs (id, at, command) values (?, 1, ?)", i, filler)
            .run();
      });
    }
    CHECK(fs::file_size(log) < 8'000'000);
  }
  CHECK_FALSE(fs::exists(log));
  CHECK(fs::file_size(world.home.path / "limner.db") > 20'000'000);
}

TEST_CASE("temporary files of a day ago are removed, those of today are not") {
  World world;
  make_empty_store(world);
  const fs::path drafts = world.home.path / "tmp";
  fs::create_directories(drafts);
  std::ofstream(drafts / "old") << "x";
  std::ofstream(drafts / "new") << "x";
  fs::last_write_time(drafts / "old", fs::file_time_type::clock::now() - std::chrono::hours(25));
  make_empty_store(world);
  CHECK_FALSE(fs::exists(drafts / "old"));
  CHECK(fs::exists(drafts / "new"));
}

TEST_CASE("[X9] a write to a database that was removed or replaced is an error") {
  for (const bool is_replaced : {false, true}) {
    CAPTURE(is_replaced);
    World world;
    Records records = world.open();
    fs::remove(world.home.path / "limner.db");
    if (is_replaced) write_file(world.home.path / "limner.db", fakes::bytes("another"));
    CHECK_THROWS_WITH_AS(records.top_up("main", Credits::parse("1"), "key", "", world.clock.now()),
                         doctest::Contains("was removed or replaced"), Error);
  }
}

TEST_CASE("a store without its schema is damaged, whichever part is missing") {
  const auto is_damaged = [](const auto& use) {
    try {
      use();
    } catch (const Error& error) {
      return error.code() == ErrorCode::store_damaged;
    }
    return false;
  };
  World world;
  { const Records made = world.open(); }
  const auto caps = [&](OpenMode mode) {
    Records(world.home.path, mode, world.clock.now()).caps(world.clock.now());
  };
  world.raw("insert into caps values ('', 'store', 'day', 'USD', 1, 1)");
  CHECK(is_damaged([&] { caps(OpenMode::read_only); }));
  world.raw("alter table caps drop column amount");
  CHECK(is_damaged([&] { caps(OpenMode::read_write); }));
  world.raw("drop table caps");
  CHECK(is_damaged([&] { caps(OpenMode::read_only); }));
  world.raw("pragma user_version = 0");
  CHECK(is_damaged([&] { caps(OpenMode::read_only); }));
  CHECK(is_damaged([&] { caps(OpenMode::read_write); }));
  fs::remove(world.home.path / "limner.db");
  fs::create_directory(world.home.path / "limner.db");
  CHECK(is_damaged([&] { caps(OpenMode::read_only); }));
}
