#include "desk.hpp"

#include <doctest/doctest.h>

using namespace limner;
using nlohmann::json;

TEST_CASE("a cap is set, listed with what it has left, replaced and taken away") {
  Desk desk;
  CHECK(desk.run({"caps", "set", "store", "--per", "month", "--usd", "20"}).code == 0);
  desk.make_picture("a fox");
  const json caps = desk.run({"caps", "--json"}).document()["caps"];
  REQUIRE(caps.size() == 1);
  CHECK(caps[0]["scope"] == "store");
  CHECK(caps[0]["amount"] == 20);
  CHECK(Money::parse(caps[0]["used"].dump()) == Money::parse("0.0412345"));
  CHECK(Money::parse(caps[0]["left"].dump()) == Money::parse("19.9587655"));
  desk.run({"caps", "set", "store", "--per", "month", "--usd", "30"});
  CHECK(desk.run({"caps", "--json"}).document()["caps"][0]["amount"] == 30);
  CHECK(desk.run({"caps", "rm", "store"}).code == 0);
  CHECK(desk.run({"caps", "--json"}).document()["caps"].empty());
  CHECK(desk.run({"caps", "rm", "store"}).code == 8);
}

TEST_CASE("a run that would pass a cap ends with exit 5, and nothing is sent") {
  Desk desk;
  desk.run({"caps", "set", "model:openai/gpt-image-2", "--per", "day", "--usd", "0.001"});
  const Told told = desk.make_picture("a fox");
  CHECK(told.code == 5);
  CHECK(told.document()["error"]["code"] == "cap_exceeded");
  CHECK(contains(told.err, "limner caps ls"));
  CHECK(desk.run({"ledger", "entries"}).out == "");
}

TEST_CASE("a cap on what is not there, or without a sum, is refused") {
  Desk desk;
  const Told unknown =
      desk.run({"caps", "set", "model:openai/gpt-imag-2", "--per", "day", "--usd", "1"});
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "did you mean \"model:openai/gpt-image-2\"?"));
  CHECK(desk.run({"caps", "set", "everything", "--per", "day", "--usd", "1"}).code == 2);
  CHECK(desk.run({"caps", "set", "store", "--usd", "1"}).code == 2);
  CHECK(desk.run({"caps", "set", "store", "--per", "day"}).code == 2);
  CHECK(desk.run({"caps", "set", "store", "--per", "day", "--usd", "-1"}).code == 2);
  CHECK(desk.run({"caps", "set", "run", "--usd", "1"}).code == 0);
}

TEST_CASE("a scope with two caps needs the id of one") {
  Desk desk;
  desk.run({"caps", "set", "store", "--per", "day", "--usd", "1"});
  desk.run({"caps", "set", "store", "--per", "ever", "--in-credits", "500"});
  CHECK(desk.run({"caps", "rm", "store"}).code == 8);
  const std::string id = desk.run({"caps", "--json"}).document()["caps"][0]["id"];
  CHECK(desk.run({"caps", "rm", id}).code == 0);
  CHECK(desk.run({"caps", "--json"}).document()["caps"].size() == 1);
}

TEST_CASE("a cap on a template is one on an id that there is") {
  Desk desk;
  const auto set = [&](const std::string& name) {
    return desk.run({"caps", "set", "template:" + name, "--per", "day", "--usd", "1", "--json"});
  };
  CHECK(set("generate-clip-art-asset").code == 0);
  const Told near = set("generate-clip-art-aset");
  CHECK(near.code == 2);
  CHECK(contains(near.err, "did you mean \"template:generate-clip-art-asset\"?"));
  CHECK(contains(set("picture").err, "limner templates ls"));

  desk.make_picture("a fox");  // from picture.yaml, which is in no list
  CHECK(set("picture").document()["caps"][0]["scope"] == "template:picture");
  std::filesystem::rename(desk.home.path / "picture.yaml", desk.home.path / "other.yaml");
  CHECK(set("other.yaml").document()["caps"][0]["scope"] == "template:picture");
}
