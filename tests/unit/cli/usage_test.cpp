// What a person sees who types a command in a way that it does not exist.
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

namespace limner::cli {

TEST_CASE("words that other programs use get a suggestion [E3]") {
  CliFixture cli;
  const auto suggestion = [&](std::vector<std::string> words) {
    const CommandResult result = cli.run(std::move(words));
    CHECK(result.code == 2);
    return result.err;
  };
  CHECK(contains(suggestion({"ls"}), "did you mean \"limner runs ls\"?"));
  CHECK(contains(suggestion({"list"}), "did you mean \"limner runs ls\"?"));
  CHECK(contains(suggestion({"approve"}), "did you mean \"limner review approve\"?"));
  CHECK(contains(suggestion({"generate"}), "did you mean \"limner run\"?"));
  CHECK(contains(suggestion({"runs", "list"}), "did you mean \"limner runs ls\"?"));
  CHECK(contains(suggestion({"-V"}), "did you mean --version?"));
}

TEST_CASE("a missing flag is reported with an example of the command") {
  CliFixture cli;
  const CommandResult result = cli.run({"artifacts", "export", "@last"});
  CHECK(result.code == 2);
  CHECK(contains(result.err, "limner artifacts export needs --out DIR"));
  CHECK(contains(result.err, "for example: limner artifacts export @last --out pictures"));
}

TEST_CASE("an unknown flag of a template leads to the help of that template") {
  CliFixture cli;
  const CommandResult result = cli.run({"run", "generate-clip-art-asset", "--zzzzzz", "x"});
  CHECK(result.code == 2);
  CHECK(contains(result.err, "see the flags: limner run generate-clip-art-asset --help"));
}

TEST_CASE("the help of a template names it in the usage line, and no path of the intake") {
  CliFixture cli;
  cli.make_picture("a fox");
  const CommandResult result = cli.run({"run", "picture.yaml", "--help"});
  CHECK(contains(result.out, "limner run picture.yaml [FLAGS]"));
  CHECK_FALSE(contains(result.out, "intent.prompt"));
  CHECK(contains(result.out, "Prompt (required)"));
}

TEST_CASE("piped tables have a header line with --header only [O5]") {
  CliFixture cli;
  cli.make_picture("a fox");
  CHECK_FALSE(contains(cli.run({"runs", "ls"}).out, "STATUS"));
  const CommandResult result = cli.run({"runs", "ls", "--header"});
  CHECK(result.out.starts_with("RUN\t"));
  CHECK(std::ranges::count(result.out, '\n') == 2);
}

TEST_CASE("templates check without a name checks every template") {
  CliFixture cli;
  const CommandResult result = cli.run({"templates", "check"});
  CHECK(result.code == 0);
  CHECK(contains(result.out, "generate-clip-art-asset"));
  CHECK(contains(result.out, "image-to-image"));
  cli.write("limner.yaml", "");
  cli.write("templates/broken.yaml", "schema: 2\n");
  CHECK(cli.run({"templates", "check"}).code == 2);
}

TEST_CASE("a new template outside of a project says how it can be run") {
  CliFixture cli;
  const CommandResult result = cli.run({"templates", "new", "hero"});
  CHECK(result.code == 0);
  CHECK(contains(result.err, "limner run templates/hero.yaml"));
  CHECK(contains(result.err, "limner init"));
  CHECK_FALSE(contains(read_file(cli.home.path / "templates/hero.yaml"), "$schema"));
  cli.write("limner.yaml", "");
  CHECK(cli.run({"templates", "new", "second"}).code == 0);
  CHECK(read_file(cli.home.path / "templates/second.yaml")
            .starts_with("# yaml-language-server: $schema=../.limner/template-1.json\n"));
  CHECK(std::filesystem::exists(cli.home.path / ".limner/template-1.json"));
}

TEST_CASE("templates check finds values that every run would refuse") {
  CliFixture cli;
  const auto check = [&](const std::string& params) {
    cli.write("t.yaml", "schema: 1\nid: t\nsteps:\n  - uses: image.generate\n    with:\n"
                        "      prompt: a fox\n" +
                            params);
    const CommandResult result = cli.run({"templates", "check", "t.yaml"});
    CHECK(result.code == 2);
    return result.err;
  };
  CHECK(contains(check("      size: 1024\n"), "size must be WIDTHxHEIGHT, not \"1024\""));
  CHECK(contains(check("      size: 3:2\n"), "t.yaml:7:13"));
  CHECK(contains(check("      model: gpt-image-2\n"), "did you mean \"openai/gpt-image-2\"?"));
  CHECK(contains(check("      model: openai/gpt-image-2\n      size: 10x10\n"), "t.yaml:8:13"));
  CHECK(contains(check("      style: ${ run.seed }\n"), "write ${{ run.seed }}"));
}

TEST_CASE("parameters that are not indented below with are reported as that, once") {
  CliFixture cli;
  cli.write("bad.yaml", "schema: 1\nid: bad\nsteps:\n  - uses: image.generate\n    with:\n"
                        "    prompt: a fox\n    size: 1024x1024\n");
  const CommandResult result = cli.run({"templates", "check", "bad.yaml"});
  CHECK(result.code == 2);
  CHECK(contains(result.err, "\"prompt\" is not indented below with"));
  CHECK(contains(result.err, "bad.yaml:6:5"));
  CHECK_FALSE(contains(result.err, "has no key"));
}

TEST_CASE("completion knows providers, scopes, models of a step and what waits for review") {
  CliFixture cli;
  cli.make_picture("a fox");
  const auto answers = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "__complete");
    return cli.run(std::move(words)).out;
  };
  CHECK(contains(answers({"keys", "set", "op"}), "openai\t"));
  CHECK(contains(answers({"caps", "set", "prov"}), "provider:openai"));
  CHECK(contains(answers({"run", "picture.yaml", "--model", ""}), "image=\t"));
  CHECK(contains(answers({"run", "picture.yaml", "--model", "image=openai/g"}),
                 "image=openai/gpt-image-2"));
  CHECK(contains(answers({"review", "approve", ""}), "\ta fox"));
  CHECK(cli.run({"review", "approve", "@last"}).code == 0);
  CHECK(answers({"review", "approve", ""}).empty());
  CHECK(contains(answers({"runs", "show", "@"}), "@last"));
  CHECK(contains(answers({"config", "get", "wal"}), "wallet.name"));
  CHECK(contains(answers({"help", "wal"}), "wallet\t"));
  CHECK(contains(answers({"help", "art"}), "artifacts\t"));
}

TEST_CASE("without UTF-8 help has no symbols outside ASCII [P8]") {
  CliFixture cli;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--help"}, {"image", "--help"}, {"help", "templates"}}) {
    const std::string text = cli.run(words).out;
    CHECK(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  }
}

}  // namespace limner::cli
