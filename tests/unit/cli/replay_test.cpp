// A paid workflow recorded once, and replayed without network, key or price.
#include "provider_server/provider_server.hpp"
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;
using provider_server::ProviderServer;

namespace {

struct ReplayFixture : CliFixture {
  ReplayFixture() {
    networked = true;
    variables["OPENAI_API_KEY"] = "canary-key-0123456789";
    variables["FAL_KEY"] = "canary-fal-0123456789";
    variables["OPENAI_BASE_URL"] = server->base("openai");
    variables["FAL_BASE_URL"] = server->base("fal");
    write("fox.png", as_text(fakes::small_picture(provider::GenerateImage{}).bytes));
  }

  void hang_up() {
    server.reset();
    variables.erase("OPENAI_API_KEY");
    variables.erase("FAL_KEY");
  }

  // Of every file below the home directory.
  bool is_written(std::string_view text) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(home.path)) {
      if (entry.is_regular_file() && contains(read_file(entry.path()), text)) return true;
    }
    return false;
  }

  // As the providers sent them: what is made of them says which run it was.
  std::vector<std::string> pictures(const CommandResult& result) {
    const std::string id = result.document()["id"];
    const json detail = run({"runs", "show", id, "--json"}).document();
    std::vector<std::string> digests;
    for (const json& step : detail["runSteps"]) {
      if (!step["calls"].empty()) digests.push_back(step["outputs"]["images"][0]["sha256"]);
    }
    return digests;
  }

  std::unique_ptr<ProviderServer> server = std::make_unique<ProviderServer>();
};

const std::vector<std::string> clip_art{"run", "generate-clip-art-asset", "--prompt", "a fox",
                                        "--json"};

std::vector<std::string> with(std::vector<std::string> command, std::vector<std::string> more) {
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

}  // namespace

TEST_CASE_FIXTURE(ReplayFixture, "a recorded workflow makes the same pictures again, for nothing") {
  const CommandResult live = run(with(clip_art, {"--record", "tape"}));
  REQUIRE(live.code == 0);
  CHECK(live.document()["totalCosts"]["actualUsd"] > 0);
  hang_up();
  const CommandResult replayed = run(with(clip_art, {"--replay", "tape", "--take", "2"}));
  REQUIRE(replayed.code == 0);
  CHECK(pictures(live).size() == 2);
  CHECK(pictures(replayed) == pictures(live));
  CHECK(replayed.document()["totalCosts"]["actualUsd"] == 0);
  CHECK(replayed.document()["totalCosts"]["estimatedUsd"] == 0);
  const std::string id = replayed.document()["id"];
  const json detail = run({"runs", "show", id, "--json"}).document();
  CHECK(detail["specification"]["replayed"] == true);
  CHECK(detail["runSteps"][1]["calls"][0]["replayed"] == true);
  CHECK(std::ranges::any_of(detail["runSteps"][1]["warnings"],
                            [](const json& warning) { return warning["code"] == "replayed"; }));
  for (const json& entry : detail["ledger"]) {
    CHECK(entry["pricingSource"] == "replay");
    CHECK(entry["actualCostUsd"] == 0);
  }
  CHECK(detail["credits"]["charged"] == 0);
  CHECK(run({"ledger", "check"}).code == 0);
}

TEST_CASE_FIXTURE(ReplayFixture,
                  "a replayed picture is paid for neither by a wallet nor under a cap") {
  run({"wallet", "topup", "main", "1000"});
  run(with(clip_art, {"--record", "tape"}));
  hang_up();
  const std::string before = run({"wallet", "ls", "--json"}).out;
  run({"caps", "set", "store", "--per", "ever", "--usd", "0.00"});
  CHECK(run(with(clip_art, {"--replay", "tape", "--max-cost", "0.00"})).code == 0);
  CHECK(run({"wallet", "ls", "--json"}).out == before);
}

TEST_CASE_FIXTURE(ReplayFixture,
                  "[S2.12] references are replayed by their bytes, and a change is named") {
  variables.erase("FAL_KEY");  // so that `auto` is OpenAI's, and is so again
  const std::vector<std::string> image{"image", "the same fox", "-i", "fox.png"};
  REQUIRE(run(with(image, {"--record", "tape"})).code == 0);
  hang_up();
  CHECK(run(with(image, {"--replay", "tape"})).code == 0);
  const CommandResult other = run({"image", "another fox", "-i", "fox.png", "--replay", "tape"});
  CHECK(other.code == 8);
  CHECK(contains(
      other.err,
      "differs in body.prompt.text: recorded \"the same fox\", requested \"another fox\""));
  CHECK(records().doubts().empty());
  write("fox.png", as_text(fakes::small_picture(provider::GenerateImage{}, 24).bytes));
  CHECK(contains(run(with(image, {"--replay", "tape"})).err, "body.image.sha256"));
}

TEST_CASE_FIXTURE(ReplayFixture, "no key is written anywhere while it is recorded") {
  REQUIRE(run(with(clip_art, {"--record", "tape"})).code == 0);
  CHECK(is_written("a fox"));
  CHECK_FALSE(is_written("canary"));
  const CommandResult refused =
      run({"image", "a fox with canary-key-0123456789", "--record", "tape", "--json"});
  CHECK(refused.code == 2);
  CHECK(contains(refused.out, "contains a key"));
  CHECK(server->received("openai", "work").size() == 1);
}

TEST_CASE_FIXTURE(ReplayFixture, "a recorded failure fails again, and leaves nothing in doubt") {
  server = std::make_unique<ProviderServer>(
      provider_server::ServerOptions{.script = {{"openai", {"server_error"}}}});
  variables["OPENAI_BASE_URL"] = server->base("openai");
  variables.erase("FAL_KEY");
  CHECK(run({"image", "a fox", "--record", "tape"}).code == 6);
  const std::size_t doubts = records().doubts().size();
  hang_up();
  const CommandResult result = run({"image", "a fox", "--replay", "tape", "--json"});
  CHECK(result.code != 0);
  CHECK(result.document()["status"] == "failed");
  CHECK(result.document()["error"]["charged"] == "no");
  CHECK(records().doubts().size() == doubts);
}

TEST_CASE_FIXTURE(ReplayFixture, "record, replay and offline exclude each other") {
  CHECK(run(with(clip_art, {"--record", "a", "--replay", "b"})).code == 2);
  CHECK(run(with(clip_art, {"--record", "a", "--offline"})).code == 2);
  CHECK(run(with(clip_art, {"--replay", "a", "--offline"})).code == 2);
  const CommandResult nowhere = run(with(clip_art, {"--replay", "nowhere"}));
  CHECK(nowhere.code == 2);
  CHECK(contains(nowhere.err, "there is no directory"));
  CHECK(server->received().empty());
}
