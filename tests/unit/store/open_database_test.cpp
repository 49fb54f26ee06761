#include "store/open_database.hpp"

#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace limner;
using namespace limner::store;

namespace {

// A child process that waits for start(). It is forked before this process opens the store,
// because SQLite's locks do not survive a fork.
class WaitingChild {
 public:
  explicit WaitingChild(const std::function<bool()>& work)
      : ends_(new_pipe()), child_([&] {
          char ready = 0;
          return read(ends_[0], &ready, 1) == 1 && work();
        }) {}
  WaitingChild(const WaitingChild&) = delete;
  WaitingChild& operator=(const WaitingChild&) = delete;
  ~WaitingChild() {
    close(ends_[0]);
    close(ends_[1]);
  }

  int start_and_wait() {
    REQUIRE(write(ends_[1], "x", 1) == 1);
    return child_.wait();
  }

 private:
  static std::array<int, 2> new_pipe() {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    return ends;
  }

  std::array<int, 2> ends_;
  Child child_;
};

CapRow daily_cap(CapScopeKind kind) {
  return {.id = fmt::format("01m7y2epp000000000{:08}", static_cast<int>(kind)),
          .scope = {kind},
          .period = CapPeriod::day,
          .unit = "USD",
          .nanos = 1,
          .created = fakes::StillClock::start()};
}

}  // namespace

TEST_CASE("a commit survives when another process closes the store after a second connection") {
  World world;
  WaitingChild writer([&] {
    world.open().set_cap(daily_cap(CapScopeKind::batch));
    return true;
  });
  WaitingChild reader([&] { return world.open().caps(world.clock.now()).size() == 2; });
  {
    Records records = world.open();
    { const Records second = world.open(OpenMode::read_only); }
    { const Records third = world.open(); }
    REQUIRE(writer.start_and_wait() == 0);
    records.set_cap(daily_cap(CapScopeKind::store));
    CHECK(reader.start_and_wait() == 0);
    CHECK(records.caps(world.clock.now()).size() == 2);
  }
  CHECK(world.open(OpenMode::read_only).caps(world.clock.now()).size() == 2);
}

TEST_CASE("a database is inspected only while this process has no connection to it") {
  const World world;
  const std::filesystem::path file = world.home.path / "limner.db";
  const std::filesystem::path alias = world.home.path / "alias";
  std::filesystem::create_directory_symlink(world.home.path, alias);
  int inspections = 0;
  const auto inspect = [&] { ++inspections; };
  {
    const OpenDatabase first(file, inspect);
    CHECK(inspections == 1);
    const OpenDatabase second(file, inspect);
    const OpenDatabase third(alias / "limner.db", inspect);
    CHECK(inspections == 1);
  }
  const OpenDatabase again(file, inspect);
  CHECK(inspections == 2);
}

TEST_CASE("a failed inspection registers nothing") {
  const World world;
  const std::filesystem::path file = world.home.path / "limner.db";
  CHECK_THROWS_AS(OpenDatabase(file, [] { throw 1; }), int);
  bool is_inspected = false;
  const OpenDatabase next(file, [&] { is_inspected = true; });
  CHECK(is_inspected);
}
