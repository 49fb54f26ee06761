#include "art/style/style.hpp"

#include "art/style/flat.hpp"
#include "art/style/soft3d.hpp"
#include "art/style/watercolor.hpp"
#include "svg/raster.hpp"
#include "svg/tree.hpp"

namespace limner::art {

Bitmap paint(ArtStyle style, std::string_view scene_svg, int width, int height,
             std::uint64_t seed) {
  switch (style) {
    case ArtStyle::cartoon: return svg::rasterise(scene_svg, width, height);
    case ArtStyle::flat: return svg::rasterise(flattened(scene_svg), width, height);
    case ArtStyle::watercolor:
      return paint_watercolor(svg::SvgTree(scene_svg), width, height, seed);
    case ArtStyle::realistic: break;
  }
  return paint_soft_3d(svg::SvgTree(scene_svg), width, height);
}

}  // namespace limner::art
