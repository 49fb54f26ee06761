#include "art/style.hpp"

#include "art/palette.hpp"
#include "art/raster.hpp"

namespace limner {

Bitmap paint(ArtStyle style, std::string_view scene_svg, int width, int height,
             std::uint64_t seed) {
  (void)seed;
  if (style == ArtStyle::flat) return rasterise(flatten_gradients(scene_svg), width, height);
  return rasterise(scene_svg, width, height);
}

}  // namespace limner
