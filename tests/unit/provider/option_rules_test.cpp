// Every option of every model is in the request that arrives at the provider, or is reported
// as one that is not sent.
#include "call_fixture.hpp"

#include <limner/provider/options.hpp>

#include <algorithm>

namespace limner::provider {

namespace {

struct OptionCase {
  const char* option;
  const char* value;
  std::function<void(GenerateImage&)> set;
  std::function<void(GenerateImage&)> before = {};  // of the request to compare with
};

void use_webp(GenerateImage& image) {
  image.output_format = "webp";
}
void add_reference(GenerateImage& image) {
  image.references.push_back(
      {.bytes = image::encode_png(Bitmap(16, 16)), .media_type = "image/png"});
}

const std::vector<OptionCase> option_cases{
    {"size", "1536x1024", [](GenerateImage& image) { image.width = 1536; }},
    {"size", "auto", [](GenerateImage& image) { image.width = image.height = 0; }},
    {"count", "2", [](GenerateImage& image) { image.count = 2; }},
    {"quality", "low", [](GenerateImage& image) { image.quality = Quality::low; }},
    {"quality", "hd", [](GenerateImage& image) { image.quality = Quality::hd; }},
    {"background", "opaque", [](GenerateImage& image) { image.background = Background::opaque; }},
    {"background", "transparent",
     [](GenerateImage& image) { image.background = Background::transparent; }},
    {"moderation", "low", [](GenerateImage& image) { image.moderation = Moderation::low; }},
    {"moderation", "low", [](GenerateImage& image) { image.moderation = Moderation::low; },
     add_reference},
    {"outputFormat", "png", [](GenerateImage& image) { image.output_format = "png"; }, use_webp},
    {"outputFormat", "jpeg", [](GenerateImage& image) { image.output_format = "jpeg"; }},
    {"outputFormat", "webp", use_webp},
    {"outputCompression", "50", [](GenerateImage& image) { image.output_compression = 50; },
     use_webp},
    {"seed", "5", [](GenerateImage& image) { image.seed = 5; }},
    {"partialImages", "1", [](GenerateImage& image) { image.partial_images = 1; }},
    {"references", "1", add_reference},
    {"mask", "1",
     [](GenerateImage& image) {
       image.mask = Picture{image::encode_png(Bitmap(16, 16)), "image/png", {}};
     },
     add_reference}};

// The body without the random separator of its parts.
std::string without_boundary(const provider_server::WireRequest& request) {
  std::string body = request.body;
  if (!body.starts_with("--")) return body;
  const std::string boundary = body.substr(0, body.find('\r'));
  for (std::size_t at = 0; (at = body.find(boundary, at)) != std::string::npos;)
    body.replace(at, boundary.size(), "--");
  return body;
}

// What arrives at the server; nothing when the request is refused before it is sent.
std::optional<std::string> arrived(CallFixture& fixture, const GenerateImage& image) {
  const std::size_t before = fixture.server.received(fixture.name, "work").size();
  try {
    fixture.call(image);
  } catch (const Error&) {
  }
  const auto received = fixture.server.received(fixture.name, "work");
  if (received.size() == before) return std::nullopt;
  return without_boundary(received.back().request);
}

bool is_unsent(const Model& model, const GenerateImage& image, const std::string& option) {
  try {
    const std::vector<std::string> unsent = unsent_options(model, image);
    return std::ranges::find(unsent, option) != unsent.end();
  } catch (const Error&) {
    return true;  // refused as a whole
  }
}

// Values that the API has no member for, because the model always uses them.
bool is_always_so(const Model& model, const std::string& option, const std::string& value) {
  const auto only = [&](const char* limit) {
    std::vector<std::string> list = model.limits.value(limit, std::vector<std::string>());
    std::erase(list, "auto");
    return list == std::vector<std::string>{value};
  };
  if (option == "background") return only("backgrounds");
  return option == "outputFormat" && only("outputFormats");
}

void check_options(CallFixture& fixture, const Model& model) {
  fixture.model = model.id;
  for (const OptionCase& one : option_cases) {
    GenerateImage base{.prompt = "a fox"};
    if (one.before) one.before(base);
    GenerateImage image = base;
    one.set(image);
    CAPTURE(model.id);
    CAPTURE(one.option);
    CAPTURE(one.value);
    const bool unsent = is_unsent(model, image, one.option);
    const std::optional<std::string> without = arrived(fixture, base);
    const std::optional<std::string> with = arrived(fixture, image);
    const bool is_auto_size = image.is_auto_size();  // which has no member of its own
    if (unsent) {
      if (with && without && !is_auto_size) CHECK(*with == *without);
    } else if (!without) {
      continue;  // the model does not take the other option of the case
    } else if (is_always_so(model, one.option, one.value)) {
      CHECK(with.has_value());
    } else {
      REQUIRE(with.has_value());
      CHECK(with != without);
    }
  }
}

Model model_for_test(const std::string& id, const nlohmann::json& limits) {
  return {.id = id,
          .provider = id.substr(0, id.find('/')),
          .api_model = "some-model",
          .mode = GenerationMode::direct_image_model,
          .capabilities = {Capability::text_to_image},
          .limits = limits};
}

}  // namespace

TEST_CASE("[S1.4] [S1.6] [S4.15] every option of every model is in the request or is refused") {
  const std::vector<std::string> companies{"openai",    "fal",       "google",           "bfl",
                                           "replicate", "stability", "openai-compatible"};
  for (const std::string& company : companies) {
    CallFixture fixture(company);
    const Catalogue catalogue = Catalogue::built_in();
    for (const Model& model : catalogue.models()) {
      const bool draws = model.can(Capability::text_to_image) || model.can(Capability::edit);
      if (model.provider == company && draws) check_options(fixture, model);
    }
  }
}

TEST_CASE("the seen cases of dropped options are reported [S1.6] [S1.7] [S1.8] [S1.10] [S4.15]") {
  const Catalogue catalogue = Catalogue::built_in();
  const auto unsent = [&](const char* id, const GenerateImage& image) {
    return unsent_options(*catalogue.find(id), image);
  };
  using Names = std::vector<std::string>;
  CHECK(unsent("google/gemini-3-pro-image", {.prompt = "x", .quality = Quality::hd}) ==
        Names{"quality"});
  CHECK(unsent("google/gemini-3-pro-image", {.prompt = "x", .output_format = "webp", .seed = 1}) ==
        Names{"outputFormat", "seed"});
  CHECK(
      unsent("bfl/flux-2-pro", {.prompt = "x", .output_format = "jpeg", .output_compression = 5}) ==
      Names{"outputCompression"});
  CHECK(unsent("fal/flux-schnell", {.prompt = "x", .moderation = Moderation::low}) ==
        Names{"moderation"});
  CHECK(unsent("stability/sd3.5-large", {.prompt = "x", .width = 0, .height = 0}) == Names{"size"});
  CHECK(unsent("local/clipart-composer", {.prompt = "x", .quality = Quality::high}) ==
        Names{"quality"});
  CHECK(unsent("local/clipart-composer", {.prompt = "x", .width = 0, .height = 0}).empty());
  CHECK(unsent("openai/gpt-image-2", {.prompt = "x",
                                      .width = 0,
                                      .height = 0,
                                      .quality = Quality::hd,
                                      .background = Background::transparent,
                                      .moderation = Moderation::low})
            .empty());
}

TEST_CASE("a size with a reference picture is not sent where the reference decides it") {
  const Catalogue catalogue = Catalogue::built_in();
  const Model& model = *catalogue.find("stability/sd3.5-large");
  GenerateImage image{.prompt = "x"};
  add_reference(image);
  CHECK(unsent_options(model, image) == std::vector<std::string>{"size"});
  image.width = image.height = 0;
  CHECK(unsent_options(model, image).empty());
}

TEST_CASE("a model of one size is not asked for another size class") {
  const Catalogue catalogue = Catalogue::built_in();
  const Model& model = *catalogue.find("google/gemini-2.5-flash-image");
  CHECK(unsent_options(model, {.prompt = "x"}).empty());
  CHECK(unsent_options(model, {.prompt = "x", .width = 2048, .height = 2048}) ==
        std::vector<std::string>{"size"});
}

TEST_CASE("what a model takes is described from the same table") {
  const Catalogue catalogue = Catalogue::built_in();
  CHECK(describe_sent_options(*catalogue.find("bfl/flux-2-pro")) ==
        "size, background opaque, moderation low, outputFormat png|jpeg, seed, references");
  CHECK(describe_sent_options(model_for_test("unknown/x", nlohmann::json::object())).empty());
}

TEST_CASE("a model of unknown parameters is refused, one of an unknown provider is not checked") {
  CHECK_THROWS_AS(
      unsent_options(model_for_test("bfl/flux-9", nlohmann::json::object()), {.prompt = "x"}),
      Error);
  CHECK(unsent_options(model_for_test("unknown/x", nlohmann::json::object()),
                       {.prompt = "x", .seed = 1})
            .empty());
}

TEST_CASE("a program takes every option") {
  const Model model = model_for_test("exec/painter", {{"seed", true}});
  GenerateImage image{.prompt = "x",
                      .count = 2,
                      .quality = Quality::hd,
                      .background = Background::transparent,
                      .moderation = Moderation::low,
                      .output_format = "webp",
                      .output_compression = 4,
                      .seed = 4};
  add_reference(image);
  CHECK(unsent_options(model, image).empty());
}

}  // namespace limner::provider
