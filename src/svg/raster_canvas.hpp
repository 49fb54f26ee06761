// A rectangle of the picture into which shapes are blended; alpha premultiplied.
#pragma once

#include "svg/gradient.hpp"
#include "svg/raster_coverage.hpp"

#include <limner/bitmap.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace limner::svg {

// Coverage 0…1 inside its box, 0 outside.
struct Mask {
  PixelBox box;
  std::vector<float> values;
  explicit Mask(const PixelBox& where);
  std::span<float> row(int y);  // the box's whole width
  std::span<const float> row(int y) const { return const_cast<Mask*>(this)->row(y); }
};

class Canvas {
 public:
  explicit Canvas(const PixelBox& box);

  const PixelBox& box() const { return box_; }
  std::span<Pixel> row(int y);

  // Row y starting at x; both must be inside the box.
  void blend(int y, int x, std::span<const float> coverage, const Pixel& colour);
  void blend(int y, int x, std::span<const float> coverage, std::span<const Pixel> colours);

  // Composites another canvas, whose box is inside this one's, over this canvas.
  void blend(Canvas& layer, float opacity);

  Bitmap bitmap();  // the box's pixels, alpha not premultiplied

 private:
  PixelBox box_;
  std::vector<Pixel> pixels_;
};

}  // namespace limner::svg
