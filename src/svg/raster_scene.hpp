// Walks a scene's elements and blends them onto a canvas.
#pragma once

#include "svg/path.hpp"
#include "svg/path_stroke.hpp"
#include "svg/raster_canvas.hpp"
#include "svg/tree.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace limner::svg {

// Which elements are drawn; by default all.
struct LayerChoice {
  const SvgElement* only = nullptr;  // this element and its descendants
  std::string_view but_class;        // skip elements of this class
};

class ScenePainter {
 public:
  // `frame` is the part of a width x height picture that is painted.
  ScenePainter(const SvgTree& tree, int width, int height, const PixelBox& frame);
  ScenePainter(const SvgTree& tree, int width, int height)
      : ScenePainter(tree, width, height, {0, 0, width, height}) {}

  Canvas paint(const LayerChoice& choice = {});

  // Upper bound of the pixels an element covers; `element` belongs to the tree.
  PixelBox bounds(const SvgElement& element);

 private:
  static constexpr int most_nested = 60;  // `use` inside `use` inside …

  struct State {
    Transform to_pixels;
    std::string_view fill = "black";
    std::string_view stroke = "none";
    StrokeStyle stroke_style;
    double fill_opacity = 1;
    double stroke_opacity = 1;
    FillRule fill_rule = FillRule::non_zero;
    const Mask* clip = nullptr;
    int depth = 0;
  };

  // The permitted deviation of a polygon from its curve, in the shape's units.
  static double fine_tolerance(const Transform& to_pixels) {
    constexpr double pixels = 0.1;
    return pixels / std::max(scale_of(to_pixels), 1e-6);
  }

  State root_state() const;
  State inherited(const SvgElement& e, State state) const;
  bool is_skipped(const SvgElement& e) const;
  void draw(const SvgElement& e, State outer);
  void draw_content(const SvgElement& e, const State& state);
  void draw_shape(const SvgElement& e, const State& state);
  void fill(const Outline& outline, const State& state, std::string_view paint, double opacity,
            const Outline& box_of, FillRule rule);
  PixelBox collect(const Outline& outline, const Transform& to_pixels, const PixelBox& within);
  PixelBox clip_box(const State& state) const;

  // Masks: the outer clip is already multiplied in.
  std::optional<Mask> clip_mask(const SvgElement& e, const State& state);
  std::optional<Mask> viewport_mask(const SvgElement& e, State& state);
  void add_clip_shapes(const SvgElement& e, const Transform& outer, Mask& mask, int depth);
  void bounds_of(const SvgElement& e, State outer, PixelBox& box);

  const SvgTree& tree_;
  int width_;
  int height_;
  PixelBox frame_;
  Coverage coverage_;
  Canvas* canvas_ = nullptr;  // the current target: the picture or a group's layer
  LayerChoice choice_;
  bool inside_choice_ = true;
  std::vector<Point> device_;
  std::vector<float> thinned_;
  std::vector<Pixel> colours_;
};

}  // namespace limner::svg
