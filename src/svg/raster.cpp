#include "svg/raster.hpp"

#include "svg/raster_scene.hpp"
#include "svg/tree.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace limner::svg {
namespace {

// A canvas takes twenty bytes per pixel, so large pictures are rendered in bands.
constexpr int band_pixels = 4 << 20;

}  // namespace

Bitmap rasterise(std::string_view svg, int width, int height) {
  if (width <= 0 || height <= 0) throw std::logic_error("scene: empty picture");
  const SvgTree tree(svg);
  const int rows = std::max(1, band_pixels / width);
  if (rows >= height) return ScenePainter(tree, width, height).paint().bitmap();
  Bitmap picture(width, height);
  for (int y = 0; y < height; y += rows) {
    const PixelBox band{0, y, width, std::min(height, y + rows)};
    const Bitmap part = ScenePainter(tree, width, height, band).paint().bitmap();
    std::copy(part.rgba.begin(), part.rgba.end(), picture.at(0, y));
  }
  return picture;
}

}  // namespace limner::svg
