#include "svg/raster_canvas.hpp"

namespace limner::svg {
namespace {

std::size_t area(const PixelBox& box) {
  return box.empty()
             ? 0
             : static_cast<std::size_t>(box.width()) * static_cast<std::size_t>(box.height());
}

// source.over(below), both with alpha multiplied in, the source thinned by `part`.
void composite_over(Pixel& below, const Pixel& source, float part) {
  const float through = 1 - source.alpha * part;
  below.red = below.red * through + source.red * part;
  below.green = below.green * through + source.green * part;
  below.blue = below.blue * through + source.blue * part;
  below.alpha = below.alpha * through + source.alpha * part;
}

}  // namespace

Mask::Mask(const PixelBox& where) : box(where), values(area(where)) {}

std::span<float> Mask::row(int y) {
  const auto width = static_cast<std::size_t>(box.width());
  return std::span(values).subspan(static_cast<std::size_t>(y - box.y0) * width, width);
}

Canvas::Canvas(const PixelBox& box) : box_(box), pixels_(area(box)) {}

std::span<Pixel> Canvas::row(int y) {
  const auto width = static_cast<std::size_t>(box_.width());
  return std::span(pixels_).subspan(static_cast<std::size_t>(y - box_.y0) * width, width);
}

void Canvas::blend(int y, int x, std::span<const float> coverage, const Pixel& colour) {
  Pixel* const out = row(y).data() + (x - box_.x0);
  for (std::size_t i = 0; i < coverage.size(); ++i) {
    if (coverage[i] > 0) composite_over(out[i], colour, coverage[i]);
  }
}

void Canvas::blend(int y, int x, std::span<const float> coverage, std::span<const Pixel> colours) {
  Pixel* const out = row(y).data() + (x - box_.x0);
  for (std::size_t i = 0; i < coverage.size(); ++i) {
    if (coverage[i] > 0) composite_over(out[i], colours[i], coverage[i]);
  }
}

void Canvas::blend(Canvas& layer, float opacity) {
  if (layer.box_.empty()) return;
  for (int y = layer.box_.y0; y < layer.box_.y1; ++y) {
    const std::span<const Pixel> from = layer.row(y);
    Pixel* const out = row(y).data() + (layer.box_.x0 - box_.x0);
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (from[i].alpha > 0) composite_over(out[i], from[i], opacity);
    }
  }
}

Bitmap Canvas::bitmap() {
  Bitmap result(box_.width(), box_.height());
  std::size_t at = 0;
  for (const Pixel& p : pixels_) {
    const float out_of_alpha = p.alpha > 0 ? 1 / p.alpha : 0;
    result.rgba[at++] = to_byte(p.red * out_of_alpha);
    result.rgba[at++] = to_byte(p.green * out_of_alpha);
    result.rgba[at++] = to_byte(p.blue * out_of_alpha);
    result.rgba[at++] = to_byte(p.alpha);
  }
  return result;
}

}  // namespace limner::svg
