#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string line_of(const CommandResult& result) {
  return result.out.substr(0, result.out.find('\n'));
}

}  // namespace

TEST_CASE("artifacts are found by status, run and tag") {
  CliFixture cli;
  const std::string run = cli.make_picture("a fox").document()["id"];
  CHECK(cli.run({"artifacts", "ls", "--status", "review"}).out != "");
  CHECK(cli.run({"artifacts", "ls", "--run", run}).out != "");
  CHECK(cli.run({"artifacts", "ls", "--tag", "campaign=spring"}).out != "");
  const CommandResult none = cli.run({"artifacts", "ls", "--tag", "campaign=autumn"});
  CHECK(none.code == 0);
  CHECK(contains(none.err, "no artifact matches"));
  CHECK(cli.run({"artifacts", "ls", "--tag", "spring"}).code == 2);
}

TEST_CASE("a filter that names a run which is not there exits 8") {
  CliFixture cli;
  CHECK(cli.run({"artifacts", "ls", "--run", "zzzzzzzz"}).code == 8);
  cli.make_picture("a fox");
  CHECK(cli.run({"artifacts", "ls", "--run", "zzzzzzzz"}).code == 8);
  CHECK_FALSE(cli.run({"artifacts", "ls"}).out.empty());
}

TEST_CASE("path prints one line: a file that is there") {
  CliFixture cli;
  cli.make_picture("a fox");
  const CommandResult result = cli.run({"artifacts", "path", "@last"});
  CHECK(result.out == line_of(result) + "\n");
  CHECK(fs::is_regular_file(line_of(result)));
  CHECK(cli.run({"artifacts", "path", "@last", "--file", "raw"}).out == result.out);
}

TEST_CASE("a role that an artifact does not have exits 8, a file that is gone exits 9") {
  CliFixture cli;
  cli.make_picture("a fox");
  CHECK(cli.run({"artifacts", "path", "@last", "--file", "source"}).code == 8);
  fs::remove(line_of(cli.run({"artifacts", "path", "@last"})));
  CHECK(cli.run({"artifacts", "path", "@last"}).code == 9);
}

TEST_CASE("open starts the viewer with the file, or with its directory") {
  CliFixture cli;
  cli.make_picture("a fox");
  const fs::path path = line_of(cli.run({"artifacts", "path", "@last"}));
  CHECK(cli.run({"artifacts", "open", "@last"}).out == "");
  CHECK(cli.run({"artifacts", "open", "@last", "--reveal"}).code == 0);
  REQUIRE(cli.launched.size() == 2);
  CHECK(cli.launched[0].back() == path.string());
  CHECK(cli.launched[1].back() == path.parent_path().string());
}

TEST_CASE("export makes copies with readable names and prints them") {
  CliFixture cli;
  const std::string id = cli.make_picture("A Fox, red!").document()["artifactId"];
  const CommandResult result = cli.run({"artifacts", "export", "@last", "--out", "pictures"});
  const fs::path file = line_of(result);
  CHECK(file.filename() == "a-fox-red-" + id.substr(id.size() - 8) + ".webp");
  struct stat facts {};
  REQUIRE(stat(file.c_str(), &facts) == 0);
  CHECK(facts.st_nlink == 1);
}

TEST_CASE("export never replaces another file unless it is told to") {
  CliFixture cli;
  cli.make_picture("a fox");
  const fs::path file = line_of(cli.run({"artifacts", "export", "@last", "--out", "pictures"}));
  CHECK(cli.run({"artifacts", "export", "@last", "--out", "pictures"}).code == 0);
  fs::remove(file);
  std::ofstream(file) << "mine";
  CHECK(cli.run({"artifacts", "export", "@last", "--out", "pictures"}).code != 0);
  CHECK(read_file(file) == "mine");
  CHECK(cli.run({"artifacts", "export", "@last", "--out", "pictures", "--overwrite"}).code == 0);
  CHECK(read_file(file) != "mine");
}

TEST_CASE("when one of several ids is not there nothing is exported") {
  CliFixture cli;
  cli.make_picture("a fox");
  CHECK(cli.run({"artifacts", "export", "@last", "zzzzzzzz", "--out", "pictures"}).code == 8);
  CHECK_FALSE(fs::exists(cli.home.path / "pictures"));
}

TEST_CASE("[S0.33] the ledger of an artifact is that of its run, to the last digit") {
  CliFixture cli;
  cli.make_picture("a fox");
  const json artifact = cli.run({"artifacts", "show", "@last", "--ledger", "--json"}).document();
  const json run = cli.run({"runs", "show", "@last", "--json"}).document();
  CHECK(artifact["ledger"] == run["ledger"]);
  CHECK(artifact["ledger"][0]["artifactId"] == artifact["artifactId"]);
  CHECK(contains(cli.run({"artifacts", "show", "@last", "--ledger"}).out, "0.0412345"));
}
