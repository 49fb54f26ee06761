// A picture as placed icons and shapes, and its SVG text.
//
// Lengths are pixels of the picture, y down. A scene never contains text of the prompt, only
// drawings of the pack and generated shapes.
#pragma once

#include "art/random.hpp"
#include "art/scene/pack.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::art {

struct Point {
  double x = 0;
  double y = 0;
};

// A placed icon; (x, base) is the middle of its bottom edge.
struct Figure {
  const Icon* icon = nullptr;
  double x = 0;
  double base = 0;
  double height = 0;  // of the ink
  bool mirrored = false;
  double turn = 0;     // degrees clockwise about the foot
  std::string colour;  // colour name such as "red"; empty: not recoloured
  double depth = 10;   // larger is nearer
  double opacity = 1;
  bool asleep = false;
  double shadow = 0;      // width relative to the figure's; 0: none
  std::string clip;       // clip path in icon units
  std::string within;     // clip path in pixels
  int without_paths = 0;  // number of leading paths of the icon to omit

  double scale() const { return height / icon->ink.height(); }
  double width() const { return icon->ink.width() * scale(); }
  Point at(double icon_x, double icon_y) const;  // converts icon units to pixels
  Point head() const { return at(icon->head.x, icon->head.top); }
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
  std::string within = {};  // clip path in pixels
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
  double ground;  // y of the ground line

  std::string backdrop;  // "#rrggbb"; empty: transparent
  std::string vignette;  // SVG; empty: none
  std::string frame;     // path of the vignette's edge, set even without a vignette
  std::vector<Figure> figures;
  std::vector<SceneShape> shapes;
  std::vector<Point> points_kept_inside;  // points of shapes that must stay inside the picture

  // Returns the index of the figure in `figures`.
  std::size_t add(Figure figure);
  void add_shape(std::string svg, double depth, Layer layer = Layer::item) {
    shapes.push_back({std::move(svg), depth, layer});
  }

  // The largest height at which the icon fits into max_width x max_height.
  static double fitting_height(const Icon& icon, double max_width, double max_height);

  // Bounds of the figures, without those that have a clip path in pixels.
  Extent extent() const;

  // Scales and shifts the foreground so that its figures lie inside the margins: 5 % at the
  // sides, 5.5 % at the top, and above `bottom` (a share of the height).
  void fit_into_margins(double bottom);

  std::string svg() const;

 private:
  struct Piece {
    double depth;
    std::string within;
    std::string svg;
  };
  std::vector<Piece> pieces() const;  // sorted from back to front
  std::string foreground() const;

  std::string foreground_transform_;
};

// The figure as one SVG element. `prefix` makes its ids unique in the document.
std::string figure_svg(const Figure& figure, std::string_view prefix);

}  // namespace limner::art
