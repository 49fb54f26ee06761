#include "fakes/basics.hpp"
#include "unit/store/child.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/incoming_file.hpp>

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdlib>

using namespace limner;
namespace fs = std::filesystem;

namespace {

// With a temporary directory of its own for this process.
struct SpareHome : fakes::Home {
  SpareHome() { setenv("TMPDIR", temporary.path.c_str(), 1); }
  SpareHome(const SpareHome&) = delete;
  SpareHome& operator=(const SpareHome&) = delete;
  ~SpareHome() { unsetenv("TMPDIR"); }

  fakes::Home temporary;
  fs::path file = path / "answer";
  fs::path spare = temporary.path / "spare";
};

constexpr rlim_t small_file = 8;  // bytes

void allow_large_files(int) {
  const rlimit limit{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
  setrlimit(RLIMIT_FSIZE, &limit);
}

// The next write past a few bytes fails once, as on a full disk; those after it succeed.
void limit_next_write() {
  std::signal(SIGXFSZ, allow_large_files);
  const rlimit limit{.rlim_cur = small_file, .rlim_max = RLIM_INFINITY};
  setrlimit(RLIMIT_FSIZE, &limit);
}

}  // namespace

TEST_CASE("what has arrived is in the file before it is complete, and nothing else") {
  const SpareHome home;
  IncomingFile incoming(home.file, 1 << 20, "spare");
  struct stat facts {};
  REQUIRE(stat(home.file.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0600);
  CHECK(facts.st_size == 0);
  CHECK(incoming.write("one "));
  CHECK(read_file(home.file) == "one ");
  CHECK(incoming.write("two"));
  CHECK(incoming.overwrite(1, "NE"));
  CHECK(incoming.finish() == home.file);
  CHECK(read_file(home.file) == "oNE two");
  CHECK(fs::is_empty(home.temporary.path));
}

TEST_CASE("space is reserved before anything arrives, and released at the end") {
  const SpareHome home;
  IncomingFile incoming(home.file, 4 << 20, "spare");
  struct stat before {
  }, after{};
  REQUIRE(stat(home.file.c_str(), &before) == 0);
  CHECK(incoming.write("x"));
  incoming.finish();
  REQUIRE(stat(home.file.c_str(), &after) == 0);
  WARN(before.st_blocks > after.st_blocks);  // not on a file system that cannot reserve
  CHECK(after.st_size == 1);
}

TEST_CASE("without room for the answer there is no file") {
  const SpareHome home;
  try {
    const IncomingFile incoming(home.file, std::uint64_t{1} << 60, "spare");
    FAIL("was created");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::artifact_storage_failed);
    CHECK(std::string(error.what()).find(home.path.string()) != std::string::npos);
  }
  CHECK(fs::is_empty(home.path));
}

TEST_CASE("a file that received nothing is removed") {
  const SpareHome home;
  { const IncomingFile incoming(home.file, 0, "spare"); }
  CHECK_FALSE(fs::exists(home.file));
}

TEST_CASE("a file that another has replaced is not removed") {
  const SpareHome home;
  {
    const IncomingFile incoming(home.file, 0, "spare");
    fs::rename(home.file, home.path / "moved");
    write_file(home.file, as_bytes("another"));
  }
  CHECK(read_file(home.file) == "another");
}

TEST_CASE("an answer whose directory was removed meanwhile is in the temporary directory") {
  SpareHome home;
  const fs::path store = home.path / "store";
  fs::create_directory(store);
  IncomingFile incoming(store / "answer", 100, "spare");
  CHECK(incoming.write("one "));
  fs::remove_all(store);
  CHECK(incoming.write("two"));
  CHECK(incoming.finish() == home.spare);
  CHECK(read_file(home.spare) == "one two");
}

TEST_CASE("an answer continues in the temporary directory when the disk is full") {
  const SpareHome home;
  store::Child child([&] {
    IncomingFile incoming(home.file, 0, "spare");
    incoming.write("one ");
    limit_next_write();
    return incoming.write("two three four") && incoming.write(" five") &&
           incoming.finish() == home.spare;
  });
  CHECK(child.wait() == 0);
  CHECK(read_file(home.spare) == "one two three four five");
  CHECK_FALSE(fs::exists(home.file));
}

TEST_CASE("an answer continues in memory when the temporary directory cannot be written either") {
  const SpareHome home;
  fs::remove_all(home.temporary.path);
  store::Child child([&] {
    IncomingFile incoming(home.file, 0, "spare");
    incoming.write("one ");
    limit_next_write();
    if (!incoming.write("two three four")) return false;
    const fs::path file = incoming.finish();
    return is_in_memory(file) && read_file(file) == "one two three four";
  });
  CHECK(child.wait() == 0);
  CHECK(read_file(home.file).starts_with("one "));
}
