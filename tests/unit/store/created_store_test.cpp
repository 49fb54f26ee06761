#include "store/created_store.hpp"

#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <doctest/doctest.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <fstream>

using namespace limner;
using namespace limner::store;
namespace fs = std::filesystem;

namespace {

void use_store(World& world) {
  Records records = world.open();
  world.begin(records);
  world.blobs().put(fakes::bytes("picture"), "image/png");
}

fs::path database_of(const World& world) {
  return world.home.path / "limner.db";
}

void check_is_refused(World& world, std::string_view what) {
  for (const OpenMode mode : {OpenMode::read_only, OpenMode::read_write}) {
    CAPTURE(static_cast<int>(mode));
    try {
      const Records records = world.open(mode);
      FAIL("was opened");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::store_damaged);
      CHECK(std::string(error.what()).find(what) != std::string::npos);
      CHECK(std::string(error.help()).find("limner.db") != std::string::npos);
    }
  }
}

}  // namespace

TEST_CASE("a lost database is damage, not a new store without spending limits") {
  World world;
  use_store(world);
  SUBCASE("missing") {
    fs::remove(database_of(world));
  }
  SUBCASE("empty") {
    fs::resize_file(database_of(world), 0);
  }
  SUBCASE("replaced by an empty database") {
    fs::remove(database_of(world));
    SQLite::Database fresh(database_of(world), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    fresh.exec("pragma journal_mode = wal; create table t (x); drop table t");
  }
  SUBCASE("missing, without pictures") {
    fs::remove(database_of(world));
    fs::remove_all(world.home.path / "artifacts");
  }
  SUBCASE("missing, of a version without the marker") {
    fs::remove(database_of(world));
    fs::remove(world.home.path / "limner.store");
  }
  CHECK(has_store(world.home.path));
  check_is_refused(world, "spending limits");
}

TEST_CASE("the newest backup is named when the database was lost") {
  World world;
  use_store(world);
  fs::rename(database_of(world), world.home.path / "limner.db.before-002");
  std::ofstream(world.home.path / "limner.db.before-001") << "older";
  std::ofstream(world.home.path / "limner.db.before-003.draft") << "incomplete";
  try {
    use_store(world);
    FAIL("was opened");
  } catch (const Error& error) {
    CHECK(std::string(error.help()).find("limner.db.before-002;") != std::string::npos);
  }
}

TEST_CASE("a database that a process left incomplete when it died is created again") {
  World world;
  std::ofstream(database_of(world)) << "";
  CHECK_NOTHROW(use_store(world));
  CHECK(fs::exists(world.home.path / "limner.store"));
}

TEST_CASE("an older store gets its marker from the next writer") {
  World world;
  use_store(world);
  fs::remove(world.home.path / "limner.store");
  { const Records reader = world.open(OpenMode::read_only); }
  CHECK_FALSE(fs::exists(world.home.path / "limner.store"));
  { const Records writer = world.open(); }
  CHECK(fs::exists(world.home.path / "limner.store"));
}

TEST_CASE("processes that create a store at once do not mistake each other's for a lost one") {
  const World world;
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < 8; ++i) {
    children.push_back(std::make_unique<Child>([&] {
      for (int round = 0; round < 10; ++round) {
        const fs::path store = world.home.path / std::to_string(round);
        const Records records(store, OpenMode::read_write, fakes::StillClock::start());
      }
      return true;
    }));
  }
  for (const auto& child : children) CHECK(child->wait() == 0);
}

TEST_CASE("a pipe, socket, directory or device in place of the database is named, not opened") {
  World world;
  std::string_view what;
  SUBCASE("pipe") {
    what = "a named pipe";
    REQUIRE(mkfifo(database_of(world).c_str(), 0644) == 0);
  }
  SUBCASE("directory") {
    what = "a directory";
    fs::create_directory(database_of(world));
  }
  SUBCASE("device") {
    what = "a device";
    fs::create_symlink("/dev/zero", database_of(world));
  }
  SUBCASE("socket") {
    what = "a socket";
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    const std::string path = database_of(world).string();
    REQUIRE(path.size() < sizeof address.sun_path);
    path.copy(address.sun_path, path.size());
    REQUIRE(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    close(listener);
  }
  check_is_refused(world, what);
}
