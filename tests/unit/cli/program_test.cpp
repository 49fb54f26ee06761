#include "cli/commands.hpp"
#include "cli/help_page.hpp"
#include "cli/style.hpp"
#include "cli/topics.hpp"
#include "desk.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace limner;

namespace {

// Calls `see` for every command of the tree.
template <class See>
void for_each_command(const CLI::App& group, const See& see) {
  see(group);
  for (const CLI::App* child : group.get_subcommands({})) for_each_command(*child, see);
}

struct CommandTree {
  Desk desk;
  std::istringstream in;
  std::ostringstream text;
  Output output{text};
  Session session{.clock = desk.clock,
                  .ids = desk.ids,
                  .make_providers = [] { return Providers(); },
                  .variable = [](auto) { return std::nullopt; },
                  .directory = desk.home.path,
                  .in = in,
                  .out = output,
                  .err = output,
                  .launch = [](const auto&) {}};
  std::unique_ptr<CLI::App> tree = make_program(session);
};

}  // namespace

TEST_CASE("every help page fits 80 columns and every command and flag is described [H2]") {
  CommandTree program;
  for_each_command(*program.tree, [&](const CLI::App& command) {
    CAPTURE(command.get_name());
    CHECK_FALSE(command.get_description().empty());
    std::istringstream lines(help_page(command, program.output));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(display_width(line) <= 80);
    }
    for (const CLI::Option* option : command.get_options()) {
      CAPTURE(option->get_name());
      CHECK_FALSE(option->get_description().empty());
      CHECK(value_name(*option).find("FLOAT") == std::string::npos);
    }
  });
}

TEST_CASE("every topic fits 80 columns [H7]") {
  CHECK(topics().size() >= 8);
  for (const Topic& topic : topics()) {
    CAPTURE(topic.name);
    std::istringstream lines(topic_text(topic));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(display_width(line) <= 80);
    }
  }
}

TEST_CASE("one flag takes a value everywhere or nowhere, so that it may come before its command") {
  CommandTree program;
  std::map<std::string, std::set<bool>> kinds;
  for_each_command(*program.tree, [&](const CLI::App& command) {
    for (const CLI::Option* option : command.get_options()) {
      for (const std::string& name : option->get_lnames())
        kinds[name].insert(option->get_items_expected_max() > 0);
    }
  });
  for (const auto& flag : kinds) {
    CAPTURE(flag.first);
    CHECK(flag.second.size() == 1);
  }
}

TEST_CASE("no arguments: twelve lines at most on stderr, three examples, exit 2 [H1]") {
  Desk desk;
  const Told told = desk.run({});
  CHECK(told.code == 2);
  CHECK(told.out.empty());
  CHECK(std::ranges::count(told.err, '\n') <= 12);
  CHECK(contains(told.err, "--offline --prompt"));
}

TEST_CASE("--help and -h print on stdout and succeed, wherever they stand") {
  Desk desk;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"},
                                                {"-h"},
                                                {"runs", "--help"},
                                                {"--help", "runs", "show"},
                                                {"runs", "show", "-h"}}) {
    const Told told = desk.run(words);
    CHECK(told.code == 0);
    CHECK(told.err.empty());
    CHECK(contains(told.out, "Usage"));
  }
}

TEST_CASE("no code or phrase of the argument parser leaks [X1]") {
  Desk desk;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"nope"},
                                                {"--nope"},
                                                {"run"},
                                                {"run", "x", "y"},
                                                {"runs"},
                                                {"runs", "show"},
                                                {"runs", "show", "a", "b"},
                                                {"--store"},
                                                {"--color", "purple", "version"},
                                                {"run", "generate-clip-art-asset", "--seed", "x"},
                                                {"config", "get"},
                                                {"-Z"},
                                                {"help", "x"},
                                                {"runs", "ls", "extra"},
                                                {"version", "--json=x"},
                                                {"run", "--take", "0", "x"}}) {
    const Told told = desk.run(words);
    std::string line;
    for (const std::string& word : words) line += word + " ";
    CAPTURE(line);
    CAPTURE(told.err);
    CHECK((told.code == 2 || told.code == 8));
    CHECK(told.out.empty());
    CHECK(told.err.starts_with("error: "));
    CHECK(contains(told.err, "\nhelp: "));
    for (const char* phrase : {"required", "RequiredError", "TEXT:", "not in {", "--help for more"})
      CHECK_FALSE(contains(told.err, phrase));
  }
}

TEST_CASE("with --json a wrong command line is a document on stdout too") {
  Desk desk;
  const Told told = desk.run({"runs", "shwo", "--json"});
  CHECK(told.code == 2);
  CHECK(told.document()["error"]["code"] == "usage");
  CHECK(told.document()["error"]["recovery"] == "did you mean \"limner runs show\"?");
  CHECK(contains(told.err, "error: "));
}

TEST_CASE("--color decides for errors of the command line as well") {
  Desk desk;
  desk.variables["TERM"] = "xterm";
  desk.terminal = true;
  CHECK(contains(desk.run({"nope"}).err, "\x1b["));
  CHECK_FALSE(contains(desk.run({"nope", "--color", "never"}).err, "\x1b["));
  desk.terminal = false;
  CHECK(contains(desk.run({"nope", "--color=always"}).err, "\x1b["));
}

TEST_CASE("a broken settings file stops commands, but not version, doctor and config path") {
  Desk desk;
  desk.write(".config/limner/config.yaml", "colour: never\n");
  const Told told = desk.run({"runs", "ls"});
  CHECK(told.code == 2);
  CHECK(contains(told.err, "config.yaml:1:1"));
  CHECK(contains(told.err, "did you mean \"color\"?"));
  CHECK(desk.run({"version"}).code == 0);
  CHECK(desk.run({"config", "path"}).code == 0);
  const Told doctor = desk.run({"doctor"});
  CHECK(doctor.code == 2);
  CHECK(contains(doctor.out, "there is no setting \"colour\""));
}

TEST_CASE("--store and LIMNER_STORE win over the project, the project over the user's file") {
  Desk desk;
  std::filesystem::create_directories(desk.home.path / ".limner");
  desk.write(".config/limner/config.yaml", "store: /elsewhere\n");
  const auto place = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"doctor", "--json"});
    return desk.run(words).document()["store"]["path"].get<std::string>();
  };
  CHECK(place({}) == (desk.home.path / ".limner").string());
  desk.variables["LIMNER_STORE"] = "/by/variable";
  CHECK(place({}) == "/by/variable");
  CHECK(place({"--store", "here"}) == (desk.home.path / "here").string());
  desk.variables.erase("LIMNER_STORE");
  std::filesystem::remove(desk.home.path / ".limner");
  CHECK(place({}) == "/elsewhere");
}

TEST_CASE("--jsonl tells a failure in one line, the last, with its exit code [O4]") {
  Desk desk;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"run", "nothing.yaml", "--jsonl"},
        {"run", "generate-clip-art-asset", "--jsonl"},
        {"artifacts", "show", "gone", "--jsonl"},
        {"runs", "lst", "--jsonl"}}) {
    const Told told = desk.run(words);
    CHECK(std::ranges::count(told.out, '\n') == 1);
    CHECK(told.document()["exitCode"] == told.code);
    CHECK(told.document()["error"].contains("code"));
  }
}
