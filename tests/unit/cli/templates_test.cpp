#include "desk.hpp"

#include <doctest/doctest.h>

using namespace limner;
using nlohmann::json;

TEST_CASE("templates ls tells where each is from, and what is broken does not hide the rest") {
  Desk desk;
  desk.run({"init"});
  desk.write("templates/mine.yaml", "schema: 1\nid: mine\nstep: []\n");
  const Told told = desk.run({"templates", "ls"});
  CHECK(told.code == 0);
  CHECK(contains(told.out, "mine\t"));
  CHECK(contains(told.out, "templates/mine.yaml\tbroken: "));
  CHECK(contains(told.out, "generate-clip-art-asset\t"));
  CHECK(contains(told.err, "limner templates check mine"));
}

TEST_CASE("what templates new writes passes check and is not replaced") {
  Desk desk;
  desk.run({"init"});
  const Told told = desk.run({"templates", "new", "product-hero"});
  CHECK(told.code == 0);
  CHECK(told.out == (desk.home.path / "templates/product-hero.yaml").string() + "\n");
  const Told checked = desk.run({"templates", "check", "product-hero"});
  CHECK(checked.code == 0);
  CHECK(checked.err == "");
  CHECK(desk.run({"templates", "new", "product-hero"}).code == 2);
}

TEST_CASE("without a project a new template is checked by its path, as it says itself") {
  Desk desk;
  desk.run({"templates", "new", "hero"});
  CHECK(desk.run({"templates", "check", "templates/hero.yaml"}).code == 0);
  CHECK(contains(read_file(desk.home.path / "templates/hero.yaml"),
                 "limner templates check templates/hero.yaml"));
}

TEST_CASE("the name of a new template cannot lead out of its directory") {
  Desk desk;
  for (const char* name : {"../x", "a/b", "", "-x", "Hero", ".hidden", "x.yaml"}) {
    CAPTURE(name);
    CHECK(desk.run({"templates", "new", name}).code == 2);
  }
  CHECK_FALSE(std::filesystem::exists(desk.home.path / "templates"));
}

TEST_CASE("check reports every template, and exits 2 when one is wrong") {
  Desk desk;
  desk.make_picture("a fox");
  desk.write("broken.yaml",
             "schema: 1\nid: broken\nversion: 1.0.0\nsteps:\n  - id: a\n    uses: image.genrate\n");
  const Told told = desk.run({"templates", "check", "broken.yaml", "picture.yaml"});
  CHECK(told.code == 2);
  CHECK(contains(told.out, "picture.yaml"));
  CHECK(contains(told.err, "broken.yaml:6:11"));
  CHECK(contains(told.err, "image.generate"));
  CHECK(desk.run({"templates", "check", "nowhere.yaml"}).code == 8);
}

TEST_CASE("[S1.18] vars lists every path with its type and the value of the newest run") {
  Desk desk;
  desk.make_picture("a fox");
  const json document = desk.run({"templates", "vars", "picture.yaml", "--json"}).document();
  json values;
  for (const json& row : document["variables"])
    values[row["path"].get<std::string>()] = row["value"];
  CHECK(values["intake.intent.prompt"] == "a fox");
  CHECK(values["steps.prompt.text"] == "A picture of a fox.");
  CHECK(values["steps.image.images[0].file_url"].get<std::string>().starts_with("file://"));
  CHECK(values["run.take"] == 1);
}

TEST_CASE("vars shows the values of the run it is asked for") {
  Desk desk;
  const std::string fox = desk.make_picture("a fox").document()["id"];
  desk.make_picture("a hen");
  CHECK(contains(desk.run({"templates", "vars", "picture.yaml"}).out, "a hen"));
  CHECK(contains(desk.run({"templates", "vars", "picture.yaml", "--run", fox}).out, "a fox"));
  CHECK(desk.run({"templates", "vars", "picture.yaml", "--run", "zzzzzzzz"}).code == 8);
}

TEST_CASE("without a run vars lists paths and types alone") {
  Desk desk;
  desk.make_picture("a fox");
  std::filesystem::remove_all(desk.store());
  const Told told = desk.run({"templates", "vars", "picture.yaml"});
  CHECK(contains(told.out, "intake.intent.prompt\tstring\n"));
}

TEST_CASE("[S1.14] show prints intake, steps, models and limits; --source the text as written") {
  Desk desk;
  desk.make_picture("a fox");
  const std::string screen = desk.run({"templates", "show", "picture.yaml"}).out;
  CHECK(contains(screen, "--style"));
  CHECK(contains(screen, "cartoon, flat"));
  CHECK(contains(screen, "openai/gpt-image-2"));
  CHECK(desk.run({"templates", "show", "picture.yaml", "--source"}).out ==
        read_file(desk.home.path / "picture.yaml"));
}

TEST_CASE("schema prints the format's schema, or that of one template's intake") {
  Desk desk;
  desk.make_picture("a fox");
  CHECK(desk.run({"templates", "schema"}).document()["$schema"] ==
        "http://json-schema.org/draft-07/schema#");
  const json intake = desk.run({"templates", "schema", "picture.yaml"}).document();
  CHECK(contains(intake.dump(), "cartoon"));
}
