#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

namespace {

std::set<std::string> ids(CliFixture& cli, std::vector<std::string> arguments) {
  std::vector<std::string> command{"models", "ls", "--json"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::set<std::string> found;
  const json document = cli.run(command).document();
  for (const json& model : document["models"]) found.insert(model["id"]);
  return found;
}

}  // namespace

TEST_CASE("retired models are hidden, and it is said that they are") {
  CliFixture cli;
  const auto shown = ids(cli, {});
  const auto all = ids(cli, {"--all"});
  CHECK(shown.contains("openai/gpt-image-2"));
  CHECK_FALSE(shown.contains("openai/dall-e-3"));
  CHECK(all.contains("openai/dall-e-3"));
  CHECK(contains(cli.run({"models", "ls"}).err, "not shown; use --all"));
}

TEST_CASE("[S3.8] models are found by provider, mode, input, output and price") {
  CliFixture cli;
  for (const std::string& id : ids(cli, {"--provider", "local"})) CHECK(id.starts_with("local/"));
  CHECK(ids(cli, {"--mode", "direct_image_model"}).contains("openai/gpt-image-2"));
  CHECK_FALSE(ids(cli, {"--mode", "none"}).contains("openai/gpt-image-2"));
  CHECK(ids(cli, {"--input", "image"}).contains("openai/gpt-image-2"));
  CHECK(ids(cli, {"--max-usd", "0"}).contains("local/clipart-composer"));
  CHECK_FALSE(ids(cli, {"--max-usd", "0"}).contains("openai/gpt-image-2"));
}

TEST_CASE("[S3.12] several modalities return models of each kind") {
  CliFixture cli;
  const auto images = ids(cli, {"--modalities", "image"});
  const auto both = ids(cli, {"--modalities", "text,image"});
  CHECK(images.contains("openai/gpt-image-2"));
  CHECK(std::ranges::includes(both, images));
}

TEST_CASE("[S3.7] keyPresent reflects the environment, and is null where no key is needed") {
  CliFixture cli;
  const auto key = [&](const char* id) {
    return cli.run({"models", "show", id, "--json"}).document()["keyPresent"];
  };
  CHECK(key("openai/gpt-image-2") == true);
  CHECK(key("local/clipart-composer").is_null());
  cli.variables.erase("OPENAI_API_KEY");
  CHECK(key("openai/gpt-image-2") == false);
}

TEST_CASE("a retired model says when and what to use instead") {
  CliFixture cli;
  const std::string screen = cli.run({"models", "show", "openai/dall-e-3"}).out;
  CHECK(contains(screen, "retired on 2026-05-12"));
  CHECK(contains(screen, "instead"));
}

TEST_CASE("an unknown model or provider is refused with the nearest name") {
  CliFixture cli;
  const CommandResult model = cli.run({"models", "show", "openai/gpt-image-22"});
  CHECK(model.code == 8);
  CHECK(contains(model.err, "did you mean \"openai/gpt-image-2\"?"));
  const CommandResult provider = cli.run({"models", "ls", "--provider", "opnai"});
  CHECK(provider.code == 2);
  CHECK(contains(provider.err, "did you mean \"openai\"?"));
}
