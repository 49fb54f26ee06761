#include "cli/render/format.hpp"
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;

namespace {

std::string first_cell(const std::string& table) {
  return table.substr(0, table.find('\t'));
}

}  // namespace

TEST_CASE("without a store runs ls is empty, says why, and makes none") {
  CliFixture cli;
  const CommandResult result = cli.run({"runs", "ls"});
  CHECK(result.code == 0);
  CHECK(result.out == "");
  CHECK(contains(result.err, "no runs yet"));
  CHECK(contains(result.err, "help: create one: limner run"));
  CHECK_FALSE(std::filesystem::exists(cli.store()));
}

TEST_CASE("without a store runs show finds nothing, exits 8, and makes none") {
  CliFixture cli;
  const CommandResult result = cli.run({"runs", "show", "@last"});
  CHECK(result.code == 8);
  CHECK(result.out == "");
  CHECK_FALSE(std::filesystem::exists(cli.store()));
}

TEST_CASE("a piped list is tab separated, with whole ids, no titles and exact money") {
  CliFixture cli;
  const std::string id = cli.make_picture("a fox").document()["id"];
  const CommandResult result = cli.run({"runs", "ls"});
  CHECK(first_cell(result.out) == id);
  CHECK(contains(result.out, "\treview\tpicture\t0.0412345\t"));
  CHECK(result.out.ends_with("\ta fox\n"));
  CHECK(cli.run({"runs", "ls", "--json"}).document()["runs"][0]["id"] == id);
}

TEST_CASE("a list on a terminal has titles and short ids, and is no wider than it") {
  CliFixture cli;
  cli.make_picture(std::string(200, 'x'));
  cli.terminal = true;
  for (const int columns : {40, 80, 200}) {
    cli.columns = columns;
    std::istringstream lines(cli.run({"runs", "ls"}).out);
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(display_width(line) <= columns);
    }
  }
}

TEST_CASE("filters leave out what does not match, and an empty answer says how to widen") {
  CliFixture cli;
  cli.make_picture("a fox");
  CHECK(cli.run({"runs", "ls", "--status", "review"}).out != "");
  CHECK(cli.run({"runs", "ls", "--template", "picture", "--since", "1h"}).out != "");
  const CommandResult none = cli.run({"runs", "ls", "--status", "failed"});
  CHECK(none.code == 0);
  CHECK(none.out == "");
  CHECK(contains(none.err, "no run matches"));
  CHECK(cli.run({"runs", "ls", "--since", "2026-11-22"}).out == "");
}

TEST_CASE("a time that is none is refused with what may be written") {
  CliFixture cli;
  for (const char* time : {"yesterday", "7x", "d", "", "-1d", "99999999999d"}) {
    CAPTURE(time);
    const CommandResult result = cli.run({"runs", "ls", "--since", time});
    CHECK(result.code == (*time == '\0' ? 0 : 2));
  }
  CHECK(contains(cli.run({"runs", "ls", "--since", "7x"}).err, "24h, 7d"));
}

TEST_CASE("a truncated list is reported as such") {
  CliFixture cli;
  cli.make_picture("a fox");
  cli.make_picture("a hen");
  const CommandResult result = cli.run({"runs", "ls", "--limit", "1"});
  CHECK(contains(result.out, "a hen"));
  CHECK_FALSE(contains(result.out, "a fox"));
  CHECK(contains(result.err, "the newest 1 of 2; all: --limit 0"));
  CHECK(cli.run({"runs", "ls", "--limit", "1", "--quiet"}).err == "");
  CHECK(cli.run({"runs", "ls", "--limit", "0"}).err == "");
}

TEST_CASE("[S3.3] runs show names model, prompt, versions, cost and the artifact") {
  CliFixture cli;
  const nlohmann::json run = cli.make_picture("a fox").document();
  const std::string screen = cli.run({"runs", "show", "@last"}).out;
  CHECK(contains(screen, "openai/gpt-image-2"));
  CHECK(contains(screen, "A picture of a fox."));
  CHECK(contains(screen, "picture 1.0.0"));
  CHECK(contains(screen, "$0.0412345 reported by the provider, estimated $0.005975"));
  CHECK(contains(screen, run["artifactId"].get<std::string>()));
}

TEST_CASE("[S4.9] a run is found by its request id, its last letters and @last") {
  CliFixture cli;
  const nlohmann::json run = cli.make_picture("a fox").document();
  const std::string id = run["id"];
  for (const std::string& name :
       {run["requestId"].get<std::string>(), id.substr(id.size() - 8), std::string("@last"), id}) {
    CAPTURE(name);
    CHECK(cli.run({"runs", "show", name, "--json"}).document()["id"] == id);
  }
  CHECK(cli.run({"runs", "show", "zzzzzzzz"}).code == 8);
}

TEST_CASE("a prompt cannot steer the terminal") {
  CliFixture cli;
  cli.make_picture("a fox\x1b]0;owned\a \x1b[31m\xe2\x80\xaered");
  cli.terminal = true;
  for (const char* command : {"ls", "show"}) {
    const CommandResult result =
        command == std::string("ls") ? cli.run({"runs", "ls"}) : cli.run({"runs", "show", "@last"});
    CHECK_FALSE(contains(result.out, "\x1b"));
    CHECK_FALSE(contains(result.out, "\a"));
    CHECK_FALSE(contains(result.out, "\xe2\x80\xae"));
  }
}

TEST_CASE("[S3.17] a failed run shows code, step, message, whether it cost money, and what to do") {
  CliFixture cli;
  cli.reply = fakes::fails(ErrorCode::unsafe_image_request);
  CHECK(cli.make_picture("a fox").code == 3);
  const std::string screen = cli.run({"runs", "show", "@last"}).out;
  for (const char* part : {"unsafe_image_request", "image.generate", "scripted failure", "charged",
                           "change the prompt"}) {
    CAPTURE(part);
    CHECK(contains(screen, part));
  }
  const nlohmann::json run = cli.run({"runs", "show", "@last", "--json"}).document();
  CHECK(run["failure"]["code"] == "unsafe_image_request");
  CHECK(run["runSteps"][1]["failure"]["code"] == "unsafe_image_request");
}
