#include "cli/style.hpp"
#include "desk.hpp"

#include <doctest/doctest.h>

using namespace limner;

namespace {

std::string first_cell(const std::string& table) {
  return table.substr(0, table.find('\t'));
}

}  // namespace

TEST_CASE("without a store runs ls is empty, says why, and makes none") {
  Desk desk;
  const Told told = desk.run({"runs", "ls"});
  CHECK(told.code == 0);
  CHECK(told.out == "");
  CHECK(contains(told.err, "no runs yet"));
  CHECK(contains(told.err, "help: make one: limner run"));
  CHECK_FALSE(std::filesystem::exists(desk.store()));
}

TEST_CASE("without a store runs show finds nothing, exits 8, and makes none") {
  Desk desk;
  const Told told = desk.run({"runs", "show", "@last"});
  CHECK(told.code == 8);
  CHECK(told.out == "");
  CHECK_FALSE(std::filesystem::exists(desk.store()));
}

TEST_CASE("a piped list is tab separated, with whole ids, no titles and exact money") {
  Desk desk;
  const std::string id = desk.make_picture("a fox").document()["id"];
  const Told told = desk.run({"runs", "ls"});
  CHECK(first_cell(told.out) == id);
  CHECK(contains(told.out, "\treview\tpicture\t0.0412345\t"));
  CHECK(told.out.ends_with("\ta fox\n"));
  CHECK(desk.run({"runs", "ls", "--json"}).document()["runs"][0]["id"] == id);
}

TEST_CASE("a list on a terminal has titles and short ids, and is no wider than it") {
  Desk desk;
  desk.make_picture(std::string(200, 'x'));
  desk.terminal = true;
  for (const int columns : {40, 80, 200}) {
    desk.columns = columns;
    std::istringstream lines(desk.run({"runs", "ls"}).out);
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(display_width(line) <= columns);
    }
  }
}

TEST_CASE("filters leave out what does not match, and an empty answer says how to widen") {
  Desk desk;
  desk.make_picture("a fox");
  CHECK(desk.run({"runs", "ls", "--status", "review"}).out != "");
  CHECK(desk.run({"runs", "ls", "--template", "picture", "--since", "1h"}).out != "");
  const Told none = desk.run({"runs", "ls", "--status", "failed"});
  CHECK(none.code == 0);
  CHECK(none.out == "");
  CHECK(contains(none.err, "no run matches"));
  CHECK(desk.run({"runs", "ls", "--since", "2026-11-22"}).out == "");
}

TEST_CASE("a time that is none is refused with what may be written") {
  Desk desk;
  for (const char* time : {"yesterday", "7x", "d", "", "-1d", "99999999999d"}) {
    CAPTURE(time);
    const Told told = desk.run({"runs", "ls", "--since", time});
    CHECK(told.code == (*time == '\0' ? 0 : 2));
  }
  CHECK(contains(desk.run({"runs", "ls", "--since", "7x"}).err, "24h, 7d"));
}

TEST_CASE("a list that was cut says so") {
  Desk desk;
  desk.make_picture("a fox");
  desk.make_picture("a hen");
  const Told told = desk.run({"runs", "ls", "--limit", "1"});
  CHECK(contains(told.out, "a hen"));
  CHECK_FALSE(contains(told.out, "a fox"));
  CHECK(contains(told.err, "the newest 1 "));
  CHECK(desk.run({"runs", "ls", "--limit", "1", "--quiet"}).err == "");
  CHECK(desk.run({"runs", "ls", "--limit", "0"}).err == "");
}

TEST_CASE("[S3.3] runs show names model, prompt, versions, cost and the artifact") {
  Desk desk;
  const nlohmann::json run = desk.make_picture("a fox").document();
  const std::string screen = desk.run({"runs", "show", "@last"}).out;
  CHECK(contains(screen, "openai/gpt-image-2"));
  CHECK(contains(screen, "A picture of a fox."));
  CHECK(contains(screen, "picture 1.0.0"));
  CHECK(contains(screen, "$0.0412345 provider_reported, $0.005905 estimated"));
  CHECK(contains(screen, run["artifactId"].get<std::string>()));
}

TEST_CASE("[S4.9] a run is found by its request id, its last letters and @last") {
  Desk desk;
  const nlohmann::json run = desk.make_picture("a fox").document();
  const std::string id = run["id"];
  for (const std::string& name :
       {run["requestId"].get<std::string>(), id.substr(id.size() - 8), std::string("@last"), id}) {
    CAPTURE(name);
    CHECK(desk.run({"runs", "show", name, "--json"}).document()["id"] == id);
  }
  CHECK(desk.run({"runs", "show", "zzzzzzzz"}).code == 8);
}

TEST_CASE("a prompt cannot steer the terminal") {
  Desk desk;
  desk.make_picture("a fox\x1b]0;owned\a \x1b[31m\xe2\x80\xaered");
  desk.terminal = true;
  for (const char* command : {"ls", "show"}) {
    const Told told = command == std::string("ls") ? desk.run({"runs", "ls"})
                                                   : desk.run({"runs", "show", "@last"});
    CHECK_FALSE(contains(told.out, "\x1b"));
    CHECK_FALSE(contains(told.out, "\a"));
    CHECK_FALSE(contains(told.out, "\xe2\x80\xae"));
  }
}

TEST_CASE("[S3.17] a failed run shows code, step, message, whether it cost money, and what to do") {
  Desk desk;
  desk.reply = fakes::fails(ErrorCode::unsafe_image_request);
  CHECK(desk.make_picture("a fox").code == 3);
  const std::string screen = desk.run({"runs", "show", "@last"}).out;
  for (const char* part : {"unsafe_image_request", "image.generate", "scripted failure", "charged",
                           "change the prompt"}) {
    CAPTURE(part);
    CHECK(contains(screen, part));
  }
  const nlohmann::json run = desk.run({"runs", "show", "@last", "--json"}).document();
  CHECK(run["failure"]["code"] == "unsafe_image_request");
  CHECK(run["runSteps"][1]["failure"]["code"] == "unsafe_image_request");
}
