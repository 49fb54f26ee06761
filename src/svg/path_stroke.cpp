#include "svg/path_stroke.hpp"

#include "svg/number.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace limner::svg {
namespace {

Point minus(Point a, Point b) {
  return {a.x - b.x, a.y - b.y};
}
Point along(Point from, Point direction, double way) {
  return {from.x + direction.x * way, from.y + direction.y * way};
}
Point direction(Point from, Point to) {
  const Point d = minus(to, from);
  const double size = length(d);
  return {d.x / size, d.y / size};
}
Point left_of(Point d) {
  return {-d.y, d.x};
}

std::vector<double> dash_lengths(std::string_view text) {
  std::vector<double> lengths;
  if (text == "none") return lengths;
  NumberScan scan(text);
  double sum = 0;
  while (scan.at_number()) sum += lengths.emplace_back(std::max(0.0, scan.number()));
  if (sum < 1e-3) lengths.clear();
  return lengths;
}

// Splits a polyline into dashes.
class Dasher {
 public:
  Dasher(const std::vector<double>& lengths, Outline& out) : lengths_(lengths), out_(out) {}

  void walk(std::span<const Point> line, bool closed) {
    at_ = 0;
    left_ = lengths_[0];
    out_.points.push_back(line[0]);
    const std::size_t count = closed ? line.size() : line.size() - 1;
    for (std::size_t i = 0; i < count; ++i) segment(line[i], line[(i + 1) % line.size()]);
    if (drawing()) out_.close_part(false);
  }

 private:
  bool drawing() const { return at_ % 2 == 0; }

  void segment(Point from, Point to) {
    const double whole = length(minus(to, from));
    double done = 0;
    while (whole - done > left_) {
      done += left_;
      turn({from.x + (to.x - from.x) * done / whole, from.y + (to.y - from.y) * done / whole});
    }
    left_ -= whole - done;
    if (drawing()) out_.points.push_back(to);
  }

  void turn(Point here) {
    constexpr std::size_t most = 100'000;
    if (++turns_ > most) throw std::logic_error("scene: too many dashes");
    if (drawing()) {
      out_.points.push_back(here);
      out_.close_part(false);
    }
    ++at_;
    left_ = std::max(1e-3, lengths_[at_ % lengths_.size()]);
    if (drawing()) out_.points.push_back(here);
  }

  const std::vector<double>& lengths_;
  Outline& out_;
  std::size_t at_ = 0;
  double left_ = 0;
  std::size_t turns_ = 0;
};

Outline dashed(const Outline& path, const std::vector<double>& lengths) {
  Outline out;
  Dasher dasher(lengths, out);
  for (const Outline::Part& part : path.parts) dasher.walk(path.points_of(part), part.closed);
  return out;
}

std::vector<Point> unit_disc(double radius_in_pixels) {
  constexpr double tolerance = 0.05;  // pixels between the circle and its chords
  const double needed = 2.2215 * std::sqrt(radius_in_pixels / tolerance);
  const int corners = static_cast<int>(std::clamp(needed, 8.0, 200.0));
  std::vector<Point> disc;
  disc.reserve(static_cast<std::size_t>(corners));
  for (int i = 0; i < corners; ++i) disc.push_back(on_unit_circle(360.0 * i / corners));
  return disc;
}

class Stroker {
 public:
  Stroker(const StrokeStyle& style, double scale)
      : style_(style), half_(style.width / 2), disc_(unit_disc(half_ * scale)) {}

  void part(std::span<const Point> points, bool closed) {
    line_.clear();
    for (const Point p : points) {
      if (line_.empty() || length(minus(p, line_.back())) > 1e-9) line_.push_back(p);
    }
    if (closed && line_.size() > 2 && length(minus(line_.front(), line_.back())) < 1e-9) {
      line_.pop_back();
    }
    if (line_.size() < 2) {
      if (style_.cap == "round" && !line_.empty()) disc(line_[0]);
      return;
    }
    const std::size_t n = line_.size();
    const std::size_t count = closed ? n : n - 1;
    for (std::size_t i = 0; i < count; ++i) {
      segment(i, count, closed);
      if (closed || i + 1 < count) join(line_[i], line_[(i + 1) % n], line_[(i + 2) % n]);
    }
    if (!closed && style_.cap == "round") {
      disc(line_.front());
      disc(line_.back());
    }
  }

  Outline take() { return std::move(out_); }

 private:
  void emit(std::span<const Point> polygon) {
    double area = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      const Point a = polygon[i];
      const Point b = polygon[(i + 1) % polygon.size()];
      area += a.x * b.y - b.x * a.y;
    }
    if (area < 0) {
      out_.points.insert(out_.points.end(), polygon.rbegin(), polygon.rend());
    } else {
      out_.points.insert(out_.points.end(), polygon.begin(), polygon.end());
    }
    out_.close_part(true);
  }

  void disc(Point centre) {
    for (const Point unit : disc_) out_.points.push_back(along(centre, unit, half_));
    out_.close_part(true);
  }

  void segment(std::size_t i, std::size_t count, bool closed) {
    Point a = line_[i];
    Point b = line_[(i + 1) % line_.size()];
    const Point d = direction(a, b);
    if (style_.cap == "square" && !closed) {
      if (i == 0) a = along(a, d, -half_);
      if (i + 1 == count) b = along(b, d, half_);
    }
    const Point side = left_of(d);
    emit(std::array{along(a, side, half_), along(b, side, half_), along(b, side, -half_),
                    along(a, side, -half_)});
  }

  // Fills the wedge on the outer side of the corner at b.
  void join(Point a, Point b, Point c) {
    const Point in = direction(a, b);
    const Point out = direction(b, c);
    const double cross = in.x * out.y - in.y * out.x;
    const double dot = in.x * out.x + in.y * out.y;
    if (std::fabs(cross) < 1e-6 && dot > 0) return;
    const bool gentle = dot > 0.99;  // between segments of a curve
    if (style_.join == "round" && !gentle) return disc(b);
    const double outside = cross > 0 ? -half_ : half_;
    const Point first = along(b, left_of(in), outside);
    const Point second = along(b, left_of(out), outside);
    const double half_cosine = std::sqrt(std::max(1e-9, (1 + dot) / 2));
    if (style_.join != "miter" || 1 / half_cosine > style_.miter_limit) {
      return emit(std::array{b, first, second});
    }
    const Point middle{first.x + second.x - 2 * b.x, first.y + second.y - 2 * b.y};
    const double reach = half_ / half_cosine / length(middle);
    emit(std::array{b, first, along(b, middle, reach), second});
  }

  const StrokeStyle& style_;
  double half_;
  std::vector<Point> disc_;
  std::vector<Point> line_;
  Outline out_;
};

}  // namespace

Outline stroke_outline(const Outline& path, const StrokeStyle& style, double scale) {
  const std::vector<double> lengths = dash_lengths(style.dashes);
  Stroker stroker(style, scale);
  const auto add_all = [&](const Outline& outline) {
    for (const Outline::Part& part : outline.parts) {
      stroker.part(outline.points_of(part), part.closed);
    }
  };
  if (lengths.empty()) {
    add_all(path);
  } else {
    add_all(dashed(path, lengths));
  }
  return stroker.take();
}

}  // namespace limner::svg
