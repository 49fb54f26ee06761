#include "app/directories.hpp"

#include "fakes/basics.hpp"
#include "unit/cli/environment.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <unistd.h>

#include <fstream>

using namespace limner;
using namespace limner::app;
using namespace limner::cli;
namespace fs = std::filesystem;

namespace {

ProjectSearch search(const fs::path& from, bool trusts = false,
                     const Environment& variable = environment_of({})) {
  return limner::app::find_project(from, variable, [&](const fs::path&) { return trusts; });
}

std::optional<fs::path> find_project(const fs::path& from) {
  return search(from).project;
}

}  // namespace

TEST_CASE("the nearest directory with limner.yaml or .limner is the project") {
  const fakes::Home home;
  fs::create_directories(home.path / "art/spring/deep");
  fs::create_directories(home.path / "art/.limner");
  CHECK(::find_project(home.path / "art/spring/deep") == home.path / "art");
  CHECK(::find_project(home.path / "art") == home.path / "art");
  std::ofstream(home.path / "art/spring/limner.yaml") << "";
  CHECK(::find_project(home.path / "art/spring/deep") == home.path / "art/spring");
  CHECK_FALSE(::find_project(home.path));
}

TEST_CASE("a file called .limner does not make a project") {
  const fakes::Home home;
  std::ofstream(home.path / ".limner") << "";
  CHECK_FALSE(::find_project(home.path));
}

TEST_CASE("XDG directories are used when they are absolute") {
  CHECK(data_directory(environment_of({{"HOME", "/h"}})) == "/h/.local/share/limner");
  CHECK(config_directory(environment_of({{"HOME", "/h"}})) == "/h/.config/limner");
  CHECK(data_directory(environment_of({{"HOME", "/h"}, {"XDG_DATA_HOME", "/d"}})) == "/d/limner");
  CHECK(data_directory(environment_of({{"HOME", "/h"}, {"XDG_DATA_HOME", "d"}})) ==
        "/h/.local/share/limner");
}

TEST_CASE("without any home the error says how to go on") {
  try {
    data_directory(environment_of({}));
    FAIL("gave a directory");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_config);
    CHECK(error.help() == "choose a directory: --store DIR");
  }
}

TEST_CASE("[C4] a project of another user is ignored, unless it is trusted") {
  if (geteuid() != 0) return;  // only root can give files away
  for (const char* part : {"", "limner.yaml", ".limner", "templates"}) {
    CAPTURE(part);
    const fakes::Home home;
    fs::create_directories(home.path / "art/.limner");
    fs::create_directories(home.path / "art/templates");
    std::ofstream(home.path / "art/limner.yaml") << "";
    std::ofstream(home.path / "limner.yaml") << "";
    CHECK(search(home.path / "art").project == home.path / "art");
    REQUIRE(chown((home.path / "art" / part).c_str(), 12345, 12345) == 0);
    const ProjectSearch found = search(home.path / "art");
    CHECK(found.project == home.path);
    REQUIRE(found.ignored.size() == 1);
    CHECK(found.ignored[0].owner == 12345);
    CHECK(found.ignored[0].directory == home.path / "art");
    CHECK(search(home.path / "art", true).project == home.path / "art");
    CHECK(search(home.path / "art", false, environment_of({{"SUDO_UID", "12345"}})).project ==
          home.path / "art");
    CHECK(search(home.path / "art", false, environment_of({{"SUDO_UID", "123"}})).project ==
          home.path);
  }
}
