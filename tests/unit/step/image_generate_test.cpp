#include "unit/image/crafted_icc.hpp"
#include "unit/image/crafted_jpeg.hpp"
#include "unit/image/crafted_png.hpp"
#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;
using nlohmann::json;

namespace {

struct GenerateFixture : StepFixture {
  GenerateFixture() {
    with = {{"prompt", "a chipmunk, flat"}, {"model", "openai/gpt-image-2"}};
    answer.images = {{image::encode_png(halves(8, 8, red, blue)), "image/png"}};
  }

  json keep_file(const std::string& bytes, const std::string& media_type) {
    const auto view = as_bytes(bytes);
    const Asset asset =
        keep({.bytes = Bytes(view.begin(), view.end()), .media_type = media_type, .pixels = {}});
    return record_of(asset, "photo");
  }
  // As stored, with the EXIF orientation 6: a quarter turn clockwise.
  static std::string turned_jpeg(int width = 8) {
    return image::crafted::jpeg(halves(width, 4, red, blue),
                                {.exif = image::crafted::exif(6), .icc = {}});
  }

  const provider::GenerateImage& request() const {
    return std::get<provider::GenerateImage>(bought.at(0));
  }
};

bool has_warning(const StepOutput& output, std::string_view code) {
  for (const json& warning : output.warnings) {
    if (warning.at("code") == code) return true;
  }
  return false;
}

}  // namespace

