#include "desk.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace limner;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string line_of(const Told& told) {
  return told.out.substr(0, told.out.find('\n'));
}

}  // namespace

TEST_CASE("artifacts are found by status, run and tag") {
  Desk desk;
  const std::string run = desk.make_picture("a fox").document()["id"];
  CHECK(desk.run({"artifacts", "ls", "--status", "review"}).out != "");
  CHECK(desk.run({"artifacts", "ls", "--run", run}).out != "");
  CHECK(desk.run({"artifacts", "ls", "--tag", "campaign=spring"}).out != "");
  const Told none = desk.run({"artifacts", "ls", "--tag", "campaign=autumn"});
  CHECK(none.code == 0);
  CHECK(contains(none.err, "no artifact matches"));
  CHECK(desk.run({"artifacts", "ls", "--tag", "spring"}).code == 2);
}

TEST_CASE("a filter that names a run which is not there exits 8") {
  Desk desk;
  CHECK(desk.run({"artifacts", "ls", "--run", "zzzzzzzz"}).code == 8);
  desk.make_picture("a fox");
  CHECK(desk.run({"artifacts", "ls", "--run", "zzzzzzzz"}).code == 8);
  CHECK_FALSE(desk.run({"artifacts", "ls"}).out.empty());
}

TEST_CASE("path prints one line: a file that is there") {
  Desk desk;
  desk.make_picture("a fox");
  const Told told = desk.run({"artifacts", "path", "@last"});
  CHECK(told.out == line_of(told) + "\n");
  CHECK(fs::is_regular_file(line_of(told)));
  CHECK(desk.run({"artifacts", "path", "@last", "--file", "raw"}).out == told.out);
}

TEST_CASE("a role that an artifact does not have exits 8, a file that is gone exits 9") {
  Desk desk;
  desk.make_picture("a fox");
  CHECK(desk.run({"artifacts", "path", "@last", "--file", "source"}).code == 8);
  fs::remove(line_of(desk.run({"artifacts", "path", "@last"})));
  CHECK(desk.run({"artifacts", "path", "@last"}).code == 9);
}

TEST_CASE("open starts the viewer with the file, or with its directory") {
  Desk desk;
  desk.make_picture("a fox");
  const fs::path path = line_of(desk.run({"artifacts", "path", "@last"}));
  CHECK(desk.run({"artifacts", "open", "@last"}).out == "");
  CHECK(desk.run({"artifacts", "open", "@last", "--reveal"}).code == 0);
  REQUIRE(desk.launched.size() == 2);
  CHECK(desk.launched[0].back() == path.string());
  CHECK(desk.launched[1].back() == path.parent_path().string());
}

TEST_CASE("export makes readable names as hard links and prints them") {
  Desk desk;
  const std::string id = desk.make_picture("A Fox, red!").document()["artifactId"];
  const Told told = desk.run({"artifacts", "export", "@last", "--out", "pictures"});
  const fs::path file = line_of(told);
  CHECK(file.filename() == "a-fox-red-" + id.substr(id.size() - 8) + ".webp");
  struct stat facts {};
  REQUIRE(stat(file.c_str(), &facts) == 0);
  CHECK(facts.st_nlink == 2);
}

TEST_CASE("export never replaces another file unless it is told to") {
  Desk desk;
  desk.make_picture("a fox");
  const fs::path file = line_of(desk.run({"artifacts", "export", "@last", "--out", "pictures"}));
  CHECK(desk.run({"artifacts", "export", "@last", "--out", "pictures"}).code == 0);
  fs::remove(file);
  std::ofstream(file) << "mine";
  CHECK(desk.run({"artifacts", "export", "@last", "--out", "pictures"}).code != 0);
  CHECK(read_file(file) == "mine");
  CHECK(desk.run({"artifacts", "export", "@last", "--out", "pictures", "--overwrite"}).code == 0);
  CHECK(read_file(file) != "mine");
}

TEST_CASE("when one of several ids is not there nothing is exported") {
  Desk desk;
  desk.make_picture("a fox");
  CHECK(desk.run({"artifacts", "export", "@last", "zzzzzzzz", "--out", "pictures"}).code == 8);
  CHECK_FALSE(fs::exists(desk.home.path / "pictures"));
}

TEST_CASE("[S0.33] the ledger of an artifact is that of its run, to the last digit") {
  Desk desk;
  desk.make_picture("a fox");
  const json artifact = desk.run({"artifacts", "show", "@last", "--ledger", "--json"}).document();
  const json run = desk.run({"runs", "show", "@last", "--json"}).document();
  CHECK(artifact["ledger"] == run["ledger"]);
  CHECK(artifact["ledger"][0]["artifactId"] == artifact["artifactId"]);
  CHECK(contains(desk.run({"artifacts", "show", "@last", "--ledger"}).out, "0.0412345"));
}
