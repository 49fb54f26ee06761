#include <limner/art.hpp>
#include <limner/error.hpp>
#include <limner/image.hpp>
#include <limner/provider.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::provider;
using nlohmann::json;

namespace {

const Catalogue& catalogue() {
  static const Catalogue built_in = Catalogue::built_in();
  return built_in;
}

ModelAnswer call(std::string_view model, Operation operation, std::stop_token stop = {}) {
  const Providers providers = embedded_providers();
  Provider* local = find_provider(providers, "local");
  REQUIRE(local != nullptr);
  return local->call({.model = catalogue().find(model), .operation = std::move(operation)}, stop);
}

ModelAnswer drawn(GenerateImage operation) {
  return call("local/clipart-composer", std::move(operation));
}

GenerateImage chipmunk(int width = 128, int height = 128) {
  return {.prompt = "A single clip-art illustration of a chipmunk.",
          .subject = "a chipmunk",
          .style = "cartoon",
          .width = width,
          .height = height,
          .seed = 7};
}

ErrorCode refusal(GenerateImage operation) {
  try {
    drawn(std::move(operation));
  } catch (const Error& error) {
    CHECK_FALSE(error.help().empty());
    return error.code();
  }
  FAIL("nothing was refused");
  return {};
}

std::string text_of(const Bytes& bytes) {
  return std::string(as_text(bytes));
}

}  // namespace

TEST_CASE("the embedded artist draws a PNG of the size that was asked for, at no cost") {
  const ModelAnswer answer = drawn(chipmunk(160, 120));
  REQUIRE(answer.images.size() == 1);
  const Picture& picture = answer.images[0];
  CHECK(picture.media_type == "image/png");
  REQUIRE(picture.pixels.has_value());
  const Bitmap decoded = image::decode(picture.bytes);
  CHECK(decoded.width == 160);
  CHECK(decoded.height == 120);
  CHECK(decoded.rgba == picture.pixels->rgba);
  REQUIRE(answer.charged.has_value());
  CHECK(answer.charged->total.is_zero());
  CHECK(answer.usage.is_null());
  CHECK(answer.output_type == "image");
  CHECK(answer.digital_source_type == "algorithmicMedia");
}

TEST_CASE("the scene is a side file, and the details name the model version") {
  const ModelAnswer answer = drawn(chipmunk());
  REQUIRE(answer.side_files.size() == 1);
  const SideFile& source = answer.side_files[0];
  CHECK(source.role == "source");
  CHECK(source.media_type == "image/svg+xml");
  CHECK(text_of(source.bytes).find("<svg") != std::string::npos);
  CHECK(answer.details.at("seed") == 7);
  CHECK(answer.details.at("sceneSha256") == Digest::of(source.bytes).hex());
  CHECK(answer.details.at("packVersion") == art::art_pack_version());
  CHECK(answer.details.at("packSha256") == art::art_pack_digest());
}

TEST_CASE("every source of art is credited, once") {
  GenerateImage operation = chipmunk();
  operation.count = 2;
  const ModelAnswer answer = drawn(operation);
  REQUIRE_FALSE(answer.credits.empty());
  for (const json& credit : answer.credits) {
    CHECK_FALSE(credit.at("asset").get<std::string>().empty());
    CHECK_FALSE(credit.at("licence").get<std::string>().empty());
    CHECK(std::ranges::count(answer.credits, credit) == 1);
  }
}

TEST_CASE("several pictures have seeds that follow each other [S1.5]") {
  GenerateImage operation = chipmunk();
  operation.count = 3;
  const ModelAnswer answer = drawn(operation);
  REQUIRE(answer.images.size() == 3);
  REQUIRE(answer.side_files.size() == 3);
  CHECK(answer.side_files[2].role == "source");
  CHECK(answer.side_files[2].picture == 2);
  const json& pictures = answer.details.at("pictures");
  REQUIRE(pictures.size() == 3);
  CHECK(pictures[0].at("seed") == 7);
  CHECK(pictures[2].at("seed") == 9);
  CHECK(answer.details.at("seed") == 7);

  GenerateImage third = chipmunk();
  third.seed = 9;
  CHECK(drawn(third).images[0].bytes == answer.images[2].bytes);
}

TEST_CASE("the same request gives the same bytes") {
  CHECK(drawn(chipmunk()).images[0].bytes == drawn(chipmunk()).images[0].bytes);
}

TEST_CASE("the user's own words are drawn, and the prompt only without them") {
  GenerateImage by_prompt = chipmunk();
  by_prompt.prompt = "a chipmunk";
  by_prompt.subject.clear();
  CHECK(drawn(by_prompt).images[0].bytes == drawn(chipmunk()).images[0].bytes);
}

TEST_CASE("the backdrop is plain when a cut-out follows, and a scene otherwise") {
  GenerateImage scene = chipmunk();
  scene.keep_backdrop = true;
  CHECK(drawn(scene).images[0].bytes != drawn(chipmunk()).images[0].bytes);
  const Bitmap plain = *drawn(chipmunk()).images[0].pixels;
  const std::uint8_t* corner = plain.at(0, 0);
  CHECK(std::equal(corner, corner + 4, plain.at(127, 0)));
  CHECK(std::equal(corner, corner + 4, plain.at(127, 127)));
}

TEST_CASE("words that could not be drawn are reported") {
  GenerateImage operation = chipmunk();
  operation.subject = "a chipmunk with a zyqqxt";
  const ModelAnswer answer = drawn(operation);
  const auto found = std::ranges::find_if(
      answer.warnings, [](const json& warning) { return warning.at("code") == "words_not_drawn"; });
  REQUIRE(found != answer.warnings.end());
  CHECK(found->at("words") == json{"zyqqxt"});
  CHECK(found->at("message") == "not drawn: zyqqxt");
}

