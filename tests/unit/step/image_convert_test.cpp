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
  const std::string xmp = image::xmp_of(bytes(output)).value();
  CHECK(xmp.find("<limner:prompt>a &lt;fox&gt;</limner:prompt>") != std::string::npos);
  CHECK(xmp.find("<limner:model>local/clipart-composer<") != std::string::npos);
  CHECK(xmp.find("digitalsourcetype/algorithmicMedia<") != std::string::npos);
  CHECK(xmp.find("<rdf:li>Noto Emoji 1.2.9, ours</rdf:li>") != std::string::npos);
  CHECK(xmp.find(">Noto Emoji 1.2.9: Apache-2.0</rdf:li>") != std::string::npos);
}

TEST_CASE_FIXTURE(ConvertFixture, "Without metadata, or without provenance, no XMP is written") {
  CHECK_FALSE(image::xmp_of(bytes(run("image.convert_webp"))).has_value());
  provenance.prompt = "a fox";
  CHECK(image::xmp_of(bytes(run("image.convert_webp"))).has_value());
  with["metadata"] = "none";
  CHECK_FALSE(image::xmp_of(bytes(run("image.convert_webp"))).has_value());
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

TEST_CASE_FIXTURE(ConvertFixture, "Provenance that a format cannot store is reported") {
  with.update({{"format", "jpeg"}, {"metadata", "provenance"}});
  CHECK(run("image.convert").warnings.at(0)["code"] == "metadata_left_out");
  with["metadata"] = "none";
  CHECK(run("image.convert").warnings.empty());
}
