// Bounds of an element's pixels, which limit the size of its layer.
#include "svg/raster_scene.hpp"

#include <cmath>

namespace limner::svg {
namespace {

constexpr double coarse = 1;  // pixels: bounds need little precision

void include(PixelBox& box, double x0, double y0, double x1, double y1) {
  const auto pixel = [](double v) { return static_cast<int>(std::clamp(v, -1e6, 1e6)); };
  box.x0 = std::min(box.x0, pixel(std::floor(x0)));
  box.y0 = std::min(box.y0, pixel(std::floor(y0)));
  box.x1 = std::max(box.x1, pixel(std::ceil(x1)) + 1);
  box.y1 = std::max(box.y1, pixel(std::ceil(y1)) + 1);
}

}  // namespace

void ScenePainter::bounds_of(const SvgElement& e, State outer, PixelBox& box) {
  if (e.name == "defs" || e.name == "clipPath") return;
  State state = inherited(e, outer);
  if (e.name == "use") {
    const auto id = e.reference();
    const SvgElement* target = id ? tree_.with_id(*id) : nullptr;
    if (target == nullptr) return;
    state.to_pixels = state.to_pixels * translation(e.number("x", 0), e.number("y", 0));
    return bounds_of(*target, state, box);
  }
  if (e.name == "svg" && e.parent != nullptr) {
    const double x = e.number("x", 0);
    const double y = e.number("y", 0);
    const double w = e.number("width", 0);
    const double h = e.number("height", 0);
    for (const Point corner :
         {Point{x, y}, Point{x + w, y}, Point{x, y + h}, Point{x + w, y + h}}) {
      const Point p = state.to_pixels(corner);
      include(box, p.x, p.y, p.x, p.y);
    }
    return;
  }
  const double scale = scale_of(state.to_pixels);
  const Outline outline = shape_outline(e, coarse / std::max(scale, 1e-6));
  double reach = coarse;
  if (state.stroke != "none") {
    const double corner = std::max(state.stroke_style.miter_limit, 1.5);
    reach += state.stroke_style.width / 2 * scale * corner;
  }
  for (const Point point : outline.points) {
    const Point p = state.to_pixels(point);
    include(box, p.x - reach, p.y - reach, p.x + reach, p.y + reach);
  }
  for (const SvgElement* child = e.first_child; child != nullptr; child = child->next) {
    bounds_of(*child, state, box);
  }
}

PixelBox ScenePainter::bounds(const SvgElement& element) {
  std::vector<const SvgElement*> way;
  for (const SvgElement* e = element.parent; e != nullptr; e = e->parent) way.push_back(e);
  State state = root_state();
  for (auto e = way.rbegin(); e != way.rend(); ++e) state = inherited(**e, state);
  PixelBox box{frame_.x1, frame_.y1, frame_.x0, frame_.y0};
  bounds_of(element, state, box);
  return common_part(box, frame_);
}

}  // namespace limner::svg
