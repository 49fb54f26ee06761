#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;

namespace {

struct ConvertFixture : StepFixture {
  ConvertFixture() { with = {{"input", record(halves(16, 16, nothing, blue), "chipmunk.png")}}; }
};

}  // namespace

TEST_CASE_FIXTURE(ConvertFixture,
                  "A WebP keeps alpha and name and knows where it came from [S0.22]") {
  provenance = {.prompt = "a <fox>",
                .model = "local/clipart-composer",
                .run_id = "run-1",
                .digital_source_type = "algorithmicMedia",
                .created = "2026-11-21T03:31:33.000Z",
                .credits = {{{"source", "Noto Emoji 1.2.9"}, {"licence", "Apache-2.0"}},
                            {{"source", "Noto Emoji 1.2.9"}, {"licence", "Apache-2.0"}},
                            {{"source", "ours"}}}};
  const StepOutput output = run("image.convert_webp");
  CHECK(output.images.at(0).file_name == "chipmunk.webp");
  CHECK(output.images[0].asset.media_type == "image/webp");
  const Bitmap back = image::decode(bytes(output));
  CHECK(back.at(0, 0)[3] == 0);
  CHECK(back.at(15, 0)[3] == 255);
  const std::string xmp = image::metadata_of(bytes(output)).xmp;
  CHECK(xmp.find("<limner:prompt>a &lt;fox&gt;</limner:prompt>") != std::string::npos);
  CHECK(xmp.find("<limner:model>local/clipart-composer<") != std::string::npos);
  CHECK(xmp.find("digitalsourcetype/algorithmicMedia<") != std::string::npos);
  CHECK(xmp.find("<rdf:li>Noto Emoji 1.2.9, ours</rdf:li>") != std::string::npos);
  CHECK(xmp.find(">Noto Emoji 1.2.9: Apache-2.0</rdf:li>") != std::string::npos);
}

TEST_CASE_FIXTURE(ConvertFixture, "Without metadata, or without provenance, no XMP is written") {
  CHECK(image::metadata_of(bytes(run("image.convert_webp"))).xmp.empty());
  provenance.prompt = "a fox";
  CHECK_FALSE(image::metadata_of(bytes(run("image.convert_webp"))).xmp.empty());
  with["metadata"] = "none";
  CHECK(image::metadata_of(bytes(run("image.convert_webp"))).xmp.empty());
}

TEST_CASE_FIXTURE(ConvertFixture, "Quality and lossless reach the encoder, exact is the default") {
  with["lossless"] = true;
  const Bitmap lossless = image::decode(bytes(run("image.convert_webp")));
  CHECK(colour_at(lossless, 15, 15) == blue);
  with["input"] = record(halves(16, 16, 0x10203000, blue));
  CHECK(colour_at(image::decode(bytes(run("image.convert_webp"))), 0, 0) == 0x10203000);
  with["exact"] = false;
  CHECK(colour_at(image::decode(bytes(run("image.convert_webp"))), 0, 0) != 0x10203000);
}

TEST_CASE_FIXTURE(ConvertFixture, "A picture is saved in each of the three formats") {
  for (const auto& [format, type, name] : {std::tuple{"png", "image/png", "chipmunk.png"},
                                           {"jpeg", "image/jpeg", "chipmunk.jpg"},
                                           {"webp", "image/webp", "chipmunk.webp"}}) {
    with["format"] = format;
    const StepOutput output = run("image.convert");
    CHECK(output.images.at(0).asset.media_type == type);
    CHECK(output.images[0].file_name == name);
    CHECK(image::media_type_of(image::probe(bytes(output))->format) == type);
  }
}

TEST_CASE_FIXTURE(ConvertFixture, "Options that a format does not support are refused") {
  CHECK(refusal("image.convert") == "image.convert needs \"format\"");
  with["format"] = "png";
  with["quality"] = 50;
  CHECK(refusal("image.convert").find("quality does not apply to PNG") == 0);
  with.update({{"format", "jpeg"}, {"lossless", true}});
  CHECK(refusal("image.convert") == "JPEG cannot be lossless");
  with["quality"] = 101;
  CHECK(refusal("image.convert_webp").find("must be at most 100") != std::string::npos);
}

