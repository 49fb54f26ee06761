#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

TEST_CASE("templates ls tells where each is from, and what is broken does not hide the rest") {
  CliFixture cli;
  cli.run({"init"});
  cli.write("templates/mine.yaml", "schema: 1\nid: mine\nstep: []\n");
  const CommandResult result = cli.run({"templates", "ls"});
  CHECK(result.code == 0);
  CHECK(contains(result.out, "mine\t"));
  CHECK(contains(result.out, "templates/mine.yaml\tbroken: "));
  CHECK(contains(result.out, "generate-clip-art-asset\t"));
  CHECK(contains(result.err, "limner templates check mine"));
}

TEST_CASE("what templates new writes passes check and is not replaced") {
  CliFixture cli;
  cli.run({"init"});
  const CommandResult result = cli.run({"templates", "new", "product-hero"});
  CHECK(result.code == 0);
  CHECK(result.out == (cli.home.path / "templates/product-hero.yaml").string() + "\n");
  const CommandResult checked = cli.run({"templates", "check", "product-hero"});
  CHECK(checked.code == 0);
  CHECK(checked.err == "");
  CHECK(cli.run({"templates", "new", "product-hero"}).code == 2);
}

TEST_CASE("without a project a new template is checked by its path, as it says itself") {
  CliFixture cli;
  cli.run({"templates", "new", "hero"});
  CHECK(cli.run({"templates", "check", "templates/hero.yaml"}).code == 0);
  CHECK(contains(read_file(cli.home.path / "templates/hero.yaml"),
                 "limner templates check templates/hero.yaml"));
}

TEST_CASE("the name of a new template cannot lead out of its directory") {
  CliFixture cli;
  for (const char* name : {"../x", "a/b", "", "-x", "Hero", ".hidden", "x.yaml"}) {
    CAPTURE(name);
    CHECK(cli.run({"templates", "new", name}).code == 2);
  }
  CHECK_FALSE(std::filesystem::exists(cli.home.path / "templates"));
}

TEST_CASE("check reports every template, and exits 2 when one is wrong") {
  CliFixture cli;
  cli.make_picture("a fox");
  cli.write("broken.yaml",
            "schema: 1\nid: broken\nversion: 1.0.0\nsteps:\n  - id: a\n    uses: image.genrate\n");
  const CommandResult result = cli.run({"templates", "check", "broken.yaml", "picture.yaml"});
  CHECK(result.code == 2);
  CHECK(contains(result.out, "picture.yaml"));
  CHECK(contains(result.err, "broken.yaml:6:11"));
  CHECK(contains(result.err, "image.generate"));
  CHECK(cli.run({"templates", "check", "nowhere.yaml"}).code == 8);
}

TEST_CASE("[S1.18] vars lists every path with its type and the value of the newest run") {
  CliFixture cli;
  cli.make_picture("a fox");
  const json document = cli.run({"templates", "vars", "picture.yaml", "--json"}).document();
  json values;
  for (const json& row : document["variables"])
    values[row["path"].get<std::string>()] = row["value"];
  CHECK(values["intake.intent.prompt"] == "a fox");
  CHECK(values["steps.prompt.text"] == "A picture of a fox.");
  CHECK(values["steps.image.images[0].file_url"].get<std::string>().starts_with("file://"));
  CHECK(values["run.take"] == 1);
}

TEST_CASE("vars shows the values of the run it is asked for") {
  CliFixture cli;
  const std::string fox = cli.make_picture("a fox").document()["id"];
  cli.make_picture("a hen");
  CHECK(contains(cli.run({"templates", "vars", "picture.yaml"}).out, "a hen"));
  CHECK(contains(cli.run({"templates", "vars", "picture.yaml", "--run", fox}).out, "a fox"));
  CHECK(cli.run({"templates", "vars", "picture.yaml", "--run", "zzzzzzzz"}).code == 8);
}

TEST_CASE("without a run vars lists paths and types alone") {
  CliFixture cli;
  cli.make_picture("a fox");
  std::filesystem::remove_all(cli.store());
  const CommandResult result = cli.run({"templates", "vars", "picture.yaml"});
  CHECK(contains(result.out, "intake.intent.prompt\tstring\n"));
}

TEST_CASE("[S1.14] show prints intake, steps, models and limits; --source the text as written") {
  CliFixture cli;
  cli.make_picture("a fox");
  const std::string screen = cli.run({"templates", "show", "picture.yaml"}).out;
  CHECK(contains(screen, "--style"));
  CHECK(contains(screen, "cartoon, flat"));
  CHECK(contains(screen, "openai/gpt-image-2"));
  CHECK(cli.run({"templates", "show", "picture.yaml", "--source"}).out ==
        read_file(cli.home.path / "picture.yaml"));
}

TEST_CASE("schema prints the format's schema, or that of one template's intake") {
  CliFixture cli;
  cli.make_picture("a fox");
  CHECK(cli.run({"templates", "schema"}).document()["$schema"] ==
        "http://json-schema.org/draft-07/schema#");
  const json intake = cli.run({"templates", "schema", "picture.yaml"}).document();
  CHECK(contains(intake.dump(), "cartoon"));
}
