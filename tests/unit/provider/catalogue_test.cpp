#include <limner/provider.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace limner;
using namespace limner::provider;
using nlohmann::json;

namespace {

const Catalogue& built_in() {
  static const Catalogue catalogue = Catalogue::built_in();
  return catalogue;
}

std::vector<std::string> keys(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST_CASE("the nearest id is that of the maker's own model, else the most similar one") {
  const Catalogue catalogue = Catalogue::built_in();
  CHECK(catalogue.nearest("gpt-image-2") == "openai/gpt-image-2");  // fal has one of that name
  CHECK(catalogue.nearest("openai/gpt-imag-2") == "openai/gpt-image-2");
  CHECK(catalogue.nearest("nothing like any model").empty());
}

}  // namespace

TEST_CASE("the default models of the clip-art template are there [S0.4] [S0.21]") {
  const Model* image = built_in().find("openai/gpt-image-2");
  REQUIRE(image != nullptr);
  CHECK(image->provider == "openai");
  CHECK(image->api_model == "gpt-image-2");
  CHECK(image->mode == GenerationMode::direct_image_model);
  CHECK(image->can(Capability::text_to_image));
  CHECK(image->supports_image_input);
  CHECK(image->limits.at("maxImages") == 10);
  CHECK(image->limits.at("maxReferences") == 16);
  CHECK(image->limits.at("flexible").at("multipleOf") == 16);
  CHECK(image->limits.at("backgrounds") == nlohmann::json({"auto", "opaque"}));
  CHECK(image->limits.at("seed") == false);
  CHECK(image->usual_duration == Millis(38'000));

  const Model* cut_out = built_in().find("fal/birefnet-light");
  REQUIRE(cut_out != nullptr);
  CHECK(cut_out->api_model == "fal-ai/birefnet");
  CHECK(cut_out->can(Capability::background_removal));
  CHECK_FALSE(cut_out->can(Capability::text_to_image));
}

TEST_CASE("no id is there twice, and each begins with a provider that is described") {
  std::set<std::string> ids;
  for (const Model& model : built_in().models()) {
    CAPTURE(model.id);
    CHECK(ids.insert(model.id).second);
    CHECK(model.id.starts_with(model.provider + "/"));
    CHECK(built_in().provider(model.provider) != nullptr);
    CHECK_FALSE(model.api_model.empty());
  }
  CHECK(ids.size() == 58);
}

TEST_CASE("every model says when and where its facts were read") {
  for (const Model& model : built_in().models()) {
    CAPTURE(model.id);
    CHECK(model.as_of.size() == 10);
    CHECK(model.source.size() > 6);
    for (const Price& price : model.prices) {
      CHECK(price.from.size() == 10);
      CHECK(price.source.size() > 6);
    }
  }
  CHECK(built_in().version() == "2026-11-30");
}

TEST_CASE("a retired model can do nothing, and names one that is not retired [S3.2]") {
  int retired = 0;
  for (const Model& model : built_in().models()) {
    if (model.status != ModelStatus::retired) continue;
    ++retired;
    CAPTURE(model.id);
    CHECK(model.mode == GenerationMode::none);
    CHECK_FALSE(model.supports_image_generation);
    CHECK(model.capabilities.empty());
    CHECK(model.until.has_value());
    const Model* replacement = built_in().find(model.replacement);
    REQUIRE(replacement != nullptr);
    CHECK(replacement->status == ModelStatus::active);
  }
  CHECK(retired == 6);
}

TEST_CASE("a model is retired from the day its provider turns it off") {
  const Model* model = built_in().find("openai/gpt-image-1.5");
  REQUIRE(model != nullptr);
  CHECK(model->status == ModelStatus::deprecated);
  CHECK_FALSE(model->retired_on("2026-11-30"));
  CHECK(model->retired_on("2026-12-01"));
  CHECK(model->replacement == "openai/gpt-image-2.6-flare");
  CHECK(built_in().find("openai/dall-e-3")->retired_on("2020-01-01"));
}

TEST_CASE("a capability is stated, never read from a name [S3.6]") {
  Model model{.id = "x/super-image-generator", .mode = GenerationMode::direct_image_model};
  CHECK_FALSE(model.can(Capability::text_to_image));
  model.capabilities = {Capability::text_to_image};
  CHECK(model.can(Capability::text_to_image));
  model.mode = GenerationMode::none;
  CHECK_FALSE(model.can(Capability::text_to_image));
}

TEST_CASE("a model in JSON has the promised keys and no others [S3.7] [S3.8] [S3.10]") {
  const json models = built_in().to_json();
  REQUIRE(models.is_array());
  CHECK(models.size() == built_in().models().size());
  std::vector<std::string> promised{
      "id",     "provider", "supportsImageGeneration", "supportsImageInput",
      "from",   "until",    "imageGenerationMode",     "inputModalities",
      "limits", "prices",   "outputModalities",        "capabilities",
      "asOf",   "source"};
  std::ranges::sort(promised);
  for (const json& model : models) CHECK(keys(model) == promised);

  const json tool = *built_in().find("openai/responses-image-tool");
  CHECK(tool.at("imageGenerationMode") == "hosted_image_generation_tool");
  CHECK(tool.at("until").is_null());
  CHECK(json(*built_in().find("openai/dall-e-2")).at("imageGenerationMode") == "none");
}

TEST_CASE("a price in JSON keeps all its digits") {
  const json model = *built_in().find("openai/gpt-image-2");
  const auto& prices = model.at("prices");
  const auto found = std::ranges::find_if(
      prices, [](const json& row) { return row.at("item") == "text_input_cached"; });
  REQUIRE(found != prices.end());
  CHECK(found->at("amountUsd").dump() == "1.25");
  CHECK(found->at("unit") == "1M tokens");
  CHECK(found->at("quality").is_null());
  CHECK(found->at("from") == "2026-08-01");
  const auto reference =
      std::ranges::find_if(prices, [](const json& row) { return row.at("item") == "reference"; });
  CHECK(reference->at("amountUsd").dump() == "0.024352");
}

TEST_CASE("the key variables of each provider are listed") {
  const ProviderFacts* google = built_in().provider("google");
  REQUIRE(google != nullptr);
  CHECK(google->key_variables == std::vector<std::string>{"GOOGLE_API_KEY", "GEMINI_API_KEY"});
  CHECK(built_in().provider("fal")->key_variables == std::vector<std::string>{"FAL_KEY"});
  CHECK(built_in().provider("local")->key_variables.empty());
  CHECK(built_in().provider("unknown") == nullptr);
  CHECK(built_in().find("openai/gpt-image") == nullptr);
}

TEST_CASE("all that the embedded artist is asked for is free [S0.21]") {
  const Model* composer = built_in().find("local/clipart-composer");
  const Model* matte = built_in().find("local/plain-matte");
  REQUIRE(composer != nullptr);
  REQUIRE(matte != nullptr);
  CHECK(composer->estimator == Estimator::free);
  CHECK(composer->can(Capability::text_to_image));
  CHECK(matte->can(Capability::background_removal));
}

TEST_CASE("the first price of a model is the one it is mainly paid by") {
  for (const Model& model : built_in().models()) {
    if (model.prices.empty()) continue;
    CAPTURE(model.id);
    const std::string& item = model.prices.front().item;
    const bool is_made = item == "image" || item == "image_output" || item == "second" ||
                         item == "megapixel" || item == "first_megapixel";
    CHECK((is_made || model.estimator == Estimator::unknown));
  }
}
