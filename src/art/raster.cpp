#include "art/raster.hpp"

#include "art/raster_scene.hpp"
#include "art/svg_tree.hpp"

namespace limner {

Bitmap rasterise(std::string_view svg, int width, int height) {
  const SvgTree tree(svg);
  return ScenePainter(tree, width, height).paint().bitmap();
}

}  // namespace limner
