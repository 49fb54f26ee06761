#include "svg/path.hpp"

#include "svg/number.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace limner::svg {
namespace {

Point between(Point a, Point b, double t) {
  return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

void add_cubic(std::vector<Point>& points, Point a, Point b, Point c, Point d, double tolerance) {
  const double bend = std::max(length({a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y}),
                               length({b.x - 2 * c.x + d.x, b.y - 2 * c.y + d.y}));
  const double needed = std::ceil(std::sqrt(bend * 0.75 / tolerance));
  const int steps = static_cast<int>(std::clamp(needed, 1.0, 200.0));
  for (int i = 1; i < steps; ++i) {
    const double t = static_cast<double>(i) / steps;
    const double u = 1 - t;
    const double wa = u * u * u;
    const double wb = 3 * u * u * t;
    const double wc = 3 * u * t * t;
    const double wd = t * t * t;
    points.push_back(
        {wa * a.x + wb * b.x + wc * c.x + wd * d.x, wa * a.y + wb * b.y + wc * c.y + wd * d.y});
  }
  points.push_back(d);
}

// Executes the commands of path data.
class Pen {
 public:
  Pen(std::string_view data, double tolerance) : scan_(data), tolerance_(tolerance) {}

  Outline run() {
    while (!scan_.at_end()) {
      if (const char letter = scan_.letter(); letter != '\0') {
        command_ = letter;
      } else if (!scan_.at_number() || command_ == 'Z' || command_ == 'z') {
        throw std::logic_error("scene: path command expected");
      } else if (command_ == 'M' || command_ == 'm') {
        command_ = command_ == 'M' ? 'L' : 'l';
      }
      step();
    }
    outline_.close_part(false);
    return std::move(outline_);
  }

 private:
  bool relative() const { return command_ >= 'a'; }

  Point point() {
    const double x = scan_.number();
    const double y = scan_.number();
    return relative() ? Point{at_.x + x, at_.y + y} : Point{x, y};
  }

  bool drawing() const {
    const std::size_t ended = outline_.parts.empty() ? 0 : outline_.parts.back().end;
    return outline_.points.size() > ended;
  }

  void line_to(Point to) {
    outline_.points.push_back(to);
    at_ = to;
  }

  // The reflection of the last curve's control point, if that was of the same kind.
  Point mirrored(bool same_kind) const {
    return same_kind ? Point{2 * at_.x - control_.x, 2 * at_.y - control_.y} : at_;
  }

  void curve(Point a, Point b, Point to) {
    add_cubic(outline_.points, at_, a, b, to, tolerance_);
    at_ = to;
  }

  void cubic(bool smooth) {
    const Point a = smooth ? mirrored(last_ == 'C' || last_ == 'S') : point();
    control_ = point();
    curve(a, control_, point());
  }

  void quadratic(bool smooth) {
    control_ = smooth ? mirrored(last_ == 'Q' || last_ == 'T') : point();
    const Point to = point();
    curve(between(at_, control_, 2.0 / 3), between(to, control_, 2.0 / 3), to);
  }

  void arc() {
    Arc arc{.from = at_};
    arc.rx = scan_.number();
    arc.ry = scan_.number();
    arc.degrees = scan_.number();
    arc.large = scan_.flag();
    arc.clockwise = scan_.flag();
    arc.to = point();
    add_arc(outline_.points, arc, tolerance_);
    at_ = arc.to;
  }

  void move() {
    outline_.close_part(false);
    start_ = point();
    line_to(start_);
  }

  void close() {
    outline_.close_part(true);
    at_ = start_;
  }

  void step() {
    const char kind = relative() ? static_cast<char>(command_ - 'a' + 'A') : command_;
    if (kind != 'M' && kind != 'Z' && !drawing()) outline_.points.push_back(at_);
    switch (kind) {
      case 'M': move(); break;
      case 'L': line_to(point()); break;
      case 'H': line_to({scan_.number() + (relative() ? at_.x : 0), at_.y}); break;
      case 'V': line_to({at_.x, scan_.number() + (relative() ? at_.y : 0)}); break;
      case 'C': cubic(false); break;
      case 'S': cubic(true); break;
      case 'Q': quadratic(false); break;
      case 'T': quadratic(true); break;
      case 'A': arc(); break;
      case 'Z': close(); break;
      default: throw std::logic_error("scene: unknown path command");
    }
    last_ = kind;
  }

  NumberScan scan_;
  double tolerance_;
  Outline outline_;
  Point at_;
  Point start_;
  Point control_;
  char command_ = '\0';
  char last_ = '\0';
};

Outline ellipse_outline(Point centre, double rx, double ry, double tolerance) {
  Outline outline;
  if (rx <= 0 || ry <= 0) return outline;
  // A chord deviates from a circle of radius r by r (pi/n)^2 / 2.
  const double needed = 2.2215 * std::sqrt(std::max(rx, ry) / tolerance);
  const int corners = static_cast<int>(std::clamp(std::ceil(needed), 16.0, 400.0));
  for (int i = 0; i < corners; ++i) {
    const Point unit = on_unit_circle(360.0 * i / corners);
    outline.points.push_back({centre.x + rx * unit.x, centre.y + ry * unit.y});
  }
  outline.close_part(true);
  return outline;
}

Outline rounded_rectangle(const SvgElement& e, double tolerance) {
  const double x = e.number("x", 0);
  const double y = e.number("y", 0);
  const double w = e.number("width", 0);
  const double h = e.number("height", 0);
  const double rx = std::min(e.number("rx", e.number("ry", 0)), w / 2);
  const double ry = std::min(e.number("ry", e.number("rx", 0)), h / 2);
  Outline outline;
  if (w <= 0 || h <= 0) return outline;
  if (rx <= 0 || ry <= 0) {
    outline.points = {{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}};
  } else {
    const auto corner = [&](Point from, Point to) {
      outline.points.push_back(from);
      add_arc(outline.points, {.from = from, .to = to, .rx = rx, .ry = ry, .clockwise = true},
              tolerance);
    };
    corner({x + w - rx, y}, {x + w, y + ry});
    corner({x + w, y + h - ry}, {x + w - rx, y + h});
    corner({x + rx, y + h}, {x, y + h - ry});
    corner({x, y + ry}, {x + rx, y});
  }
  outline.close_part(true);
  return outline;
}

}  // namespace

void Outline::close_part(bool closed) {
  const std::size_t begin = parts.empty() ? 0 : parts.back().end;
  if (points.size() > begin) parts.push_back({begin, points.size(), closed});
}

Outline path_outline(std::string_view data, double tolerance) {
  return Pen(data, tolerance).run();
}

Outline shape_outline(const SvgElement& e, double tolerance) {
  if (e.name == "path") {
    const auto data = e.find("d");
    return data ? path_outline(*data, tolerance) : Outline{};
  }
  const Point centre{e.number("cx", 0), e.number("cy", 0)};
  if (e.name == "circle") {
    const double r = e.number("r", 0);
    return ellipse_outline(centre, r, r, tolerance);
  }
  if (e.name == "ellipse") {
    return ellipse_outline(centre, e.number("rx", 0), e.number("ry", 0), tolerance);
  }
  if (e.name == "rect") return rounded_rectangle(e, tolerance);
  return {};
}

}  // namespace limner::svg
