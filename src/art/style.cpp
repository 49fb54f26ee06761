#include "art/style.hpp"

#include "art/raster.hpp"
#include "art/style_flat.hpp"
#include "art/style_soft3d.hpp"
#include "art/style_watercolor.hpp"
#include "art/svg_tree.hpp"

namespace limner {

Bitmap paint(ArtStyle style, std::string_view scene_svg, int width, int height,
             std::uint64_t seed) {
  switch (style) {
    case ArtStyle::cartoon: return rasterise(scene_svg, width, height);
    case ArtStyle::flat: return rasterise(flattened(scene_svg), width, height);
    case ArtStyle::watercolor: return paint_watercolor(SvgTree(scene_svg), width, height, seed);
    case ArtStyle::realistic: break;
  }
  return paint_soft_3d(SvgTree(scene_svg), width, height);
}

}  // namespace limner
