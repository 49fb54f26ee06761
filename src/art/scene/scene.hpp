// A picture as placed icons and shapes, and its SVG text.
//
// Lengths are pixels of the picture, y down. Nothing here comes from the text of
// a prompt: a scene holds drawings of the pack and shapes of ours only.
#pragma once

#include "art/random.hpp"
#include "art/scene/pack.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::art {

struct Spot {
  double x = 0;
  double y = 0;
};

// One icon, placed by the middle of its foot.
struct Figure {
  const Icon* icon = nullptr;
  double x = 0;
  double base = 0;
  double height = 0;  // of the ink
  bool mirrored = false;
  double turn = 0;     // degrees clockwise about the foot
  std::string colour;  // "red"; empty: its own
  double depth = 10;   // larger is nearer
  double opacity = 1;
  bool asleep = false;
  double shadow = 0;      // width on the ground beside the figure's; 0: none
  std::string clip;       // path in icon units: only what lies inside is drawn
  std::string within;     // path in pixels: the same
  int without_paths = 0;  // how many of the icon's first paths are left out

  double scale() const { return height / icon->ink.height(); }
  double width() const { return icon->ink.width() * scale(); }
  Spot at(double icon_x, double icon_y) const;  // where a point of the icon lands
  Spot head() const { return at(icon->head.x, icon->head.top); }
  bool faces_left() const {
    return (icon->head.facing == 'L') != mirrored && icon->head.facing != 'F';
  }
  bool faces_front() const { return icon->head.facing == 'F'; }
};

// Layers that style passes distinguish.
enum class Layer { ground, item, mark };

struct SceneShape {
  std::string svg;
  double depth = 0;
  Layer layer = Layer::item;
  std::string within = {};  // path in pixels: only what lies inside is drawn
};

struct Extent {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
};

class Scene {
 public:
  Scene(int wide, int tall)
      : width(wide),
        height(tall),
        side(wide < tall ? wide : tall),
        middle(wide / 2.0),
        ground(tall * 0.83) {}

  double width;
  double height;
  double side;    // the shorter one
  double middle;  // x
  double ground;  // y of the line that things stand on

  std::string backdrop;  // "#rrggbb"; empty: transparent
  std::string vignette;  // SVG; empty: none
  std::string frame;     // path of the vignette's edge, also where there is none
  std::vector<Figure> figures;
  std::vector<SceneShape> shapes;
  std::vector<Spot> kept_inside;  // of shapes that must not be cut off

  // The place of the figure in `figures`.
  std::size_t add(Figure figure);
  void add_shape(std::string svg, double depth, Layer layer = Layer::item) {
    shapes.push_back({std::move(svg), depth, layer});
  }

  // The height at which an icon fits into a width and a height.
  static double fitting(const Icon& icon, double most_width, double most_height);

  // What the figures cover; those kept within a frame do not count.
  Extent extent() const;

  // Shrinks and shifts the whole foreground until its figures lie inside the
  // margins: 5 % at the sides, 5.5 % above, `bottom` of the height below.
  void keep_in_margins(double bottom);

  std::string svg() const;

 private:
  struct Piece {
    double depth;
    std::string within;
    std::string svg;
  };
  std::vector<Piece> pieces() const;  // the farthest first
  std::string foreground() const;

  std::string foreground_transform_;
};

// The icon alone, as an element that can stand in any scene. `prefix` keeps its
// ids from meeting others.
std::string figure_svg(const Figure& figure, std::string_view prefix);

}  // namespace limner::art