TEST_CASE("an approximated style is reported") {
  GenerateImage operation = chipmunk();
  operation.style = "realistic";
  const ModelAnswer answer = drawn(operation);
  CHECK(std::ranges::any_of(answer.warnings, [](const json& warning) {
    return warning.at("code") == "style_approximated" &&
           warning.at("message") == "the embedded artist only approximates the style \"realistic\"";
  }));
}

TEST_CASE("other formats are encoded as asked, without pixels that they may have changed") {
  for (const char* format : {"jpeg", "webp"}) {
    CAPTURE(format);
    GenerateImage operation = chipmunk();
    operation.output_format = format;
    const ModelAnswer answer = drawn(operation);
    CHECK(answer.images[0].media_type == std::string("image/") + format);
    CHECK(image::probe(answer.images[0].bytes)->format == *image::format_named(format));
    CHECK_FALSE(answer.images[0].pixels.has_value());
  }
}

TEST_CASE("unsupported requests to the embedded artist are refused with help") {
  GenerateImage operation = chipmunk();
  operation.references.resize(1);
  CHECK(refusal(operation) == ErrorCode::invalid_image_request);
  operation = chipmunk();
  operation.mask = Picture{};
  CHECK(refusal(operation) == ErrorCode::invalid_image_request);
  operation = chipmunk();
  operation.background = Background::transparent;
  CHECK(refusal(operation) == ErrorCode::invalid_image_request);
  operation = chipmunk();
  operation.style = "cubist";
  CHECK(refusal(operation) == ErrorCode::invalid_image_request);
  operation = chipmunk();
  operation.output_format = "gif";
  CHECK(refusal(operation) == ErrorCode::invalid_image_request);
  for (const int count : {0, -1, 11}) {
    operation = chipmunk();
    operation.count = count;
    CHECK(refusal(operation) == ErrorCode::invalid_image_request);
  }
  operation = chipmunk();
  operation.subject = "zyqqxt";
  CHECK(refusal(operation) == ErrorCode::unsupported_prompt);
}

TEST_CASE("a picture that is too small or too large is refused before allocation") {
  for (const auto& size : {std::pair{63, 64}, {64, 4097}, {0, 64}, {-5, 100}}) {
    CAPTURE(size.first);
    CAPTURE(size.second);
    CHECK(refusal(chipmunk(size.first, size.second)) == ErrorCode::invalid_image_request);
  }
}

TEST_CASE("the limits in the catalogue are the enforced ones") {
  const json& limits = catalogue().find("local/clipart-composer")->limits;
  CHECK(limits.at("flexible").at("minEdge") == 64);
  CHECK(limits.at("flexible").at("maxEdge") == 4096);
  CHECK(limits.at("maxImages") == 10);
  CHECK(limits.at("maxReferences") == 0);
  CHECK(limits.at("outputFormats") == json{"png", "jpeg", "webp"});
}

TEST_CASE("a stop is heard before the next picture is drawn") {
  std::stop_source source;
  source.request_stop();
  try {
    call("local/clipart-composer", chipmunk(), source.get_token());
    FAIL("it went on");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::interrupted);
  }
}

TEST_CASE("the cut-out keeps the subject, clears the corners and says how sure it is") {
  const ModelAnswer drawing = drawn(chipmunk(256, 256));
  const Picture& picture = drawing.images[0];
  const ModelAnswer answer =
      call("local/plain-matte",
           RemoveBackground{.image = picture.bytes, .media_type = picture.media_type});
  REQUIRE(answer.images.size() == 1);
  REQUIRE(answer.images[0].pixels.has_value());
  const Bitmap& cut = *answer.images[0].pixels;
  CHECK(cut.at(0, 0)[3] == 0);
  CHECK(cut.at(255, 255)[3] == 0);
  CHECK(has_transparency(cut));
  CHECK(image::decode(answer.images[0].bytes).rgba == cut.rgba);
  CHECK(answer.charged->total.is_zero());
  CHECK(answer.digital_source_type.empty());
  CHECK(answer.details.at("inlier").get<double>() > 0.9);
  const double coverage = answer.details.at("coverage").get<double>();
  CHECK(coverage > 0.05);
  CHECK(coverage < 0.9);
  CHECK(answer.details.contains("sigma"));
  CHECK(answer.details.contains("holes"));
}

TEST_CASE("pixels that are at hand are not decoded again") {
  const ModelAnswer drawing = drawn(chipmunk(256, 256));
  const ModelAnswer answer = call("local/plain-matte",
                                  RemoveBackground{.image = Bytes(3),  // no picture at all
                                                   .media_type = "image/png",
                                                   .pixels = &*drawing.images[0].pixels});
  CHECK(answer.images.size() == 1);
}

TEST_CASE("background removal refuses bytes that are not a picture") {
  try {
    call("local/plain-matte", RemoveBackground{.image = Bytes(64), .media_type = "image/png"});
    FAIL("it cut something out");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_input);
  }
}

TEST_CASE("an operation that a model does not support is refused") {
  struct Case {
    const char* model;
    Operation operation;
  };
  for (const Case& one : {Case{"local/plain-matte", chipmunk()},
                          Case{"local/clipart-composer", RemoveBackground{}}}) {
    CAPTURE(one.model);
    try {
      call(one.model, one.operation);
      FAIL("it was not refused");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::unsupported_model);
    }
  }
}
