#include "svg/transform.hpp"

#include "svg/number.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace limner::svg {
namespace {

using Arguments = std::array<double, 6>;

Transform rotation(const Arguments& v, std::size_t count) {
  const Point turn = on_unit_circle(v[0]);
  const Transform plain{turn.x, turn.y, -turn.y, turn.x, 0, 0};
  if (count < 3) return plain;
  return translation(v[1], v[2]) * plain * translation(-v[1], -v[2]);
}

Transform named(std::string_view name, const Arguments& v, std::size_t count) {
  if (count == 0) throw std::logic_error("scene: transform without numbers");
  if (name == "translate") return translation(v[0], v[1]);
  if (name == "scale") return {v[0], 0, 0, count > 1 ? v[1] : v[0], 0, 0};
  if (name == "rotate") return rotation(v, count);
  if (name == "matrix" && count == 6) return {v[0], v[1], v[2], v[3], v[4], v[5]};
  throw std::logic_error("scene: unknown transform " + std::string(name));
}

}  // namespace

Transform operator*(const Transform& outer, const Transform& inner) {
  const Transform& p = outer;
  const Transform& q = inner;
  return {p.a * q.a + p.c * q.b, p.b * q.a + p.d * q.b,       p.a * q.c + p.c * q.d,
          p.b * q.c + p.d * q.d, p.a * q.e + p.c * q.f + p.e, p.b * q.e + p.d * q.f + p.f};
}

Transform inverse(const Transform& m) {
  const double determinant = m.a * m.d - m.b * m.c;
  if (std::fabs(determinant) < 1e-12) return {0, 0, 0, 0, 0, 0};
  Transform r{m.d / determinant, -m.b / determinant, -m.c / determinant, m.a / determinant, 0, 0};
  r.e = -(r.a * m.e + r.c * m.f);
  r.f = -(r.b * m.e + r.d * m.f);
  return r;
}

double scale_of(const Transform& m) {
  return std::sqrt(std::fabs(m.a * m.d - m.b * m.c));
}

double length(Point p) {
  return std::sqrt(p.x * p.x + p.y * p.y);
}

Point on_unit_circle(double degrees) {
  const double within = std::fmod(degrees, 360.0);
  const double quarter = std::floor(within / 90 + 0.5);
  const double x = (within - 90 * quarter) * 0.017453292519943295;
  const double z = x * x;
  // Taylor up to x^13: the rest is below 1e-13 within an eighth of a turn.
  const double sine =
      x * (1 - z / 6 * (1 - z / 20 * (1 - z / 42 * (1 - z / 72 * (1 - z / 110 * (1 - z / 156))))));
  const double cosine =
      1 - z / 2 * (1 - z / 12 * (1 - z / 30 * (1 - z / 56 * (1 - z / 90 * (1 - z / 132)))));
  switch ((static_cast<int>(quarter) % 4 + 4) % 4) {
    case 0: return {cosine, sine};
    case 1: return {-sine, cosine};
    case 2: return {-cosine, -sine};
    default: return {sine, -cosine};
  }
}

Transform parse_transform(std::string_view text) {
  Transform result;
  NumberScan scan(text);
  while (!scan.at_end()) {
    const std::string_view rest = scan.rest();
    const std::size_t open = rest.find('(');
    const std::size_t close = rest.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
      throw std::logic_error("scene: malformed transform " + std::string(text));
    }
    Arguments values{};
    std::size_t count = 0;
    NumberScan inside(rest.substr(open + 1, close - open - 1));
    while (count < values.size() && inside.at_number()) values[count++] = inside.number();
    result = result * named(rest.substr(0, open), values, count);
    scan = NumberScan(rest.substr(close + 1));
  }
  return result;
}

}  // namespace limner::svg
