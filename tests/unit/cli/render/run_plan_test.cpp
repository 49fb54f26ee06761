#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

TEST_CASE("--dry-run says what it would cost and writes nothing [B1]") {
  CliFixture cli;
  cli.make_picture("a fox");
  const auto runs = cli.records().runs({}).size();
  const CommandResult result = cli.run({"run", "picture.yaml", "--prompt", "a fox", "--dry-run"});
  CHECK(result.code == 0);
  CHECK(contains(result.out, "openai/gpt-image-2"));
  CHECK(contains(result.out, "at most $0."));
  CHECK(contains(result.err, "nothing was sent"));
  const CommandResult as_json =
      cli.run({"run", "picture.yaml", "--prompt", "a fox", "--dry-run", "--json"});
  const json document = as_json.document();
  CHECK(document["status"] == "planned");
  CHECK(document["id"].is_null());
  CHECK(document["runSteps"][1]["modelExecution"]["resolved"] == "openai/gpt-image-2");
  CHECK(document["totalCosts"]["estimatedUsd"] == document["runSteps"][1]["cost"]["estimatedUsd"]);
  CHECK(cli.records().runs({}).size() == runs);
}

TEST_CASE("--dry-run says what a cap or the wallet would refuse, as the run would [B1]") {
  const auto refusals = [](CliFixture& cli, std::vector<std::string> words) {
    const auto runs = cli.records().runs({}).size();
    std::vector<std::string> said;
    for (const bool dry : {true, false}) {
      if (dry) words.push_back("--dry-run");
      const CommandResult result = cli.run(words);
      if (dry) words.pop_back();
      CHECK(result.code == 5);
      CHECK(result.out == "");
      said.push_back(result.err);
    }
    CHECK(said[0] == said[1]);
    CHECK(cli.records().runs({}).size() == runs);
    return said[0];
  };
  CliFixture capped;
  capped.make_picture("a fox");
  capped.run({"caps", "set", "provider:openai", "--per", "day", "--usd", "0.042"});
  CHECK(contains(refusals(capped, {"run", "picture.yaml", "--prompt", "a hen"}),
                 "the limit is $0.042 per day for provider:openai, and $0.0007655 is left"));
  CliFixture poor;
  poor.make_picture("a fox");
  poor.run({"wallet", "topup", "main", "49"});
  CHECK(contains(refusals(poor, {"run", "picture.yaml", "--prompt", "a hen"}),
                 "the wallet main has 49.0000 credits; 50.0000 are needed"));
}

TEST_CASE("--dry-run --charge hosted without a wallet is refused, and makes no store") {
  CliFixture cli;
  const CommandResult result = cli.run(
      {"image", "a fox", "--model", "openai/gpt-image-2", "--charge", "hosted", "--dry-run"});
  CHECK(result.code == 5);
  CHECK(contains(result.err, "limner wallet topup main 50"));
  CHECK_FALSE(std::filesystem::exists(cli.store()));
}

TEST_CASE("--dry-run says why auto took a model [S2.16]") {
  CliFixture cli;
  const CommandResult result = cli.run({"image", "a fox", "--dry-run"});
  CHECK(result.code == 0);
  CHECK(contains(result.err, "image.generate: auto: of "));
  CHECK(contains(result.out, "openai/gpt-image-2"));
}
