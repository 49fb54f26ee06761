#include <limner/provider/operation.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::provider;

using nlohmann::json;

TEST_CASE("each field of a generation request has a unique name") {
  std::vector<std::string_view> names;
  for (const GenerateImageField& field : generate_image_fields()) {
    CAPTURE(field.name);
    CHECK(field.is_parameter == !field.help.empty());
    CHECK(std::ranges::find(names, field.name) == names.end());
    names.push_back(field.name);
  }
}

TEST_CASE("a recorded request reads back with every field") {
  GenerateImage operation{.prompt = "a fox",
                          .subject = "fox",
                          .style = "flat",
                          .width = 640,
                          .height = 480,
                          .count = 2,
                          .quality = Quality::hd,
                          .background = Background::opaque,
                          .moderation = Moderation::low,
                          .output_format = "webp",
                          .output_compression = 70,
                          .seed = -5,
                          .partial_images = 1};
  operation.references.resize(2);
  operation.mask.emplace();
  const json recorded = recorded_request(operation);
  CHECK(recorded.size() == generate_image_fields().size());
  CHECK(recorded_request(read_recorded_request(recorded)) == recorded);
}

TEST_CASE("the record of a default request is the one that earlier versions wrote") {
  CHECK(recorded_request({}) == json::parse(R"({"prompt": "", "subject": "", "style": "",
    "width": 1024, "height": 1024, "count": 1, "quality": "auto", "background": "auto",
    "moderation": "auto", "outputFormat": "png", "seed": null})"));
}

TEST_CASE("values of another type keep the default") {
  const GenerateImage read =
      read_recorded_request({{"prompt", 7}, {"count", "two"}, {"quality", "best"}, {"seed", "x"}});
  CHECK(recorded_request(read) == recorded_request({}));
}

TEST_CASE("only parameters of image.generate are read as parameters") {
  const GenerateImage read = read_parameters(
      {{"prompt", "a fox"}, {"width", 64}, {"subject", "x"}, {"references", json::object()}});
  CHECK(read.prompt == "a fox");
  CHECK(read.width == 1024);
  CHECK(read.subject.empty());
  CHECK(read.references.size() == 1);
}

TEST_CASE("the echoed values exclude the prompt and pictures") {
  const json echo = echoed_values({.prompt = "a fox", .partial_images = 2});
  CHECK(echo == json::parse(R"({"count": 1, "quality": "auto", "background": "auto",
    "moderation": "auto", "outputFormat": "png", "seed": null, "partialImages": 2})"));
}
