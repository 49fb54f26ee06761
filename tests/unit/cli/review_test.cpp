#include "desk.hpp"

#include <doctest/doctest.h>

using namespace limner;
using nlohmann::json;

namespace {

std::string shown_status(Desk& desk, const char* what) {
  return desk.run({what, "show", "@last", "--json"}).document()["status"];
}

}  // namespace

TEST_CASE("what waits is listed until it is decided") {
  Desk desk;
  CHECK(contains(desk.run({"review"}).err, "nothing waits"));
  desk.make_picture("a fox");
  CHECK(contains(desk.run({"review"}).out, "a fox"));
  CHECK(desk.run({"review", "approve", "@last"}).code == 0);
  CHECK(desk.run({"review"}).out == "");
}

TEST_CASE("a verdict sets artifact and run, and names who gave it and on which file") {
  Desk desk;
  desk.make_picture("a fox");
  const Told told = desk.run({"review", "approve", "@last", "--note", "lovely"});
  CHECK(told.code == 0);
  CHECK(told.out == "");
  CHECK(contains(told.err, "approved"));
  CHECK(shown_status(desk, "runs") == "approved");
  CHECK(shown_status(desk, "artifacts") == "approved");
  const json artifact = desk.run({"artifacts", "show", "@last", "--json"}).document();
  const json& verdict = artifact["review"]["verdicts"][0];
  CHECK(verdict["reviewer"] == "ada");
  CHECK(verdict["note"] == "lovely");
  CHECK(verdict["sha256"] == artifact["files"]["raw"]["sha256"]);
}

TEST_CASE("approving twice is an error that says so") {
  Desk desk;
  desk.make_picture("a fox");
  desk.run({"review", "approve", "@last", "--by", "bob"});
  const Told again = desk.run({"review", "approve", "@last"});
  CHECK(again.code == 2);
  CHECK(contains(again.err, "is approved already, by bob"));
  CHECK(
      desk.run({"review", "show", "@last", "--json"}).document()["reviews"][0]["verdicts"].size() ==
      1);
}

TEST_CASE("only what was rejected can be reopened, and then decided again") {
  Desk desk;
  desk.make_picture("a fox");
  CHECK(desk.run({"review", "reopen", "@last"}).code == 2);
  CHECK(desk.run({"review", "reject", "@last"}).code == 0);
  const Told refused = desk.run({"review", "approve", "@last"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "limner review reopen"));
  CHECK(desk.run({"review", "reopen", "@last"}).code == 0);
  CHECK(shown_status(desk, "runs") == "review");
  CHECK(desk.run({"review", "approve", "@last"}).code == 0);
}

TEST_CASE("a run's id stands for its artifacts") {
  Desk desk;
  const std::string run = desk.make_picture("a fox").document()["id"];
  CHECK(desk.run({"review", "approve", run.substr(run.size() - 8)}).code == 0);
  CHECK(shown_status(desk, "artifacts") == "approved");
}

TEST_CASE("when one of several ids is not there nothing is decided") {
  Desk desk;
  desk.make_picture("a fox");
  const Told told = desk.run({"review", "approve", "@last", "zzzzzzzz"});
  CHECK(told.code == 8);
  CHECK(shown_status(desk, "artifacts") == "review");
}

TEST_CASE("no verdict is given on a file that is not what it was") {
  Desk desk;
  desk.make_picture("a fox");
  std::string path = desk.run({"artifacts", "path", "@last"}).out;
  path.pop_back();
  std::filesystem::permissions(path, std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  std::ofstream(path, std::ios::binary) << "another picture";
  const Told told = desk.run({"review", "approve", "@last"});
  CHECK(told.code == 9);
  CHECK(shown_status(desk, "artifacts") == "review");
}

TEST_CASE("deciding where there is no store exits 8 and makes none") {
  Desk desk;
  CHECK(desk.run({"review", "approve", "@last"}).code == 8);
  CHECK_FALSE(std::filesystem::exists(desk.store()));
}
