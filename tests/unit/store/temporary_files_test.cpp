#include "store/temporary_files.hpp"

#include "fakes/basics.hpp"
#include "store/answers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <string>

using namespace limner;
using namespace limner::store;
namespace fs = std::filesystem;

namespace {

// A file or a directory in tmp/, last written this long ago.
fs::path temporary(const fakes::Home& home, const std::string& name, std::chrono::hours age,
                   bool is_directory = false) {
  const fs::path path = temporary_directory(home.path) / name;
  fs::create_directories(is_directory ? path : path.parent_path());
  std::ofstream(is_directory ? path / "part" : path) << "half a picture";
  fs::last_write_time(path, fs::file_time_type::clock::now() - age);
  return path;
}

}  // namespace

TEST_CASE("temporary files are removed a day after their last change, answers are not") {
  using std::chrono::hours;
  const fakes::Home home;
  const fs::path old_file = temporary(home, "draft", hours(25));
  const fs::path old_directory = temporary(home, "scratch", hours(25), true);
  const fs::path new_file = temporary(home, "draft-2", hours(23));
  const fs::path answer = temporary(home, "call-1" + std::string(answer_ending), hours(1000));
  remove_old_temporary_files(home.path);
  CHECK_FALSE(fs::exists(old_file));
  CHECK_FALSE(fs::exists(old_directory));
  CHECK(fs::exists(new_file));
  CHECK(fs::exists(answer));
}

TEST_CASE("a store without temporary files has none to remove") {
  const fakes::Home home;
  CHECK_NOTHROW(remove_old_temporary_files(home.path));
  CHECK_NOTHROW(remove_old_temporary_files(home.path / "nowhere"));
}
