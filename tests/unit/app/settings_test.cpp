#include "app/settings.hpp"

#include "fakes/basics.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <map>

using namespace limner;
using namespace limner::app;

namespace {

struct Room {
  fakes::Home home;
  std::map<std::string, std::string, std::less<>> variables;
  SettingSources sources;

  Room() {
    sources.directory = home.path;
    sources.project_file = home.path / "limner.yaml";
    sources.user_file = home.path / "config.yaml";
    sources.variable = [this](std::string_view name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
  }
  void project(std::string_view text) const { std::ofstream(sources.project_file) << text; }
  void user(std::string_view text) const { std::ofstream(sources.user_file) << text; }
  SettingValue colour() const { return Settings::load(sources).value("color"); }
};

}  // namespace

TEST_CASE("a setting comes from the first source that names it") {
  Room room;
  CHECK(room.colour().text == "auto");
  CHECK(room.colour().origin == "default");

  room.user("# mine\ncolor: never\n");
  CHECK(room.colour().text == "never");
  CHECK(room.colour().origin == room.sources.user_file.string() + ":2");
  CHECK(room.colour().source == SettingSource::user_file);

  room.project("color: always\n");
  CHECK(room.colour().text == "always");
  CHECK(room.colour().source == SettingSource::project_file);

  room.variables["LIMNER_COLOR"] = "never";
  CHECK(room.colour().text == "never");
  CHECK(room.colour().origin == "LIMNER_COLOR");

  room.sources.flags = {{"color", "always"}};
  CHECK(room.colour().text == "always");
  CHECK(room.colour().origin == "--color");
}

TEST_CASE("an empty variable says nothing") {
  Room room;
  room.variables["LIMNER_COLOR"] = "";
  CHECK(room.colour().origin == "default");
}

TEST_CASE("an unknown key is an error that shows its place and the nearest name") {
  Room room;
  room.project("color: auto\nprogres: plain\n");
  try {
    Settings::load(room.sources);
    FAIL("was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_config);
    REQUIRE(error.problems().size() == 1);
    const Problem& problem = error.problems()[0];
    CHECK(problem.message == "unknown setting \"progres\"");
    CHECK(problem.help == "did you mean \"progress\"?");
    REQUIRE(problem.mark);
    CHECK(problem.mark->line == 2);
    CHECK(problem.mark->column == 1);
  }
}

TEST_CASE("all wrong values of a file are reported at once") {
  Room room;
  room.user("color: purple\noffline: perhaps\nstore: [a, b]\n");
  try {
    Settings::load(room.sources);
    FAIL("was accepted");
  } catch (const Error& error) {
    REQUIRE(error.problems().size() == 3);
    CHECK(error.problems()[0].help == "must be one of auto, always, never");
    CHECK(error.problems()[1].help == "must be true or false");
    CHECK(error.problems()[2].help == "must be a path");
  }
}

TEST_CASE("a wrong variable is named in the message") {
  Room room;
  room.variables["LIMNER_OFFLINE"] = "perhaps";
  CHECK_THROWS_WITH_AS(Settings::load(room.sources), "LIMNER_OFFLINE is \"perhaps\"", Error);
}

TEST_CASE("broken YAML is a configuration error with a place") {
  Room room;
  room.project("color: auto\ncolor: never\n");
  try {
    Settings::load(room.sources);
    FAIL("was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_config);
    REQUIRE_FALSE(error.problems().empty());
    CHECK(error.problems()[0].mark->line == 2);
  }
}

TEST_CASE("a file of comments is an empty file") {
  Room room;
  room.project("# color: never\n\n   # nothing\n");
  CHECK(room.colour().origin == "default");
}

TEST_CASE("paths are relative to the file they stand in, or to where limner runs") {
  Room room;
  std::filesystem::create_directories(room.home.path / "deep");
  room.sources.project_file = room.home.path / "deep" / "limner.yaml";
  room.project("store: pictures\n");
  CHECK(Settings::load(room.sources).text("store") == (room.home.path / "deep/pictures").string());
  room.sources.flags = {{"store", "here"}};
  CHECK(Settings::load(room.sources).text("store") == (room.home.path / "here").string());
}

TEST_CASE("a tilde in a file is the home directory") {
  Room room;
  room.variables["HOME"] = "/home/ada";
  room.user("store: ~/art\n");
  CHECK(Settings::load(room.sources).text("store") == "/home/ada/art");
}

TEST_CASE("the words of truth are understood") {
  for (const char* yes : {"true", "yes", "on", "1"}) {
    Room room;
    room.variables["LIMNER_OFFLINE"] = yes;
    CHECK(Settings::load(room.sources).is_on("offline"));
  }
  Room room;
  room.variables["LIMNER_OFFLINE"] = "off";
  CHECK_FALSE(Settings::load(room.sources).is_on("offline"));
}

TEST_CASE("[C4] what a project says about money and places is not used until it is trusted") {
  Room room;
  for (const std::string text :
       {"inDoubt: retry", "inDoubt: ask", "catalog: cat.yaml", "store: ../elsewhere",
        "store: /tmp/elsewhere", "wallet.credits_per_usd: 1"}) {
    CAPTURE(text);
    room.project("color: never\n" + text + "\n");
    const std::string name = text.substr(0, text.find(':'));
    const Settings settings = Settings::load(room.sources);
    CHECK(settings.text("color") == "never");
    CHECK(settings.declared(name).untrusted);
    REQUIRE(settings.untrusted().size() == 1);
    CHECK(settings.untrusted()[0].mark->line == 2);
    CHECK_THROWS_AS(settings.value(name), Error);
    TrustList trust;
    trust.add(trusted_path(room.sources.project_file), Time());
    room.sources.trust = &trust;
    CHECK_NOTHROW(Settings::load(room.sources).value(name));
    room.project("color: always\n" + text + "\n");
    CHECK_THROWS_AS(Settings::load(room.sources).value(name), Error);
    room.sources.trust = nullptr;
  }
}

TEST_CASE("[C4] a project does not loosen the user's offline and charge until it is trusted") {
  Room room;
  for (const auto& [of_user, of_project] : {std::pair("offline: true", "offline: false"),
                                            {"charge: hosted", "charge: personal"},
                                            {"charge: personal", "charge: hosted"}}) {
    const std::string statement(of_project);
    CAPTURE(statement);
    const auto word = [](std::string_view text) { return text.substr(text.find(' ') + 1); };
    const std::string name = std::string(of_user).substr(0, std::string_view(of_user).find(':'));
    room.user(std::string(of_user) + "\n");
    room.project(std::string(of_project) + "\n");
    const Settings settings = Settings::load(room.sources);
    CHECK(settings.text(name) == word(of_user));
    REQUIRE(settings.untrusted().size() == 1);
    TrustList trust;
    trust.add(trusted_path(room.sources.project_file), Time());
    room.sources.trust = &trust;
    CHECK(Settings::load(room.sources).text(name) == word(of_project));
    room.sources.trust = nullptr;
    room.user("color: never\n");
    CHECK(Settings::load(room.sources).text(name) == word(of_project));
    CHECK(Settings::load(room.sources).untrusted().empty());
  }
  room.user("offline: false\n");
  room.project("offline: true\n");
  CHECK(Settings::load(room.sources).is_on("offline"));
  CHECK(Settings::load(room.sources).untrusted().empty());
}

TEST_CASE("what a project may say, and what the user says, needs no trust") {
  Room room;
  room.project("store: inside\ninDoubt: hold\ncolor: never\nwallet: {name: spring, "
               "credits_per_usd: 1000}\n");
  CHECK(Settings::load(room.sources).untrusted().empty());
  room.user("store: /elsewhere\ninDoubt: retry\ncatalog: /cat.yaml\n"
            "providers: {openai: {base_url: 'https://proxy.example'}}\n");
  CHECK(Settings::load(room.sources).untrusted().empty());
  room.project("inDoubt: retry\n");
  room.variables["LIMNER_IN_DOUBT"] = "ask";
  CHECK(Settings::load(room.sources).text("inDoubt") == "ask");
}

TEST_CASE("a limit is a number of bytes, also written with a unit") {
  Room room;
  const auto bytes = [&] { return Settings::load(room.sources).value("limits.image_bytes").text; };
  CHECK(bytes() == "67108864");
  for (const auto& [written, number] : {std::pair{"5000000", "5000000"},
                                        {"512KiB", "524288"},
                                        {"3 MiB", "3145728"},
                                        {"1024GiB", "1099511627776"}}) {
    room.sources.flags = {{"limits.image_bytes", written}};
    CHECK(bytes() == number);
  }
  for (const char* written :
       {"0", "-1", "1.5MiB", "3MB", "MiB", "1025GiB", "99999999999999999999"}) {
    CAPTURE(written);
    room.sources.flags = {{"limits.image_bytes", written}};
    CHECK_THROWS_WITH_AS(bytes(), doctest::Contains("--max-image-bytes is"), Error);
  }
}

TEST_CASE("a project lowers a limit, and raises one only when it is trusted") {
  Room room;
  room.project("limits: {pixels: 900000, text_bytes: 2MiB}\n");
  const auto load = [&] { return Settings::load(room.sources); };
  CHECK(load().value("limits.pixels").text == "900000");
  CHECK_THROWS_AS(load().value("limits.text_bytes"), Error);
  CHECK(load().declared("limits.text_bytes").untrusted.has_value());
  // What counts as raising depends on the user's own limit.
  room.user("limits: {text_bytes: 4MiB, pixels: 80000}\n");
  CHECK(load().value("limits.text_bytes").text == "2097152");
  CHECK_THROWS_AS(load().value("limits.pixels"), Error);
  room.sources.flags = {{"limits.pixels", "1000000"}};
  CHECK(load().value("limits.pixels").text == "1000000");
}
