// The elements of views: skies, hills, towers, clouds.
#pragma once

#include "art/random.hpp"
#include "art/scene/scene.hpp"

#include <string>
#include <string_view>

namespace limner::art {

// Appends elements to an SVG text. Coordinates are pixels of the picture.
class VignettePainter {
 public:
  VignettePainter(int width, int height, Random& random)
      : w_(width), h_(height), side_(width < height ? width : height), random_(random) {}

 protected:
  void fill(std::string_view paint);
  void vertical_gradient(std::string_view top, std::string_view middle, std::string_view bottom);
  void rectangle(double top, double bottom, std::string_view colour);
  void circle(double x, double y, double r, std::string_view colour);
  void ellipse(double x, double y, double rx, double ry, std::string_view colour);
  // A hill line from the left to the right edge, filled to the bottom.
  void hill(std::string_view colour, double y, double rise);
  void add_hills(std::string_view far_hill, std::string_view near_hill, double y);
  void peak(double x, double top, std::string_view colour);
  void add_towers(std::string_view dark, std::string_view light, std::string_view lit);
  void windows(Point corner, double width, std::string_view lit);
  void icon(std::string_view slug, Point foot, double height, double opacity = 1);
  void clouds(int count);

  double w_;
  double h_;
  double side_;
  Random& random_;
  std::string svg_;

 private:
  int icons_ = 0;  // icons drawn so far, for unique id prefixes
};

}  // namespace limner::art
