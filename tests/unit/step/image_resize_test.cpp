#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;

namespace {

struct ResizeFixture : StepFixture {
  ResizeFixture() { with = {{"input", record(halves(40, 20, red, blue), "chipmunk.png")}}; }

  // The output picture with the decoded pixels of the step.
  Bitmap resized(int width, int height, const std::string& fit) {
    with.update({{"width", width}, {"height", height}, {"fit", fit}});
    const StepOutput output = run("image.resize");
    const provider::Picture& picture = kept.at(output.images.at(0).asset.digest);
    CHECK(picture.pixels->rgba == image::decode(picture.bytes).rgba);
    return *picture.pixels;
  }
};

std::pair<int, int> size(const Bitmap& bitmap) {
  return {bitmap.width, bitmap.height};
}

}  // namespace

TEST_CASE_FIXTURE(ResizeFixture, "Inside and one edge alone keep the shape") {
  CHECK(size(resized(10, 10, "inside")) == std::pair(10, 5));
  with = {{"input", with["input"]}, {"height", 10}};
  const StepOutput output = run("image.resize");
  CHECK(output.images.at(0).asset.width == 20);
  CHECK(output.images[0].file_name == "chipmunk-20x10.png");
}

TEST_CASE_FIXTURE(ResizeFixture, "Fill stretches, cover cuts, contain pads with nothing") {
  CHECK(size(resized(10, 10, "fill")) == std::pair(10, 10));
  const Bitmap cover = resized(10, 10, "cover");
  CHECK(size(cover) == std::pair(10, 10));
  CHECK(colour_at(cover, 0, 0) == red);
  CHECK(colour_at(cover, 9, 9) == blue);
  const Bitmap contain = resized(10, 10, "contain");
  CHECK(size(contain) == std::pair(10, 10));
  CHECK(colour_at(contain, 5, 0) == nothing);
  CHECK(colour_at(contain, 0, 5) == red);
  CHECK(colour_at(contain, 5, 9) == nothing);
}

TEST_CASE_FIXTURE(ResizeFixture, "Gravity says which part stays") {
  with["gravity"] = "west";
  CHECK(colour_at(resized(10, 10, "cover"), 9, 5) == red);
  with["gravity"] = "northeast";
  CHECK(colour_at(resized(10, 10, "cover"), 0, 5) == blue);
  CHECK(colour_at(resized(10, 10, "contain"), 0, 0) == red);
  with["gravity"] = "south";
  CHECK(colour_at(resized(10, 10, "contain"), 0, 9) == red);
  CHECK(colour_at(resized(10, 10, "contain"), 0, 0) == nothing);
}

TEST_CASE_FIXTURE(ResizeFixture, "Odd sizes keep their promise to the pixel") {
  for (const auto& [width, height] : {std::pair(7, 3), {3, 7}, {1, 1}, {99, 1}, {41, 19}}) {
    CHECK(size(resized(width, height, "cover")) == std::pair(width, height));
    CHECK(size(resized(width, height, "contain")) == std::pair(width, height));
    const Bitmap inside = resized(width, height, "inside");
    CHECK((inside.width == width || inside.height == height));
    CHECK((inside.width <= width && inside.height <= height));
  }
}

TEST_CASE_FIXTURE(ResizeFixture, "No size and a size beyond the limit are refused") {
  CHECK(refusal("image.resize").find("a width, a height, or both") != std::string::npos);
  with.update({{"width", 16'384}, {"height", 16'384}});
  CHECK(refusal("image.resize").find("134217728 pixels, the limit is") != std::string::npos);
  with["fit"] = "fill";
  CHECK(refusal("image.resize").find("268435456 pixels, the limit is") != std::string::npos);
  image_limits.pixels = 134'217'728;
  with["fit"] = "contain";
  with["width"] = 8192;
  CHECK(refusal("image.resize").empty());
  image_limits.pixels -= 1;
  CHECK(refusal("image.resize") ==
        "image.resize: 8192 x 16384 = 134217728 pixels, the limit is 134217727");
  with["width"] = 0;
  CHECK(refusal("image.resize").find("must be at least 1") != std::string::npos);
}

TEST_CASE_FIXTURE(ResizeFixture,
                  "An edge that follows from the shape is refused before it is cut") {
  with = {{"input", record(Bitmap(1, 262'144), "tall.png")}, {"width", 16'384}};
  CHECK_THROWS_WITH_AS(
      run("image.resize"),
      "image.resize: 16384 x 4294967296 = 70368744177664 pixels, the limit is 64000000", Error);
  for (const char* fit : {"cover", "fill", "inside"}) {
    with = {{"input", record(Bitmap(1, 262'144), "tall.png")},
            {"width", 16'384},
            {"height", 16'384},
            {"fit", fit}};
    if (fit == std::string_view("inside")) {
      CHECK(run("image.resize").images.at(0).asset.height == 16'384);
    } else {
      CHECK_THROWS_AS(run("image.resize"), Error);
    }
  }
}
