// The embedded artist's own plain pictures, cut out again: their true alpha is known.
#include "svg/raster_scene.hpp"
#include "unit/art/plain_picture.hpp"

#include <limner/art.hpp>

#include <doctest/doctest.h>

namespace limner::art {
namespace {

TEST_CASE("pictures drawn on a plain backdrop are cut out as they were drawn") {
  constexpr int size = 640;
  const std::array<const char*, 15> prompts{
      "a cute chipmunk sleeping in a nest with her family",
      "birthday cake with candles",
      "a red bicycle",
      "three cats on a sofa",
      "a cup of coffee and a croissant",
      "a dog wearing a straw hat",
      "a fox reading a book",
      "christmas tree with presents",
      "a teacher with a blackboard",
      "a penguin holding a balloon",
      "a snowman",
      "a white rabbit and a carrot",
      "a robot",
      "a polar bear with an umbrella",
      "an alien in a flying saucer",
  };
  double sum = 0;
  for (const char* prompt : prompts) {
    CAPTURE(std::string(prompt));
    ArtRequest request{.prompt = prompt, .width = size, .height = size};
    const ArtPicture picture = draw(request);
    const svg::SvgTree scene(picture.scene_svg);
    const Bitmap truth =
        svg::ScenePainter(scene, size, size).paint({.but_class = "backdrop"}).bitmap();
    const double like = likeness(cut_out(picture.pixels).cut_out, truth);
    CHECK(like > 0.95);
    sum += like;
  }
  CHECK(sum / static_cast<double>(prompts.size()) > 0.985);
}

}  // namespace
}  // namespace limner::art
