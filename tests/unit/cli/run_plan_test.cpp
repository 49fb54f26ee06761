#include "desk.hpp"

#include <doctest/doctest.h>

using namespace limner;
using nlohmann::json;

TEST_CASE("--dry-run says what it would cost and writes nothing [B1]") {
  Desk desk;
  desk.make_picture("a fox");
  const auto runs = desk.records().runs({}).size();
  const Told told = desk.run({"run", "picture.yaml", "--prompt", "a fox", "--dry-run"});
  CHECK(told.code == 0);
  CHECK(contains(told.out, "openai/gpt-image-2"));
  CHECK(contains(told.out, "at most $0."));
  CHECK(contains(told.err, "nothing was sent"));
  const Told as_json =
      desk.run({"run", "picture.yaml", "--prompt", "a fox", "--dry-run", "--json"});
  const json document = as_json.document();
  CHECK(document["status"] == "planned");
  CHECK(document["id"].is_null());
  CHECK(document["runSteps"][1]["modelExecution"]["resolved"] == "openai/gpt-image-2");
  CHECK(document["totalCosts"]["estimatedUsd"] == document["runSteps"][1]["cost"]["estimatedUsd"]);
  CHECK(desk.records().runs({}).size() == runs);
}

TEST_CASE("--dry-run says what a cap or the wallet would refuse, as the run would [B1]") {
  const auto refusals = [](Desk& desk, std::vector<std::string> words) {
    const auto runs = desk.records().runs({}).size();
    std::vector<std::string> said;
    for (const bool dry : {true, false}) {
      if (dry) words.push_back("--dry-run");
      const Told told = desk.run(words);
      if (dry) words.pop_back();
      CHECK(told.code == 5);
      CHECK(told.out == "");
      said.push_back(told.err);
    }
    CHECK(said[0] == said[1]);
    CHECK(desk.records().runs({}).size() == runs);
    return said[0];
  };
  Desk capped;
  capped.make_picture("a fox");
  capped.run({"caps", "set", "provider:openai", "--per", "day", "--usd", "0.042"});
  CHECK(contains(refusals(capped, {"run", "picture.yaml", "--prompt", "a hen"}),
                 "of the cap of $0.042 a day for provider:openai only $0.0007655 is left"));
  Desk poor;
  poor.make_picture("a fox");
  poor.run({"wallet", "topup", "main", "49"});
  CHECK(contains(refusals(poor, {"run", "picture.yaml", "--prompt", "a hen"}),
                 "the wallet main has 49.0000 credits, and 50.0000 are needed"));
}

TEST_CASE("--dry-run --charge hosted without a wallet is refused, and makes no store") {
  Desk desk;
  const Told told = desk.run(
      {"image", "a fox", "--model", "openai/gpt-image-2", "--charge", "hosted", "--dry-run"});
  CHECK(told.code == 5);
  CHECK(contains(told.err, "limner wallet topup main 50"));
  CHECK_FALSE(std::filesystem::exists(desk.store()));
}

TEST_CASE("--dry-run says why auto took a model [S2.16]") {
  Desk desk;
  const Told told = desk.run({"image", "a fox", "--dry-run"});
  CHECK(told.code == 0);
  CHECK(contains(told.err, "image.generate: auto: of "));
  CHECK(contains(told.out, "openai/gpt-image-2"));
}
