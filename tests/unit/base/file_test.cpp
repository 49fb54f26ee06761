#include <limner/error.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>

using namespace limner;
namespace fs = std::filesystem;

namespace {

struct FileFixture {
  FileFixture() {
    std::string name = fs::temp_directory_path() / "limner.XXXXXX";
    path = mkdtemp(name.data());
  }
  ~FileFixture() { fs::remove_all(path); }
  fs::path path;
};

}  // namespace

TEST_CASE_FIXTURE(FileFixture, "a written file is read back, and no temporary file remains") {
  write_file(path / "a", as_bytes("one"));
  write_file(path / "a", as_bytes("two"), 0600);
  CHECK(read_file(path / "a") == "two");
  CHECK(fs::status(path / "a").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(std::distance(fs::directory_iterator(path), {}) == 1);
}

TEST_CASE_FIXTURE(FileFixture,
                  "a file that is not there, too large or a directory is refused by name") {
  write_file(path / "a", as_bytes("four"));
  CHECK_THROWS_AS(read_file(path / "b"), Error);
  CHECK_THROWS_AS(read_file(path / "a", 3), Error);
  CHECK(read_file(path / "a", 4) == "four");
  CHECK_THROWS_AS(read_file(path), Error);
}

TEST_CASE_FIXTURE(FileFixture, "a write that cannot be done leaves nothing") {
  CHECK_THROWS_AS(write_file(path / "none" / "a", as_bytes("x")), Error);
  CHECK(fs::is_empty(path));
}
