// The elements of views: skies, hills, towers, clouds.
#pragma once

#include "art/random.hpp"
#include "art/scene/scene.hpp"

#include <string>
#include <string_view>

namespace limner::art {

// Adds to one SVG text. Coordinates are pixels of the whole picture.
class Brush {
 public:
  Brush(int width, int height, Random& random)
      : w_(width), h_(height), side_(width < height ? width : height), random_(random) {}

 protected:
  void fill(std::string_view paint);
  void fall(std::string_view top, std::string_view middle, std::string_view bottom);
  void rectangle(double top, double bottom, std::string_view colour);
  void circle(double x, double y, double r, std::string_view colour);
  void ellipse(double x, double y, double rx, double ry, std::string_view colour);
  // One rolling line from side to side, filled down to the foot.
  void hill(std::string_view colour, double y, double rise);
  void add_hills(std::string_view far_hill, std::string_view near_hill, double y);
  void peak(double x, double top, std::string_view colour);
  void add_towers(std::string_view dark, std::string_view light, std::string_view lit);
  void windows(Spot corner, double width, std::string_view lit);
  void icon(std::string_view slug, Spot foot, double height, double opacity = 1);
  void clouds(int count);

  double w_;
  double h_;
  double side_;
  Random& random_;
  std::string svg_;

 private:
  int icons_ = 0;  // drawn so far: their ids must differ
};

}  // namespace limner::art
