// What a run says about its money comes from the ledger.
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

namespace {

// A paid picture, and a step that fails for its input.
constexpr std::string_view failing_template = R"(schema: 1
id: failing
version: 1.0.0
name: Failing
intake: {intent: {prompt: {type: string, required: true, flag: prompt}, width: {type: integer, default: 9000, flag: width}}}
steps:
  - {id: image, uses: image.generate, with: {model: openai/gpt-image-2, prompt: "${{ intake.intent.prompt }}", size: 1024x1024, quality: low}}
  - {id: crop, uses: image.crop, with: {input: "${{ steps.image.images }}", x: 0, y: 0, width: "${{ intake.intent.width }}", height: 9000}}
)";

}  // namespace

TEST_CASE("after a paid picture a failed run is charged, and does not exit with 2 [S0.14]") {
  CliFixture cli;
  cli.write("failing.yaml", failing_template);
  const CommandResult result = cli.run({"run", "failing.yaml", "--prompt", "a fox", "--json"});
  CHECK(result.code == 3);
  CHECK(result.document()["error"]["charged"] == "yes");
  const json shown = cli.run({"runs", "show", "@last", "--json"}).document();
  CHECK(shown["failure"]["charged"] == "yes");
  CHECK(cli.run({"runs", "ls", "--json"}).document()["runs"][0]["failure"]["charged"] == "yes");
}

TEST_CASE("a run in doubt has no actual cost, and says up to which amount on every screen") {
  CliFixture cli;
  cli.reply = fakes::ends_as(Billing::unknown);
  const CommandResult made = cli.make_picture("a fox");
  CHECK(made.code == 6);
  const json costs = made.document()["totalCosts"];
  CHECK(costs["actualUsd"].is_null());
  CHECK(costs["status"] == "estimated");
  CHECK(costs["unresolvedUsd"] > 0);
  CHECK(costs["estimatedUsd"] == costs["unresolvedUsd"]);
  const std::string words = "unknown, up to $0.0";
  CHECK(contains(made.err, words));
  for (const std::vector<std::string>& screen : {std::vector<std::string>{"runs", "ls"},
                                                 {"runs", "show", "@last"},
                                                 {"doubts", "ls"},
                                                 {"doubts", "show", "@last"},
                                                 {"ledger"},
                                                 {"ledger", "--by", "day"}}) {
    CAPTURE(screen.back());
    CHECK(contains(cli.run(screen).out, words));
  }
  const json ledger = cli.run({"ledger", "--json"}).document();
  CHECK(ledger["totalCosts"] == costs);
  CHECK(ledger["groups"][0]["openCalls"] == 1);
  CHECK(ledger["groups"][0]["actualUsd"].is_null());
}

TEST_CASE("an empty ledger has no cost status") {
  CliFixture cli;
  CHECK(cli.run({"ledger", "--json"}).document()["totalCosts"]["status"].is_null());
}
