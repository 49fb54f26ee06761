#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;
using nlohmann::json;

namespace {

provider::Model openai() {
  provider::Model model{
      .id = "openai/gpt-image-2",
      .supports_image_input = true,
      .mode = provider::GenerationMode::direct_image_model,
      .capabilities = {provider::Capability::text_to_image, provider::Capability::edit}};
  model.limits = {{"maxImages", 4},
                  {"maxReferences", 2},
                  {"maxPromptCharacters", 5},
                  {"flexible",
                   {{"multipleOf", 16},
                    {"maxEdge", 3840},
                    {"maxAspect", 3},
                    {"minPixels", 655'360},
                    {"maxPixels", 8'294'400}}},
                  {"qualities", {"auto", "low", "medium", "high"}},
                  {"backgrounds", {"auto", "opaque"}},
                  {"outputFormats", {"png", "webp"}},
                  {"seed", false}};
  return model;
}

// What the check says; empty when it has nothing against it.
std::string limits_refusal(const json& with, const provider::Model& model = openai(),
                           const image::ImageLimits& pictures = {}) {
  try {
    find_step_kind("image.generate")->check(with, model, pictures);
    return "";
  } catch (const Error& error) {
    const bool plain =
        error.code() == ErrorCode::invalid_input || error.code() == ErrorCode::unsupported_model;
    return plain && !error.help().empty() ? error.what() : "another error";
  }
}

}  // namespace

TEST_CASE("What a model offers passes, also before all is known") {
  CHECK(limits_refusal(json::object()) == "");
  CHECK(limits_refusal({{"prompt", "äöüßé"},
                        {"size", "1536x864"},
                        {"count", 4},
                        {"quality", "standard"},
                        {"background", "opaque"},
                        {"outputFormat", "webp"},
                        {"references", {1, 2}},
                        {"mask", json::object()}}) == "");
  for (const char* quality : {"auto", "low", "high", "hd", "medium"})
    CHECK(limits_refusal({{"quality", quality}}).empty());
}

TEST_CASE("Count, prompt and references have the model's limits [S1.5] [S2.19] [S2.21]") {
  CHECK(limits_refusal({{"count", 5}}) ==
        "openai/gpt-image-2: 5 pictures at once, but it accepts at most 4");
  CHECK(limits_refusal({{"prompt", "123456"}}).find("6 characters of prompt") != std::string::npos);
  CHECK(
      limits_refusal({{"references", {1, 2, 3}}}).find("3 references, but it accepts at most 2") !=
      std::string::npos);
  provider::Model endless = openai();
  endless.limits.erase("maxReferences");
  CHECK(limits_refusal({{"references", json(std::vector<int>(17))}}, endless)
            .find("at most 16 are accepted") != std::string::npos);
}

TEST_CASE("A size must fit the rules of a model that has rules") {
  CHECK(limits_refusal({{"size", "1000x1024"}}).find("multiples of 16") != std::string::npos);
  CHECK(limits_refusal({{"size", "3856x2048"}}).find("the longest edge must be at most 3840") !=
        std::string::npos);
  CHECK(limits_refusal({{"size", "3200x1024"}}).find("the short one must be at most 3") !=
        std::string::npos);
  CHECK(
      limits_refusal({{"size", "512x512"}}).find("the number of pixels must be at least 655360") !=
      std::string::npos);
  CHECK(limits_refusal({{"size", "3840x3840"}})
            .find("the number of pixels must be at most 8294400") != std::string::npos);
  CHECK(limits_refusal({{"size", "3840x2160"}}).empty());
  provider::Model local = openai();
  local.limits["flexible"] = {{"minEdge", 64}};
  CHECK(
      limits_refusal({{"size", "1000x63"}}, local).find("the shortest edge must be at least 64") !=
      std::string::npos);
}

TEST_CASE("A size or shape must be in the list of a model that has a list") {
  provider::Model model = openai();
  model.limits.erase("flexible");
  model.limits["sizes"] = {"auto", "1024x1024"};
  CHECK(limits_refusal({{"size", "1024x1024"}}, model).empty());
  CHECK(limits_refusal({{"size", "1024x768"}}, model).find("size 1024x768 is not supported") !=
        std::string::npos);
  model.limits.erase("sizes");
  model.limits["aspectRatios"] = {"1:1", "16:9"};
  CHECK(limits_refusal({{"size", "1536x864"}}, model).empty());
  CHECK(limits_refusal({{"aspectRatio", "4:3"}}, model).find("aspect ratio 4:3") !=
        std::string::npos);
  model.limits.erase("aspectRatios");
  CHECK(limits_refusal({{"size", "17x19"}}, model).empty());
}

TEST_CASE("A size without a limit in the catalogue has the limit of pictures that can be decoded") {
  provider::Model model = openai();
  model.limits = {{"seed", false}};
  CHECK(limits_refusal({{"size", "99999x99999"}}, model).find("must be at most 64000000") !=
        std::string::npos);
  model.limits["aspectRatios"] = {"1:1"};
  CHECK(limits_refusal({{"size", "99999x99999"}}, model).find("must be at most 64000000") !=
        std::string::npos);
  CHECK(limits_refusal({{"size", "8000x8000"}}, model).empty());
  CHECK(limits_refusal({{"size", "9000x9000"}}, model, {.pixels = 81'000'000}).empty());
  const std::string message = limits_refusal({{"size", "1001x1000"}}, model, {.pixels = 1'000'000});
  CHECK(message.find("must be at most 1000000; --max-pixels N raises the limit") !=
        std::string::npos);
}

TEST_CASE("The refusal of a size names the nearest one that is accepted") {
  const auto help = [](const char* size, const provider::Model& model,
                       const image::ImageLimits& pictures = {}) -> std::string {
    try {
      find_step_kind("image.generate")->check({{"size", size}}, model, pictures);
    } catch (const Error& error) {
      return std::string(error.help());
    }
    return "accepted";
  };
  CHECK(help("1920x1080", openai()).starts_with("use size 1920x1088"));
  CHECK(help("512x512", openai()).starts_with("use size 816x816"));
  CHECK(help("3840x3840", openai()).starts_with("use size 2880x2880"));
  CHECK(help("99999x100", openai()).starts_with("use size "));
  provider::Model model = openai();
  model.limits = {{"sizes", {"auto", "1024x1024", "1536x1024", "1024x1536"}}};
  CHECK(help("1600x900", model).starts_with("use size 1536x1024 (it accepts 1024x1024, "));
  model.limits = {{"aspectRatios", {"1:1", "16:9"}}};
  CHECK(help("1920x1088", model).starts_with("use size 1920x1080 (it accepts 1:1, 16:9)"));
  CHECK(help("1920x1088", model, {.pixels = 640 * 360}).starts_with("use size 640x360"));
}

TEST_CASE("Words that a model does not know are refused, in either vocabulary [S1.6] [S2.17]") {
  provider::Model model = openai();
  model.limits["qualities"] = {"standard"};
  CHECK(limits_refusal({{"quality", "medium"}}, model).empty());
  CHECK(limits_refusal({{"quality", "hd"}}, model).find("quality hd") != std::string::npos);
  CHECK(limits_refusal({{"quality", "low"}}, model).find("quality low") != std::string::npos);
  CHECK(limits_refusal({{"background", "transparent"}}).find("background transparent") !=
        std::string::npos);
  CHECK(limits_refusal({{"outputFormat", "jpeg"}}).find("outputFormat jpeg") != std::string::npos);
}

TEST_CASE("A seed is refused where the model would ignore it [S4.15]") {
  CHECK(limits_refusal({{"seed", 3}}).find("it would ignore the seed") != std::string::npos);
  provider::Model model = openai();
  model.limits["seed"] = true;
  CHECK(limits_refusal({{"seed", 3}}, model).empty());
}

TEST_CASE("Pictures are refused for a model that accepts none [S3.10]") {
  provider::Model model = openai();
  model.supports_image_input = false;
  CHECK(limits_refusal({{"references", {1}}}, model).find("reference pictures are not supported") !=
        std::string::npos);
  model.capabilities = {provider::Capability::text_to_image};
  CHECK(limits_refusal({{"mask", json::object()}}, model).find("a mask is not supported") !=
        std::string::npos);
}

TEST_CASE("Every model of the catalogue accepts requests within its limits") {
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  for (const provider::Model& model : catalogue.models()) {
    if (!model.can(provider::Capability::text_to_image)) continue;
    INFO(model.id);
    CHECK(limits_refusal({{"prompt", "a fox"}, {"count", 1}}, model).empty());
  }
}

TEST_CASE("Unfinished pictures are asked of those models only that show them") {
  CHECK(limits_refusal({{"partialImages", 0}}).empty());
  CHECK(limits_refusal({{"partialImages", 1}}) ==
        "openai/gpt-image-2: it sends no unfinished pictures");
  provider::Model shows = openai();
  shows.limits["partialImages"] = 2;
  CHECK(limits_refusal({{"partialImages", 2}}, shows).empty());
  CHECK(limits_refusal({{"partialImages", 3}}, shows) ==
        "openai/gpt-image-2: 3 unfinished pictures, but it accepts at most 2");
  CHECK(limits_refusal({{"partialImages", 4}}, shows) ==
        "image.generate: \"partialImages\" is 4, but must be at most 3");
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  for (const provider::Model& model : catalogue.models()) {
    if (!model.can(provider::Capability::text_to_image)) continue;
    const bool is_shown = model.limits.contains("partialImages");
    CAPTURE(model.id);
    CHECK(limits_refusal({{"partialImages", 1}}, model).empty() == is_shown);
    if (is_shown) CHECK(model.provider == "openai");
  }
}
