// Clipping by clip paths and by the viewports of nested svg elements.
#include "svg/raster_scene.hpp"

#include <algorithm>
#include <stdexcept>

namespace limner::svg {

void ScenePainter::add_clip_shapes(const SvgElement& e, const Transform& outer, Mask& mask,
                                   int depth) {
  if (depth > most_nested) throw std::logic_error("scene: nested too deeply");
  Transform to_pixels = outer;
  if (const auto text = e.find("transform")) to_pixels = outer * parse_transform(*text);
  if (e.name == "use") {
    const auto id = e.reference();
    const SvgElement* target = id ? tree_.with_id(*id) : nullptr;
    if (target == nullptr) return;
    const Transform moved = to_pixels * translation(e.number("x", 0), e.number("y", 0));
    return add_clip_shapes(*target, moved, mask, depth + 1);
  }
  const Outline outline = shape_outline(e, fine_tolerance(to_pixels));
  if (!outline.parts.empty() && !collect(outline, to_pixels, mask.box).empty()) {
    const bool even_odd = e.find("clip-rule") == "evenodd";
    coverage_.sweep(even_odd ? FillRule::even_odd : FillRule::non_zero,
                    [&](int y, int x, std::span<const float> covered) {
                      float* const out = mask.row(y).data() + (x - mask.box.x0);
                      for (std::size_t i = 0; i < covered.size(); ++i) {
                        out[i] = std::max(out[i], covered[i]);
                      }
                    });
  }
  for (const SvgElement* child = e.first_child; child != nullptr; child = child->next) {
    add_clip_shapes(*child, to_pixels, mask, depth + 1);
  }
}

namespace {

void multiply(Mask& mask, const Mask* outer) {
  if (outer == nullptr) return;
  for (int y = mask.box.y0; y < mask.box.y1; ++y) {
    const std::span<float> values = mask.row(y);
    const auto by = outer->row(y).subspan(static_cast<std::size_t>(mask.box.x0 - outer->box.x0));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] *= by[i];
  }
}

}  // namespace

std::optional<Mask> ScenePainter::clip_mask(const SvgElement& e, const State& state) {
  const auto value = e.find("clip-path");
  const auto id = value ? url_target(*value) : std::nullopt;
  const SvgElement* clip_path = id ? tree_.with_id(*id) : nullptr;
  if (clip_path == nullptr) return std::nullopt;
  PixelBox ink{frame_.x1, frame_.y1, frame_.x0, frame_.y0};
  State plain;
  plain.to_pixels = state.to_pixels;
  if (const auto text = clip_path->find("transform")) {
    plain.to_pixels = plain.to_pixels * parse_transform(*text);
  }
  for (const SvgElement* c = clip_path->first_child; c != nullptr; c = c->next) {
    bounds_of(*c, plain, ink);
  }
  std::optional<Mask> mask(common_part(clip_box(state), ink));
  if (mask->box.empty()) return mask;
  for (const SvgElement* c = clip_path->first_child; c != nullptr; c = c->next) {
    add_clip_shapes(*c, plain.to_pixels, *mask, 0);
  }
  multiply(*mask, state.clip);
  return mask;
}

// Enters a nested svg: its viewBox becomes the state's space, its border clips.
std::optional<Mask> ScenePainter::viewport_mask(const SvgElement& e, State& state) {
  const double width = e.number("width", 0);
  const double height = e.number("height", 0);
  const ViewBox box = view_box(e, width, height);
  const double scale = std::min(width / box.w, height / box.h);
  state.to_pixels =
      state.to_pixels * Transform{scale,
                                  0,
                                  0,
                                  scale,
                                  e.number("x", 0) + (width - box.w * scale) / 2 - box.x * scale,
                                  e.number("y", 0) + (height - box.h * scale) / 2 - box.y * scale};
  if (e.find("overflow") == "visible") return std::nullopt;
  Outline border;
  border.points = {{box.x, box.y},
                   {box.x + box.w, box.y},
                   {box.x + box.w, box.y + box.h},
                   {box.x, box.y + box.h}};
  border.close_part(true);
  std::optional<Mask> mask(collect(border, state.to_pixels, clip_box(state)));
  if (mask->box.empty()) return mask;
  coverage_.sweep(FillRule::non_zero, [&](int y, int x, std::span<const float> covered) {
    std::copy(covered.begin(), covered.end(), mask->row(y).begin() + (x - mask->box.x0));
  });
  multiply(*mask, state.clip);
  return mask;
}

}  // namespace limner::svg
