// Unfinished pictures, from the provider's stream to the lines of a run.
#include "provider_server/provider_server.hpp"
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;
using provider_server::ProviderServer;

namespace {

struct PartialPicturesFixture : CliFixture {
  PartialPicturesFixture() {
    networked = true;
    variables["OPENAI_BASE_URL"] = server->base("openai");
    write("watched.yaml", R"(schema: 1
id: watched
version: 1.0.0
name: Watched
review: none
intake:
  prompt: {type: string, required: true, flag: prompt}
steps:
  - id: image
    uses: image.generate
    with: {model: openai/gpt-image-2, prompt: "${{ intake.prompt }}", size: 1024x1024, quality: medium, partialImages: 2}
)");
  }

  CommandResult watch(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"run", "watched.yaml", "--prompt", "a fox"});
    return run(std::move(more));
  }

  std::unique_ptr<ProviderServer> server = std::make_unique<ProviderServer>();
};

}  // namespace

TEST_CASE_FIXTURE(PartialPicturesFixture,
                  "partial images are reported in lines, and removed after their call") {
  const CommandResult result = watch();
  REQUIRE(result.code == 0);
  const std::string tmp = (store() / "tmp").string();
  CHECK(contains(result.err, "    unfinished picture 1: " + tmp + "/"));
  CHECK(contains(result.err, "    unfinished picture 2: " + tmp + "/"));
  CHECK(contains(result.err, "-2.png\n"));
  CHECK(std::filesystem::is_empty(tmp));
}

TEST_CASE_FIXTURE(PartialPicturesFixture,
                  "unfinished pictures are priced, and paid for as they are counted") {
  const json plan = watch({"--dry-run", "--json"}).document();
  // (1756 + 2 × 100) × $30 + 5 × $5, for a million
  CHECK(plan["totalCosts"]["estimatedUsd"] == 0.058705);
  const json costs = watch({"--json"}).document()["totalCosts"];
  CHECK(costs["actualUsd"] == 0.0593);  // the server counts 124 tokens of prompt
  CHECK(run({"ledger", "check"}).code == 0);
}

TEST_CASE_FIXTURE(PartialPicturesFixture,
                  "with --jsonl each partial image is an event, with -q none is reported") {
  std::istringstream lines(watch({"--jsonl"}).out);
  std::vector<int> numbers;
  for (std::string line; std::getline(lines, line);) {
    const json event = json::parse(line);
    if (event["event"] == "step.partial") numbers.push_back(event["number"]);
  }
  CHECK(numbers == std::vector<int>{1, 2});
  CHECK_FALSE(contains(watch({"-q"}).err, "unfinished"));
}

TEST_CASE_FIXTURE(PartialPicturesFixture, "a recorded stream shows its unfinished pictures again") {
  REQUIRE(watch({"--record", "tape"}).code == 0);
  server.reset();
  const CommandResult result = watch({"--replay", "tape", "--json"});
  CHECK(result.code == 0);
  CHECK(contains(result.err, "unfinished picture 2: "));
  CHECK(result.document()["totalCosts"]["actualUsd"] == 0);
}

TEST_CASE_FIXTURE(PartialPicturesFixture,
                  "a model that shows nothing unfinished is not asked for it") {
  const CommandResult result = watch({"--offline"});
  CHECK(result.code == 0);
  CHECK_FALSE(contains(result.err, "unfinished"));
}