TEST_CASE_FIXTURE(GenerateFixture,
                  "An order carries the words of the template and of the user [S0.20]") {
  with.update({{"style", "flat"},
               {"size", "1024x768"},
               {"count", 1},
               {"quality", "standard"},
               {"background", "opaque"},
               {"moderation", "low"},
               {"outputFormat", "webp"},
               {"outputCompression", 80},
               {"seed", 5'000'000'000}});
  run("image.generate");
  CHECK(request().prompt == "a chipmunk, flat");
  CHECK(request().subject == "A cute chipmunk!");
  CHECK(request().style == "flat");
  CHECK(request().width == 1024);
  CHECK(request().height == 768);
  CHECK(request().quality == provider::Quality::standard);
  CHECK(request().moderation == provider::Moderation::low);
  CHECK(request().output_format == "webp");
  CHECK(request().output_compression == 80);
  CHECK(request().seed == 5'000'000'000);
  CHECK_FALSE(request().keep_backdrop);
}

TEST_CASE_FIXTURE(GenerateFixture, "Without a seed a step uses the run's seed") {
  background_removed_later = false;
  run("image.generate");
  CHECK(request().seed == 7);
  CHECK(request().keep_backdrop);
}

TEST_CASE_FIXTURE(GenerateFixture, "An aspect ratio stands for a size [S0.9] [S1.4]") {
  const std::pair<const char*, std::pair<int, int>> shapes[] = {
      {"1:1", {1024, 1024}}, {"4:3", {1024, 768}},  {"3:4", {768, 1024}},
      {"16:9", {1536, 864}}, {"9:16", {864, 1536}}, {"2:1", {1536, 768}}};
  for (const auto& [ratio, size] : shapes) {
    with["aspectRatio"] = ratio;
    bought.clear();
    run("image.generate");
    CHECK(request().width == size.first);
    CHECK(request().height == size.second);
  }
}

TEST_CASE_FIXTURE(GenerateFixture,
                  "Pictures are kept under a name for people, with what was said of them "
                  "[S1.1] [S1.5]") {
  with["count"] = 2;
  answer.images.push_back({image::encode_jpeg(halves(8, 8, red, blue)), "image/jpeg"});
  answer.details = {{"quality", "medium"}};
  answer.usage = {{"tokens", 12}};
  answer.warnings = {{{"code", "words_not_drawn"}}};
  answer.credits = {{{"asset", "chipmunk"}}};
  answer.digital_source_type = "algorithmicMedia";
  answer.side_files = {{"source", Bytes(3), "image/svg+xml"}};
  const StepOutput output = run("image.generate");
  REQUIRE(output.images.size() == 2);
  CHECK(output.images[0].file_name == "a-cute-chipmunk-1.png");
  CHECK(output.images[1].file_name == "a-cute-chipmunk-2.jpg");
  CHECK(output.values["details"]["quality"] == "medium");
  CHECK(output.values["asked"]["quality"] == "auto");
  CHECK(output.values["usage"]["tokens"] == 12);
  CHECK(has_warning(output, "words_not_drawn"));
  REQUIRE(output.side_files.size() == 1);
  CHECK(output.side_files[0].role == "source");
  CHECK(output.side_files[0].asset.media_type == "image/svg+xml");
  REQUIRE(output.provenance);
  CHECK(output.provenance->prompt == "a chipmunk, flat");
  CHECK(output.provenance->digital_source_type == "algorithmicMedia");
  CHECK(output.provenance->credits.size() == 1);
}

TEST_CASE_FIXTURE(GenerateFixture, "Bytes are believed, not the type that was declared") {
  answer.images[0].media_type = "image/webp";
  const StepOutput output = run("image.generate");
  CHECK(output.images[0].asset.media_type == "image/png");
  CHECK(output.images[0].file_name == "a-cute-chipmunk.png");
  CHECK(has_warning(output, "media_type_differs"));
}

TEST_CASE_FIXTURE(GenerateFixture,
                  "An answer without a picture failed, and may have been paid [S3.16]") {
  answer.images[0].bytes = Bytes(100);
  CHECK(
      refusal("image.generate").starts_with("the provider sent a picture that cannot be decoded"));
  answer.images.clear();
  CHECK(refusal("image.generate") == "the provider sent no picture");
  try {
    run("image.generate");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::generation_failed);
    CHECK(error.charged() == Charged::yes);
  }
  answer.charged = Money();
  try {
    run("image.generate");
  } catch (const Error& error) {
    CHECK(error.charged() == Charged::no);
  }
}

TEST_CASE_FIXTURE(GenerateFixture, "Fewer pictures than requested are reported [S2.5]") {
  with["count"] = 3;
  CHECK(has_warning(run("image.generate"), "fewer_images"));
  with["count"] = 1;
  CHECK_FALSE(has_warning(run("image.generate"), "fewer_images"));
}

TEST_CASE_FIXTURE(GenerateFixture,
                  "[S2.5] A picture that differs from the request is a warning with both values") {
  with = {{"prompt", "a fox"},
          {"size", "16x16"},
          {"background", "transparent"},
          {"outputFormat", "webp"}};
  answer.images = {{image::encode_png(halves(8, 16, red, blue)), "image/png"}};
  const StepOutput output = run("image.generate");
  const auto warning = [&](std::string_view code) {
    for (const json& one : output.warnings) {
      if (one["code"] == code) return one;
    }
    return json();
  };
  CHECK(warning("size_differs")["asked"] == "16x16");
  CHECK(warning("size_differs")["received"] == "8x16");
  CHECK(warning("format_differs")["received"] == "image/png");
  CHECK(warning("not_transparent")["received"] == "opaque");
}

TEST_CASE_FIXTURE(GenerateFixture, "[S2.5] A picture as requested has no warning") {
  with = {{"prompt", "a fox"}, {"size", "16x8"}};
  answer.images = {{image::encode_png(Bitmap(16, 8)), "image/png"}};
  CHECK(run("image.generate").warnings.empty());
}

TEST_CASE_FIXTURE(GenerateFixture,
                  "[S2.5] With strict a deviation fails the step and was charged") {
  strict = true;
  with = {{"prompt", "a fox"}, {"size", "16x8"}};
  answer.images = {{image::encode_png(Bitmap(8, 8)), "image/png"}};
  CHECK(refusal("image.generate") == "size 16x8 was requested, 8x8 was received");
  answer.images = {{image::encode_png(Bitmap(16, 8)), "image/png"}};
  CHECK(refusal("image.generate").empty());
}

TEST_CASE_FIXTURE(GenerateFixture,
                  "[S2.5] What decoding changes in a received picture is a warning") {
  namespace crafted = image::crafted;
  const std::string file =
      crafted::jpeg(halves(8, 8, red, blue), {.exif = {}, .icc = crafted::gray_profile(1)});
  const auto bytes = as_bytes(file);
  answer.images = {{Bytes(bytes.begin(), bytes.end()), "image/jpeg"}};
  CHECK(has_warning(run("image.generate"), "profile_unusable"));
}

TEST_CASE_FIXTURE(GenerateFixture, "A picture that ends before its last row is not a success") {
  Bytes cut = image::encode_png(Bitmap(64, 64));
  cut.resize(cut.size() / 2);
  answer.images = {{cut, "image/png"}};
  CHECK_FALSE(refusal("image.generate").empty());
  answer.images.push_back({image::encode_png(Bitmap(64, 64)), "image/png"});
  const StepOutput output = run("image.generate");
  CHECK(output.images.size() == 1);
  CHECK(has_warning(output, "picture_unreadable"));
}

TEST_CASE_FIXTURE(GenerateFixture,
                  "More pictures than requested are kept, reported and not published") {
  const Bytes second = image::encode_png(Bitmap(9, 9));
  answer.images.push_back({second, "image/png"});
  const StepOutput output = run("image.generate");
  CHECK(output.images.size() == 1);
  CHECK(has_warning(output, "more_images"));
  CHECK(kept.contains(Digest::of(second)));
}

TEST_CASE_FIXTURE(GenerateFixture, "References and mask go along as bytes [S1.24] [S2.21]") {
  const json one = record(halves(2, 2, red, blue));
  with["references"] = {one, one};
  with["mask"] = json::array({record(halves(2, 2, nothing, red))});
  run("image.generate");
  REQUIRE(request().references.size() == 2);
  CHECK(image::decode(request().references[1].bytes).width == 2);
  REQUIRE(request().mask);
  CHECK(has_transparency(image::decode(request().mask->bytes)));
}

TEST_CASE_FIXTURE(GenerateFixture, "References are sent upright, in sRGB and without metadata") {
  const json wide = keep_file(image::crafted::display_p3(), "image/png");
  const json turned = keep_file(turned_jpeg(), "image/jpeg");
  with["references"] = {wide, turned};
  run("image.generate");
  const std::vector<provider::Picture>& sent = request().references;
  CHECK(as_text(sent.at(0).bytes).find("cICP") == std::string_view::npos);
  CHECK(as_text(sent.at(1).bytes).find("Exif") == std::string_view::npos);
  CHECK(sent[1].media_type == "image/jpeg");
  CHECK(image::decode(sent[1].bytes).width == 4);
  CHECK(image::probe(sent[1].bytes)->orientation == 1);

  bought.clear();
  send_original = true;
  run("image.generate");
  CHECK(as_text(request().references.at(1).bytes) == turned_jpeg());
}

TEST_CASE_FIXTURE(GenerateFixture, "A mask takes the same turns as its picture") {
  with["references"] = keep_file(turned_jpeg(), "image/jpeg");
  with["references"]["orientation"] = 6;
  // As the file stores the picture: 8 x 4, transparent at the left, which is the top when upright.
  with["mask"] = record(halves(8, 4, nothing, red));
  const StepOutput output = run("image.generate");
  CHECK(has_warning(output, "mask_turned"));
  const Bitmap sent = image::decode(request().mask->bytes);
  CHECK(sent.width == 4);
  CHECK(sent.height == 8);
  CHECK(colour_at(sent, 0, 0) == nothing);
  CHECK(colour_at(sent, 0, 7) == red);

  // Drawn on the upright view.
  bought.clear();
  with["mask"] = record(halves(4, 8, nothing, red));
  CHECK_FALSE(has_warning(run("image.generate"), "mask_turned"));
  CHECK(colour_at(image::decode(request().mask->bytes), 0, 7) == nothing);

  // Without EXIF the provider gets both as they are.
  bought.clear();
  send_original = true;
  with["mask"] = record(halves(8, 4, nothing, red));
  CHECK_FALSE(has_warning(run("image.generate"), "mask_turned"));
  CHECK(image::decode(request().mask->bytes).width == 8);
}

TEST_CASE_FIXTURE(GenerateFixture, "A mask of a square picture takes its turns too") {
  with["references"] = keep_file(turned_jpeg(4), "image/jpeg");
  with["mask"] = record(halves(4, 4, nothing, red));
  CHECK(has_warning(run("image.generate"), "mask_turned"));
  CHECK(colour_at(image::decode(request().mask->bytes), 3, 0) == nothing);
  CHECK(colour_at(image::decode(request().mask->bytes), 0, 3) == red);
}

TEST_CASE_FIXTURE(GenerateFixture, "A mask that cannot be used is refused before the call") {
  with["mask"] = record(halves(4, 4, nothing, red));
  CHECK(refusal("image.generate").find("a mask needs a reference picture") != std::string::npos);
  with["references"] = record(halves(2, 2, red, blue));
  CHECK(refusal("image.generate") == "image.generate: the mask is 4x4, its picture 2x2");
  with["mask"] = record(halves(2, 2, blue, red));
  CHECK(refusal("image.generate").find("opaque everywhere") != std::string::npos);
  with["mask"] = record(halves(2, 2, nothing, red));
  with["mask"]["file_type"] = "image/webp";
  CHECK(refusal("image.generate").find("is image/webp, not a PNG") != std::string::npos);
  CHECK(bought.empty());
}

TEST_CASE_FIXTURE(GenerateFixture, "What contradicts itself is refused before anything is bought "
                                   "[S1.20] [S1.21] [S2.20]") {
  with.update({{"outputFormat", "jpeg"}, {"background", "transparent"}});
  CHECK(refusal("image.generate").find("a JPEG cannot be transparent") != std::string::npos);
  with.update({{"outputFormat", "png"}, {"outputCompression", 50}});
  CHECK(refusal("image.generate").find("outputCompression does not apply") != std::string::npos);
  with.erase("outputCompression");
  with.update({{"aspectRatio", "auto"}, {"quality", "hd"}});
  CHECK(refusal("image.generate").find("aspectRatio auto with quality hd") != std::string::npos);
  with.update({{"quality", "standard"}, {"size", "64x64"}});
  CHECK(refusal("image.generate").find("both \"size\" and") != std::string::npos);
  CHECK(bought.empty());
  with.erase("size");
  CHECK(refusal("image.generate").empty());
}

TEST_CASE_FIXTURE(GenerateFixture, "A size is two numbers and nothing else") {
  for (const char* size : {"", "1024", "x", "1024x", "x1024", "1024x1024 ", "0x5", "-1x5", "1e3x5",
                           "100000x5", "99999999999x5", "5x5x5"}) {
    with["size"] = size;
    CHECK(refusal("image.generate").find("size must be WIDTHxHEIGHT") != std::string::npos);
  }
}
