#include "cli/command/commands.hpp"
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"
#include "cli/render/topics.hpp"
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace limner;
using namespace limner::cli;

namespace {

// Calls `see` for every command of the tree.
template <class See>
void for_each_command(const CLI::App& group, const See& see) {
  see(group);
  for (const CLI::App* child : group.get_subcommands({})) for_each_command(*child, see);
}

struct CommandTree {
  CliFixture cli;
  std::istringstream in;
  std::ostringstream text;
  Output output{text};
  Session session{{.clock = cli.clock,
                   .ids = cli.ids,
                   .make_providers = [] { return provider::Providers(); },
                   .variable = [](auto) { return std::nullopt; },
                   .directory = cli.home.path,
                   .in = in},
                  output,
                  output,
                  [](const auto&) {}};
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

TEST_CASE("every topic fits 80 columns, also when man indents it [H7]") {
  CHECK(topics().size() >= 8);
  for (const Topic& topic : topics()) {
    CAPTURE(topic.name);
    std::istringstream lines(topic_text(topic));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(display_width(line) <= topic_width);
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
  CliFixture cli;
  const CommandResult result = cli.run({});
  CHECK(result.code == 2);
  CHECK(result.out.empty());
  CHECK(std::ranges::count(result.err, '\n') <= 12);
  CHECK(contains(result.err, "--offline --prompt"));
}

TEST_CASE("--help and -h print on stdout and succeed, wherever they stand") {
  CliFixture cli;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"},
                                                {"-h"},
                                                {"runs", "--help"},
                                                {"--help", "runs", "show"},
                                                {"runs", "show", "-h"}}) {
    const CommandResult result = cli.run(words);
    CHECK(result.code == 0);
    CHECK(result.err.empty());
    CHECK(contains(result.out, "Usage"));
  }
}

TEST_CASE("no code or phrase of the argument parser leaks [X1]") {
  CliFixture cli;
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
    const CommandResult result = cli.run(words);
    std::string line;
    for (const std::string& word : words) line += word + " ";
    CAPTURE(line);
    CAPTURE(result.err);
    CHECK((result.code == 2 || result.code == 8));
    CHECK(result.out.empty());
    CHECK(result.err.starts_with("error: "));
    CHECK(contains(result.err, "\nhelp: "));
    for (const char* phrase : {"required", "RequiredError", "TEXT:", "not in {", "--help for more"})
      CHECK_FALSE(contains(result.err, phrase));
  }
}

TEST_CASE("with --json a wrong command line is a document on stdout too") {
  CliFixture cli;
  const CommandResult result = cli.run({"runs", "shwo", "--json"});
  CHECK(result.code == 2);
  CHECK(result.document()["error"]["code"] == "usage");
  CHECK(result.document()["error"]["recovery"] == "did you mean \"limner runs show\"?");
  CHECK(contains(result.err, "error: "));
}

TEST_CASE("--color decides for errors of the command line as well") {
  CliFixture cli;
  cli.variables["TERM"] = "xterm";
  cli.terminal = true;
  CHECK(contains(cli.run({"nope"}).err, "\x1b["));
  CHECK_FALSE(contains(cli.run({"nope", "--color", "never"}).err, "\x1b["));
  cli.terminal = false;
  CHECK(contains(cli.run({"nope", "--color=always"}).err, "\x1b["));
}

TEST_CASE("a broken settings file stops commands, but not version, doctor and config path") {
  CliFixture cli;
  cli.write(".config/limner/config.yaml", "colour: never\n");
  const CommandResult result = cli.run({"runs", "ls"});
  CHECK(result.code == 2);
  CHECK(contains(result.err, "config.yaml:1:1"));
  CHECK(contains(result.err, "did you mean \"color\"?"));
  CHECK(cli.run({"version"}).code == 0);
  CHECK(cli.run({"config", "path"}).code == 0);
  const CommandResult doctor = cli.run({"doctor"});
  CHECK(doctor.code == 2);
  CHECK(contains(doctor.out, "unknown setting \"colour\""));
}

TEST_CASE("--store and LIMNER_STORE win over the project, the project over the user's file") {
  CliFixture cli;
  std::filesystem::create_directories(cli.home.path / ".limner");
  cli.write(".config/limner/config.yaml", "store: /elsewhere\n");
  const auto place = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"doctor", "--json"});
    return cli.run(words).document()["store"]["path"].get<std::string>();
  };
  CHECK(place({}) == (cli.home.path / ".limner").string());
  cli.variables["LIMNER_STORE"] = "/by/variable";
  CHECK(place({}) == "/by/variable");
  CHECK(place({"--store", "here"}) == (cli.home.path / "here").string());
  cli.variables.erase("LIMNER_STORE");
  std::filesystem::remove(cli.home.path / ".limner");
  CHECK(place({}) == "/elsewhere");
}

TEST_CASE("--jsonl tells a failure in one line, the last, with its exit code [O4]") {
  CliFixture cli;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"run", "nothing.yaml", "--jsonl"},
        {"run", "generate-clip-art-asset", "--jsonl"},
        {"artifacts", "show", "gone", "--jsonl"},
        {"runs", "lst", "--jsonl"}}) {
    const CommandResult result = cli.run(words);
    CHECK(std::ranges::count(result.out, '\n') == 1);
    CHECK(result.document()["exitCode"] == result.code);
    CHECK(result.document()["error"].contains("code"));
  }
}
