#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;

TEST_CASE("A cut-out is bought for one picture, whose pixels are handed on [S0.21]") {
  StepFixture bench;
  const auto record = bench.record(halves(8, 8, red, blue), "chipmunk.png");
  bench.with = {{"model", "fal/birefnet-light"}, {"input", {record}}};
  bench.answer.images = {{image::encode_png(halves(8, 8, nothing, blue)), "image/png"}};
  bench.answer.details = {{"coverage", 0.5}};
  const StepOutput output = bench.run("background.remove");
  const auto& bought = std::get<provider::RemoveBackground>(bench.bought.at(0));
  CHECK(bought.media_type == "image/png");
  CHECK(bought.image == bench.kept.at(asset_from(record).digest).bytes);
  REQUIRE(bought.pixels != nullptr);
  CHECK(colour_at(*bought.pixels, 0, 0) == red);
  CHECK(output.images.at(0).file_name == "chipmunk-cutout.png");
  CHECK(colour_at(image::decode(bench.bytes(output)), 0, 0) == nothing);
  CHECK(output.values["details"]["coverage"] == 0.5);
  CHECK(output.warnings.empty());
  CHECK_FALSE(output.provenance.has_value());
}

TEST_CASE("A cut-out that is still opaque is reported") {
  StepFixture bench;
  bench.with = {{"input", bench.record(halves(8, 8, red, blue))}};
  bench.answer.images = {{image::encode_png(halves(8, 8, red, blue)), "image/png"}};
  CHECK(bench.run("background.remove").warnings.at(0)["code"] == "nothing_removed");
}

TEST_CASE("No cut-out is bought of nothing") {
  StepFixture bench;
  CHECK(bench.refusal("background.remove") == "background.remove needs \"input\"");
  bench.with = {{"input", nlohmann::json::array()}};
  CHECK(bench.refusal("background.remove").find("not a picture") != std::string::npos);
  CHECK(bench.bought.empty());
}
