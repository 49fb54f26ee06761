#include "app/directories.hpp"

#include "fakes/basics.hpp"
#include "unit/cli/environment.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <fstream>

using namespace limner;
using namespace limner::app;
using namespace limner::cli;
namespace fs = std::filesystem;

TEST_CASE("the nearest directory with limner.yaml or .limner is the project") {
  const fakes::Home home;
  fs::create_directories(home.path / "art/spring/deep");
  fs::create_directories(home.path / "art/.limner");
  CHECK(find_project(home.path / "art/spring/deep") == home.path / "art");
  CHECK(find_project(home.path / "art") == home.path / "art");
  std::ofstream(home.path / "art/spring/limner.yaml") << "";
  CHECK(find_project(home.path / "art/spring/deep") == home.path / "art/spring");
  CHECK_FALSE(find_project(home.path));
}

TEST_CASE("a file called .limner does not make a project") {
  const fakes::Home home;
  std::ofstream(home.path / ".limner") << "";
  CHECK_FALSE(find_project(home.path));
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
