#include "desk.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace limner;
using nlohmann::json;

namespace {

std::set<std::string> ids(Desk& desk, std::vector<std::string> arguments) {
  std::vector<std::string> command{"models", "ls", "--json"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::set<std::string> found;
  const json document = desk.run(command).document();
  for (const json& model : document["models"]) found.insert(model["id"]);
  return found;
}

}  // namespace

TEST_CASE("retired models are hidden, and it is said that they are") {
  Desk desk;
  const auto shown = ids(desk, {});
  const auto all = ids(desk, {"--all"});
  CHECK(shown.contains("openai/gpt-image-2"));
  CHECK_FALSE(shown.contains("openai/dall-e-3"));
  CHECK(all.contains("openai/dall-e-3"));
  CHECK(contains(desk.run({"models", "ls"}).err, "not shown: --all"));
}

TEST_CASE("[S3.8] models are found by provider, mode, input, output and price") {
  Desk desk;
  for (const std::string& id : ids(desk, {"--provider", "local"})) CHECK(id.starts_with("local/"));
  CHECK(ids(desk, {"--mode", "direct_image_model"}).contains("openai/gpt-image-2"));
  CHECK_FALSE(ids(desk, {"--mode", "none"}).contains("openai/gpt-image-2"));
  CHECK(ids(desk, {"--input", "image"}).contains("openai/gpt-image-2"));
  CHECK(ids(desk, {"--max-usd", "0"}).contains("local/clipart-composer"));
  CHECK_FALSE(ids(desk, {"--max-usd", "0"}).contains("openai/gpt-image-2"));
}

TEST_CASE("[S3.12] several modalities return models of each kind") {
  Desk desk;
  const auto images = ids(desk, {"--modalities", "image"});
  const auto both = ids(desk, {"--modalities", "text,image"});
  CHECK(images.contains("openai/gpt-image-2"));
  CHECK(std::ranges::includes(both, images));
}

TEST_CASE("[S3.7] keyPresent tells of the environment, and is null where no key is needed") {
  Desk desk;
  const auto key = [&](const char* id) {
    return desk.run({"models", "show", id, "--json"}).document()["keyPresent"];
  };
  CHECK(key("openai/gpt-image-2") == true);
  CHECK(key("local/clipart-composer").is_null());
  desk.variables.erase("OPENAI_API_KEY");
  CHECK(key("openai/gpt-image-2") == false);
}

TEST_CASE("a retired model says when and what to use instead") {
  Desk desk;
  const std::string screen = desk.run({"models", "show", "openai/dall-e-3"}).out;
  CHECK(contains(screen, "retired on 2026-05-12"));
  CHECK(contains(screen, "instead"));
}

TEST_CASE("an unknown model or provider is refused with the nearest name") {
  Desk desk;
  const Told model = desk.run({"models", "show", "openai/gpt-image-22"});
  CHECK(model.code == 8);
  CHECK(contains(model.err, "did you mean \"openai/gpt-image-2\"?"));
  const Told provider = desk.run({"models", "ls", "--provider", "opnai"});
  CHECK(provider.code == 2);
  CHECK(contains(provider.err, "did you mean \"openai\"?"));
}
