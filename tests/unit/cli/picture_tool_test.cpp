// A picture of a chat model's tool, from the user's catalogue to the record.
#include "provider_server/provider_server.hpp"
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;
using provider_server::ProviderServer;

TEST_CASE_FIXTURE(CliFixture,
                  "[S3.9] [S3.15] OpenAI's picture tool needs a chat model and its prices") {
  const ProviderServer server;
  networked = true;
  variables["OPENAI_BASE_URL"] = server.base("openai");
  const std::vector<std::string> image{"image", "a fox", "--model", "openai/responses-image-tool",
                                       "--json"};
  const CommandResult refused = run(image);
  CHECK(refused.code == 5);
  CHECK(contains(refused.document()["error"]["recovery"].get<std::string>(), "help catalogue"));
  write(".config/limner/catalog.yaml", R"(schema: 1
models:
  - id: openai/responses-image-tool
    apiModel: gpt-chat
    prices:
      - {item: image_output, unit: 1M tokens, amount: "30.00"}
      - {item: text_input, unit: 1M tokens, amount: "2.00"}
      - {item: text_output, unit: 1M tokens, amount: "8.00"}
)");
  const CommandResult made = run(image);
  REQUIRE(made.code == 0);
  const std::string id = made.document()["id"];
  const json step = run({"runs", "show", id, "--json"}).document()["runSteps"][0];
  CHECK(step["modelExecution"]["underlying"] == "gpt-chat");
  CHECK(step["modelExecution"]["outputType"] == "image_generation_call");
  CHECK(step["outputs"]["details"]["revised_prompt"] == "A red fox");
  CHECK(run({"ledger", "check"}).code == 0);
}
