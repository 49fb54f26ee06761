#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;

namespace {

struct CropFixture : StepFixture {
  CropFixture() {
    with = {{"input", record(halves(40, 20, red, blue))}, {"width", 10}, {"height", 4}};
  }

  Bitmap cropped() { return image::decode(bytes(run("image.crop"))); }
};

}  // namespace

TEST_CASE_FIXTURE(CropFixture, "A rectangle is cut at its corner or where gravity holds it") {
  const Bitmap centre = cropped();
  CHECK(centre.width == 10);
  CHECK(centre.height == 4);
  CHECK(colour_at(centre, 4, 0) == red);
  CHECK(colour_at(centre, 5, 0) == blue);
  with["gravity"] = "east";
  CHECK(colour_at(cropped(), 0, 0) == blue);
  with.erase("gravity");
  with["x"] = 19;
  CHECK(colour_at(cropped(), 0, 0) == red);
  CHECK(colour_at(cropped(), 1, 0) == blue);
}

TEST_CASE_FIXTURE(CropFixture, "A rectangle outside of the picture is refused") {
  with["x"] = 31;
  CHECK(refusal("image.crop") == "10 x 4 pixels at 31,0 lie outside of 40 x 20");
  with.erase("x");
  with["width"] = 41;
  CHECK(refusal("image.crop").find("lie outside of 40 x 20") != std::string::npos);
}

TEST_CASE_FIXTURE(CropFixture, "A corner and gravity contradict each other") {
  with.update({{"x", 1}, {"gravity", "north"}});
  CHECK(refusal("image.crop").find("both a corner and") != std::string::npos);
}
