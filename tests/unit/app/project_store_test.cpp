// A store that came with its project decides nothing about money.
#include "app/project_store.hpp"

#include "unit/app/app_fixture.hpp"

#include <limner/file.hpp>
#include <limner/store.hpp>

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace limner;
using namespace limner::app;
namespace fs = std::filesystem;

namespace {

struct ProjectStore : AppFixture {
  ProjectStore() {
    fs::create_directories(project);
    context.project = project;
  }

  std::string refusal() {
    try {
      open_records(context);
      return {};
    } catch (const Error& error) {
      CHECK(traits(error.code()).exit_code == 77);
      return error.what();
    }
  }
  // The project as another user, or another machine, gets it: everything but the user's settings.
  void clone() {
    fs::copy(project, home.path / "clone", fs::copy_options::recursive);
    context.project = home.path / "clone";
  }

  const fs::path project = home.path / "art";
  const fs::path store = project / ".limner";
  const std::string not_own =
      "not trusted: runs, wallets and spending limits of a store that this user did not create: ";
};

}  // namespace

TEST_CASE_FIXTURE(ProjectStore, "[C4] the store of a project is written by who created it") {
  CHECK(refusal().empty());
  CHECK(refusal().empty());
  CHECK(read_file(store / "limner.id").size() == 33);
  CHECK(reported.empty());
}

TEST_CASE_FIXTURE(ProjectStore, "[C4] a store that came with a clone is read, and not written") {
  open_records(context).top_up("main", Credits::parse("1000"), "x", "", clock.now());
  clone();
  const std::string place = (home.path / "clone/.limner/limner.id").string();
  CHECK(refusal() == not_own + place);
  const auto records = existing_records(context);
  REQUIRE(records);
  CHECK(records->wallets().size() == 1);
  change_trust_list(context.variable, [&](TrustList& list) { list.add(place, clock.now()); });
  CHECK(refusal().empty());
}

TEST_CASE_FIXTURE(ProjectStore, "[C4] another store in the place of a trusted one is refused") {
  CHECK(refusal().empty());
  write("art/.limner/limner.id", std::string(32, 'a') + "\n");
  CHECK_FALSE(refusal().empty());
  fs::remove(store / "limner.id");
  CHECK_FALSE(refusal().empty());
}

TEST_CASE_FIXTURE(ProjectStore, "[C4] pictures without a database are a store too") {
  write("art/.limner/artifacts/3f/x.png", "x");
  CHECK_FALSE(refusal().empty());
}

TEST_CASE_FIXTURE(ProjectStore, "[C4] a store that limner.yaml places in the project is its own") {
  SettingSources sources;
  sources.variable = context.variable;
  sources.directory = project;
  sources.project_file = write("art/limner.yaml", "store: data\n");
  context.settings = Settings::load(sources);
  CHECK(refusal().empty());
  CHECK(fs::exists(project / "data/limner.id"));
  write("art/data/limner.id", "another");
  CHECK_FALSE(refusal().empty());
}

TEST_CASE_FIXTURE(ProjectStore, "a store that the user names needs no trust") {
  CHECK(refusal().empty());
  fs::remove(store / "limner.id");
  load_settings("", {{"store", store.string()}});
  CHECK(refusal().empty());
  context.project.reset();
  load_settings();
  CHECK(refusal().empty());
}

TEST_CASE_FIXTURE(ProjectStore, "without a home a new store is made, with a warning") {
  variables.erase("HOME");
  CHECK(refusal().empty());
  REQUIRE(reported.size() == 1);
  CHECK(reported[0].ends_with("the next command will ask to trust this store"));
  CHECK_FALSE(refusal().empty());
}
