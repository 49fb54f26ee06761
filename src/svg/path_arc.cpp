// Elliptical arcs by bisecting angles: with square roots only, so that pixels do not depend on
// the C library's sine.
#include "svg/path.hpp"

#include <algorithm>
#include <cmath>

namespace limner::svg {
namespace {

// The unit circle's image under scale, turn and move.
struct Ellipse {
  Point centre;
  double rx = 0;
  double ry = 0;
  Point axis;  // direction of rx

  Point at(Point unit) const {
    const double x = rx * unit.x;
    const double y = ry * unit.y;
    return {axis.x * x - axis.y * y + centre.x, axis.y * x + axis.x * y + centre.y};
  }
};

Point halfway(Point u, Point v) {
  const Point sum{u.x + v.x, u.y + v.y};
  const double size = length(sum);
  return {sum.x / size, sum.y / size};
}

// Adds the points between u and v, which are less than half a turn apart, and then v.
void add_between(std::vector<Point>& points, const Ellipse& ellipse, Point u, Point v,
                 double flat_cosine) {
  if (u.x * v.x + u.y * v.y < flat_cosine) {
    const Point middle = halfway(u, v);
    add_between(points, ellipse, u, middle, flat_cosine);
    add_between(points, ellipse, middle, v, flat_cosine);
    return;
  }
  points.push_back(ellipse.at(v));
}

// The middle of the way from u to v in the given direction, however far it is.
Point middle_of(Point u, Point v, bool clockwise) {
  const double cross = u.x * v.y - u.y * v.x;
  const double dot = u.x * v.x + u.y * v.y;
  if (dot < -0.9999) {  // about opposite: a quarter turn from u
    return clockwise ? Point{-u.y, u.x} : Point{u.y, -u.x};
  }
  const Point middle = halfway(u, v);
  const bool short_way = (cross > 0) == clockwise;
  return short_way ? middle : Point{-middle.x, -middle.y};
}

}  // namespace

// SVG 1.1, appendix F.6.5, with vectors for angles.
void add_arc(std::vector<Point>& points, const Arc& arc, double tolerance) {
  double rx = std::fabs(arc.rx);
  double ry = std::fabs(arc.ry);
  const Point axis = on_unit_circle(arc.degrees);
  const double dx = (arc.from.x - arc.to.x) / 2;
  const double dy = (arc.from.y - arc.to.y) / 2;
  if (rx <= 0 || ry <= 0 || (dx == 0 && dy == 0)) {
    points.push_back(arc.to);
    return;
  }
  double x = (axis.x * dx + axis.y * dy) / rx;  // on the unit circle's scale
  double y = (-axis.y * dx + axis.x * dy) / ry;
  const double reach = x * x + y * y;
  if (reach > 1) {
    const double grow = std::sqrt(reach);
    rx *= grow;
    ry *= grow;
    x /= grow;
    y /= grow;
  }
  double k = std::sqrt(std::max(0.0, 1 / std::min(reach, 1.0) - 1));
  if (arc.large == arc.clockwise) k = -k;
  const Point unit_centre{k * y, -k * x};
  const Point u{x - unit_centre.x, y - unit_centre.y};
  const Point v{-x - unit_centre.x, -y - unit_centre.y};
  const Point offset = Ellipse{{0, 0}, rx, ry, axis}.at(unit_centre);
  const Ellipse ellipse{
      {offset.x + (arc.from.x + arc.to.x) / 2, offset.y + (arc.from.y + arc.to.y) / 2},
      rx,
      ry,
      axis};
  // A chord over the angle t deviates by r (1 - cos(t/2)), about r (1 - cos t) / 4.
  const double flat_cosine = std::max(0.5, 1 - 4 * tolerance / std::max(rx, ry));
  const Point middle = middle_of(u, v, arc.clockwise);
  add_between(points, ellipse, u, middle, flat_cosine);
  add_between(points, ellipse, middle, v, flat_cosine);
  points.back() = arc.to;
}

}  // namespace limner::svg
