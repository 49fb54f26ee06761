#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

namespace {

std::string shown_status(CliFixture& cli, const char* what) {
  return cli.run({what, "show", "@last", "--json"}).document()["status"];
}

}  // namespace

TEST_CASE("what waits is listed until it is decided") {
  CliFixture cli;
  CHECK(contains(cli.run({"review"}).err, "nothing is waiting"));
  cli.make_picture("a fox");
  CHECK(contains(cli.run({"review"}).out, "a fox"));
  CHECK(cli.run({"review", "approve", "@last"}).code == 0);
  CHECK(cli.run({"review"}).out == "");
}

TEST_CASE("a verdict sets artifact and run, and names who gave it and on which file") {
  CliFixture cli;
  cli.make_picture("a fox");
  const CommandResult result = cli.run({"review", "approve", "@last", "--note", "lovely"});
  CHECK(result.code == 0);
  CHECK(result.out == "");
  CHECK(contains(result.err, "approved"));
  CHECK(shown_status(cli, "runs") == "approved");
  CHECK(shown_status(cli, "artifacts") == "approved");
  const json artifact = cli.run({"artifacts", "show", "@last", "--json"}).document();
  const json& verdict = artifact["review"]["verdicts"][0];
  CHECK(verdict["reviewer"] == "ada");
  CHECK(verdict["note"] == "lovely");
  CHECK(verdict["sha256"] == artifact["files"]["raw"]["sha256"]);
}

TEST_CASE("approving twice is an error") {
  CliFixture cli;
  cli.make_picture("a fox");
  cli.run({"review", "approve", "@last", "--by", "bob"});
  const CommandResult again = cli.run({"review", "approve", "@last"});
  CHECK(again.code == 2);
  CHECK(contains(again.err, "is already approved, by bob"));
  CHECK(
      cli.run({"review", "show", "@last", "--json"}).document()["reviews"][0]["verdicts"].size() ==
      1);
}

TEST_CASE("only what was rejected can be reopened, and then decided again") {
  CliFixture cli;
  cli.make_picture("a fox");
  CHECK(cli.run({"review", "reopen", "@last"}).code == 2);
  CHECK(cli.run({"review", "reject", "@last"}).code == 0);
  const CommandResult refused = cli.run({"review", "approve", "@last"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "limner review reopen"));
  CHECK(cli.run({"review", "reopen", "@last"}).code == 0);
  CHECK(shown_status(cli, "runs") == "review");
  CHECK(cli.run({"review", "approve", "@last"}).code == 0);
}

TEST_CASE("a run's id stands for its artifacts") {
  CliFixture cli;
  const std::string run = cli.make_picture("a fox").document()["id"];
  CHECK(cli.run({"review", "approve", run.substr(run.size() - 8)}).code == 0);
  CHECK(shown_status(cli, "artifacts") == "approved");
}

TEST_CASE("when one of several ids is not there nothing is decided") {
  CliFixture cli;
  cli.make_picture("a fox");
  const CommandResult result = cli.run({"review", "approve", "@last", "zzzzzzzz"});
  CHECK(result.code == 8);
  CHECK(shown_status(cli, "artifacts") == "review");
}

TEST_CASE("no verdict is given on a file that is not what it was") {
  CliFixture cli;
  cli.make_picture("a fox");
  std::string path = cli.run({"artifacts", "path", "@last"}).out;
  path.pop_back();
  std::filesystem::permissions(path, std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  std::ofstream(path, std::ios::binary) << "another picture";
  const CommandResult result = cli.run({"review", "approve", "@last"});
  CHECK(result.code == 9);
  CHECK(shown_status(cli, "artifacts") == "review");
}

TEST_CASE("deciding where there is no store exits 8 and makes none") {
  CliFixture cli;
  CHECK(cli.run({"review", "approve", "@last"}).code == 8);
  CHECK_FALSE(std::filesystem::exists(cli.store()));
}
