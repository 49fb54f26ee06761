#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

TEST_CASE("a cap is set, listed with what it has left, replaced and taken away") {
  CliFixture cli;
  CHECK(cli.run({"caps", "set", "store", "--per", "month", "--usd", "20"}).code == 0);
  cli.make_picture("a fox");
  const json caps = cli.run({"caps", "--json"}).document()["caps"];
  REQUIRE(caps.size() == 1);
  CHECK(caps[0]["scope"] == "store");
  CHECK(caps[0]["amount"] == 20);
  CHECK(Money::parse(caps[0]["used"].dump()) == Money::parse("0.0412345"));
  CHECK(Money::parse(caps[0]["left"].dump()) == Money::parse("19.9587655"));
  cli.run({"caps", "set", "store", "--per", "month", "--usd", "30"});
  CHECK(cli.run({"caps", "--json"}).document()["caps"][0]["amount"] == 30);
  CHECK(cli.run({"caps", "rm", "store"}).code == 0);
  CHECK(cli.run({"caps", "--json"}).document()["caps"].empty());
  CHECK(cli.run({"caps", "rm", "store"}).code == 8);
}

TEST_CASE("a run that would pass a cap ends with exit 5, and nothing is sent") {
  CliFixture cli;
  cli.run({"caps", "set", "model:openai/gpt-image-2", "--per", "day", "--usd", "0.001"});
  const CommandResult result = cli.make_picture("a fox");
  CHECK(result.code == 5);
  CHECK(result.document()["error"]["code"] == "cap_exceeded");
  CHECK(contains(result.err, "limner caps ls"));
  CHECK(cli.run({"ledger", "entries"}).out == "");
}

TEST_CASE("a cap with an unknown scope or without an amount is refused") {
  CliFixture cli;
  const CommandResult unknown =
      cli.run({"caps", "set", "model:openai/gpt-imag-2", "--per", "day", "--usd", "1"});
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "did you mean \"model:openai/gpt-image-2\"?"));
  CHECK(cli.run({"caps", "set", "everything", "--per", "day", "--usd", "1"}).code == 2);
  CHECK(cli.run({"caps", "set", "store", "--usd", "1"}).code == 2);
  CHECK(cli.run({"caps", "set", "store", "--per", "day"}).code == 2);
  CHECK(cli.run({"caps", "set", "store", "--per", "day", "--usd", "-1"}).code == 2);
  CHECK(cli.run({"caps", "set", "run", "--usd", "1"}).code == 0);
}

TEST_CASE("a scope with two caps needs the id of one") {
  CliFixture cli;
  cli.run({"caps", "set", "store", "--per", "day", "--usd", "1"});
  cli.run({"caps", "set", "store", "--per", "ever", "--in-credits", "500"});
  CHECK(cli.run({"caps", "rm", "store"}).code == 8);
  const std::string id = cli.run({"caps", "--json"}).document()["caps"][0]["id"];
  CHECK(cli.run({"caps", "rm", id}).code == 0);
  CHECK(cli.run({"caps", "--json"}).document()["caps"].size() == 1);
}

TEST_CASE("a cap on a template is one on an id that there is") {
  CliFixture cli;
  const auto set = [&](const std::string& name) {
    return cli.run({"caps", "set", "template:" + name, "--per", "day", "--usd", "1", "--json"});
  };
  CHECK(set("generate-clip-art-asset").code == 0);
  const CommandResult near = set("generate-clip-art-aset");
  CHECK(near.code == 2);
  CHECK(contains(near.err, "did you mean \"template:generate-clip-art-asset\"?"));
  CHECK(contains(set("picture").err, "limner templates ls"));

  cli.make_picture("a fox");  // from picture.yaml, which is in no list
  CHECK(set("picture").document()["caps"][0]["scope"] == "template:picture");
  std::filesystem::rename(cli.home.path / "picture.yaml", cli.home.path / "other.yaml");
  CHECK(set("other.yaml").document()["caps"][0]["scope"] == "template:picture");
}