TEST_CASE_FIXTURE(ConvertFixture, "Each format holds the provenance, and the run only with full") {
  provenance = {.prompt = "a fox",
                .model = "local/clipart-composer",
                .run_id = "run-1",
                .created = "2026-11-21T03:31:33.000Z"};
  for (const std::string_view format : {"png", "jpeg", "webp"}) {
    with = {{"input", with["input"]}, {"format", format}};
    const std::string usual = image::metadata_of(bytes(run("image.convert"))).xmp;
    CHECK(usual.find(">a fox<") != std::string::npos);
    CHECK(usual.find("local/clipart-composer") != std::string::npos);
    CHECK(usual.find("run-1") == std::string::npos);
    CHECK(usual.find("2026") == std::string::npos);
    with["metadata"] = "full";
    const std::string full = image::metadata_of(bytes(run("image.convert"))).xmp;
    CHECK(full.find("<limner:runId>run-1<") != std::string::npos);
    CHECK(full.find("<xmp:CreateDate>2026-11-21T03:31:33.000Z<") != std::string::npos);
    with["metadata"] = "none";
    CHECK(image::metadata_of(bytes(run("image.convert"))).xmp.empty());
  }
}

TEST_CASE_FIXTURE(ConvertFixture, "What the input has is kept by every step that encodes") {
  const image::Metadata brought{.xmp = "<mine/>", .comments = {{"Author", "Ada"}}};
  const Bytes file =
      image::with_metadata(image::encode_png(halves(16, 16, red, blue)), brought).bytes;
  provenance.prompt = "a fox";
  const auto parameters = [&](const char* kind) {
    with = {{"input", record_of(keep({file, "image/png"}), "mine.png")}, {"metadata", "keep"}};
    if (kind == std::string_view("image.convert")) with["format"] = "jpeg";
    if (kind != std::string_view("image.convert")) with.update({{"width", 8}, {"height", 8}});
  };
  for (const char* kind : {"image.convert", "image.resize", "image.crop"}) {
    parameters(kind);
    const image::Metadata with_input = image::metadata_of(bytes(run(kind)));
    CHECK(with_input.xmp == "<mine/>");
    CHECK(with_input.comments.size() == 1);
    with.erase("metadata");
    const image::Metadata usual = image::metadata_of(bytes(run(kind)));
    CHECK(usual.xmp.find("a fox") != std::string::npos);
    CHECK(usual.comments.empty());
  }
}

TEST_CASE_FIXTURE(ConvertFixture, "Metadata of a given picture that is not kept is reported") {
  const image::Metadata brought{.xmp = "<mine/>", .comments = {{"Author", "Ada"}}};
  const Bytes file =
      image::with_metadata(image::encode_png(halves(16, 16, red, blue)), brought).bytes;
  with = {{"input", record_of(keep({file, "image/png"}), "mine.png")}, {"format", "webp"}};
  const StepOutput output = run("image.convert");
  REQUIRE(output.warnings.size() == 1);
  CHECK(output.warnings[0]["code"] == "metadata_dropped");
  CHECK(output.warnings[0]["message"] ==
        "mine.webp has no XMP and comments of its input; metadata: keep copies them");
  provenance.digital_source_type = "trainedAlgorithmicMedia";  // made by a model, not given
  CHECK(run("image.convert").warnings.empty());
  provenance = {};
  for (const char* choice : {"none", "provenance", "full"}) {
    with["metadata"] = choice;
    CHECK(run("image.convert").warnings.empty());
  }
}

TEST_CASE_FIXTURE(ConvertFixture, "Transparency that a JPEG cannot hold is reported") {
  with["format"] = "jpeg";
  CHECK(run("image.convert").warnings.at(0)["code"] == "transparency_flattened");
  with["input"] = record(halves(16, 16, red, blue));
  CHECK(run("image.convert").warnings.empty());
}

TEST_CASE_FIXTURE(ConvertFixture, "Metadata that a format cannot hold is reported") {
  with.update({{"format", "jpeg"}, {"input", record(halves(16, 16, red, blue), "chipmunk.png")}});
  provenance.prompt = std::string(70'000, 'a');
  const StepOutput output = run("image.convert");
  CHECK(output.warnings.at(0)["code"] == "metadata_left_out");
  CHECK(output.warnings[0]["message"] == "chipmunk.jpg cannot hold the XMP");
  with["metadata"] = "none";
  CHECK(run("image.convert").warnings.empty());
}
