#include "svg/raster_scene.hpp"

#include "svg/number.hpp"

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace limner::svg {
namespace {

bool is_definition(std::string_view name) {
  constexpr std::array<std::string_view, 9> names{"defs",           "clipPath", "linearGradient",
                                                  "radialGradient", "stop",     "title",
                                                  "desc",           "metadata", "symbol"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_group(std::string_view name) {
  return name == "g" || name == "svg" || name == "use" || name == "symbol";
}

std::string_view without_blanks(std::string_view value) {
  while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  return value;
}

}  // namespace

ScenePainter::ScenePainter(const SvgTree& tree, int width, int height, const PixelBox& frame)
    : tree_(tree), width_(width), height_(height), frame_(frame), coverage_(frame) {
  if (frame.empty()) throw std::logic_error("scene: empty picture");
}

Canvas ScenePainter::paint(const LayerChoice& choice) {
  Canvas picture(frame_);
  canvas_ = &picture;
  choice_ = choice;
  inside_choice_ = choice.only == nullptr;
  draw(tree_.root(), root_state());
  canvas_ = nullptr;
  return picture;
}

ScenePainter::State ScenePainter::root_state() const {
  const double width = width_;
  const double height = height_;
  const ViewBox box = view_box(tree_.root(), width, height);
  const double scale = std::min(width / box.w, height / box.h);
  State state;
  state.to_pixels = {scale, 0, 0, scale, -box.x * scale, -box.y * scale};
  return state;
}

ScenePainter::State ScenePainter::inherited(const SvgElement& e, State state) const {
  for (const auto& [name, raw] : e.attributes) {
    const std::string_view value = without_blanks(raw);
    if (name == "fill")
      state.fill = value;
    else if (name == "stroke")
      state.stroke = value;
    else if (name == "transform")
      state.to_pixels = state.to_pixels * parse_transform(value);
    else if (name == "stroke-width")
      state.stroke_style.width = leading_number(value);
    else if (name == "stroke-linecap")
      state.stroke_style.cap = value;
    else if (name == "stroke-linejoin")
      state.stroke_style.join = value;
    else if (name == "stroke-miterlimit")
      state.stroke_style.miter_limit = leading_number(value);
    else if (name == "stroke-dasharray")
      state.stroke_style.dashes = value;
    else if (name == "fill-opacity")
      state.fill_opacity = e.share(name, 1);
    else if (name == "stroke-opacity")
      state.stroke_opacity = e.share(name, 1);
    else if (name == "fill-rule") {
      state.fill_rule = value == "evenodd" ? FillRule::even_odd : FillRule::non_zero;
    }
  }
  if (++state.depth > most_nested) throw std::logic_error("scene: nested too deeply");
  return state;
}

bool ScenePainter::is_skipped(const SvgElement& e) const {
  if (choice_.only == nullptr && choice_.but_class.empty()) return false;
  const auto name = e.find("class");
  if (!name || inside_choice_) return name && *name == choice_.but_class;
  return &e != choice_.only;
}

void ScenePainter::draw(const SvgElement& e, State outer) {
  if (is_definition(e.name) || is_skipped(e)) return;
  const bool was_inside = inside_choice_;
  inside_choice_ = inside_choice_ || &e == choice_.only;
  State state = inherited(e, outer);
  const std::optional<Mask> clip = clip_mask(e, state);
  if (clip) state.clip = &*clip;
  const double opacity = e.share("opacity", 1);
  const bool blends_as_one =
      opacity < 1 && (is_group(e.name) || (state.fill != "none" && state.stroke != "none"));
  if (blends_as_one) {
    PixelBox box = clip_box(state);
    PixelBox ink{box.x1, box.y1, box.x0, box.y0};
    bounds_of(e, outer, ink);
    Canvas layer(common_part(box, ink));
    Canvas* const below = std::exchange(canvas_, &layer);
    if (!layer.box().empty()) draw_content(e, state);
    canvas_ = below;
    below->blend(layer, static_cast<float>(opacity));
  } else {
    state.fill_opacity *= opacity;
    state.stroke_opacity *= opacity;
    draw_content(e, state);
  }
  inside_choice_ = was_inside;
}

void ScenePainter::draw_content(const SvgElement& e, const State& state) {
  if (!is_group(e.name)) return draw_shape(e, state);
  if (e.name == "use") {
    const auto id = e.reference();
    const SvgElement* target = id ? tree_.with_id(*id) : nullptr;
    if (target == nullptr) return;
    State moved = state;
    moved.to_pixels = moved.to_pixels * translation(e.number("x", 0), e.number("y", 0));
    if (target->name != "symbol") return draw(*target, moved);
    return draw_content(*target, inherited(*target, moved));
  }
  State inner = state;
  std::optional<Mask> viewport;
  if (e.name == "svg" && e.parent != nullptr) viewport = viewport_mask(e, inner);
  if (viewport) inner.clip = &*viewport;
  if (inner.clip != nullptr && inner.clip->box.empty()) return;
  for (const SvgElement* child = e.first_child; child != nullptr; child = child->next) {
    draw(*child, inner);
  }
}

void ScenePainter::draw_shape(const SvgElement& e, const State& state) {
  if (!inside_choice_) return;
  const Outline outline = shape_outline(e, fine_tolerance(state.to_pixels));
  if (outline.parts.empty()) return;
  if (state.fill != "none") {
    fill(outline, state, state.fill, state.fill_opacity, outline, state.fill_rule);
  }
  if (state.stroke != "none" && state.stroke_style.width > 0) {
    fill(stroke_outline(outline, state.stroke_style, scale_of(state.to_pixels)), state,
         state.stroke, state.stroke_opacity, outline, FillRule::non_zero);
  }
}

// Adds the outline to coverage_; returns the pixels it can cover.
PixelBox ScenePainter::collect(const Outline& outline, const Transform& to_pixels,
                               const PixelBox& within) {
  device_.clear();
  double x0 = 1e9;
  double y0 = 1e9;
  double x1 = -1e9;
  double y1 = -1e9;
  for (const Point p : outline.points) {
    const Point q = device_.emplace_back(to_pixels(p));
    x0 = std::min(x0, q.x);
    y0 = std::min(y0, q.y);
    x1 = std::max(x1, q.x);
    y1 = std::max(y1, q.y);
  }
  const auto pixel = [](double v) { return static_cast<int>(std::clamp(v, -1e6, 1e6)); };
  const PixelBox region = common_part(within, {pixel(std::floor(x0)), pixel(std::floor(y0)),
                                               pixel(std::ceil(x1)) + 1, pixel(std::ceil(y1)) + 1});
  if (region.empty()) return region;
  coverage_.begin(region);
  for (const Outline::Part& part : outline.parts) {
    coverage_.add(std::span(device_).subspan(part.begin, part.end - part.begin));
  }
  return region;
}

PixelBox ScenePainter::clip_box(const State& state) const {
  const PixelBox box = canvas_ == nullptr ? frame_ : canvas_->box();
  return state.clip == nullptr ? box : common_part(box, state.clip->box);
}

namespace {

Gradient::Frame frame_of(const Outline& outline, const Transform& to_pixels) {
  double x0 = 1e9;
  double y0 = 1e9;
  double x1 = -1e9;
  double y1 = -1e9;
  for (const Point p : outline.points) {
    x0 = std::min(x0, p.x);
    y0 = std::min(y0, p.y);
    x1 = std::max(x1, p.x);
    y1 = std::max(y1, p.y);
  }
  return {to_pixels, x0, y0, x1 - x0, y1 - y0};
}

}  // namespace

void ScenePainter::fill(const Outline& outline, const State& state, std::string_view paint,
                        double opacity, const Outline& box_of, FillRule rule) {
  std::optional<Colour> colour;
  std::optional<Gradient> gradient;
  if (const auto id = url_target(paint)) {
    const SvgElement* element = tree_.with_id(*id);
    if (element == nullptr) return;
    gradient.emplace(tree_, *element, frame_of(box_of, state.to_pixels), opacity);
  } else {
    colour = parse_colour(paint);
    if (!colour) return;
  }
  if (collect(outline, state.to_pixels, clip_box(state)).empty()) return;
  Pixel flat;
  if (colour) {
    const float alpha = colour->alpha * static_cast<float>(opacity);
    flat = {colour->red * alpha, colour->green * alpha, colour->blue * alpha, alpha};
  }
  coverage_.sweep(rule, [&](int y, int x, std::span<const float> covered) {
    if (state.clip != nullptr) {
      const auto clip =
          state.clip->row(y).subspan(static_cast<std::size_t>(x - state.clip->box.x0));
      thinned_.resize(covered.size());
      for (std::size_t i = 0; i < covered.size(); ++i) thinned_[i] = covered[i] * clip[i];
      covered = thinned_;
    }
    if (!gradient) return canvas_->blend(y, x, covered, flat);
    colours_.resize(covered.size());
    gradient->colours(x, y, colours_);
    canvas_->blend(y, x, covered, colours_);
  });
}

}  // namespace limner::svg
