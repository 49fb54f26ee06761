#include "art/matte/region.hpp"

#include "art/matte/lab.hpp"

#include <algorithm>
#include <cmath>

namespace limner::art {
namespace {

constexpr float quarters = 4;  // steps of a Lab unit

// Darker than the backdrop, but the same colour: a shadow may be there.
bool looks_shaded(const std::uint8_t* p, const BackdropFit::Colour& b, float darker) {
  constexpr float deepest = 34;  // Lab lightness
  if (darker <= 0 || darker >= deepest) return false;
  const float scale = static_cast<float>(p[0] + p[1] + p[2]) / (b[0] + b[1] + b[2] + 1e-3f);
  float error = 0;
  for (std::size_t k = 0; k < 3; ++k) error += std::fabs(static_cast<float>(p[k]) - scale * b[k]);
  return scale > 0.60f && error < 14;
}

class RegionFinder {
 public:
  RegionFinder(const Bitmap& picture, const BackdropFit& backdrop, int edge_width)
      : picture_(picture),
        edge_width_(edge_width),
        sigma_(backdrop.sigma()),
        near_(near_limit(backdrop)),
        sure_(static_cast<int>(quarters * std::max(2.2, 1.6 * sigma_))) {
    region_.width = picture.width;
    region_.height = picture.height;
    BackdropDistances distances = distances_from(picture, backdrop);
    region_.distance = std::move(distances.distance);
    like_shadow_ = std::move(distances.like_shadow);
    region_.is_backdrop.resize(region_.distance.size());
    const BackdropFit::Colour c = backdrop.at(0, 0);
    const Lab lab = lab_of(c[0], c[1], c[2]);
    // Small white regions on a white background are usually eyes, not holes.
    may_have_holes_ = lab[1] * lab[1] + lab[2] * lab[2] > 16 || lab[0] < 88;
  }

  BackdropRegion run() {
    flood();
    if (may_have_holes_) punch_holes();
    return std::move(region_);
  }

 private:
  bool inside(int x, int y) const {
    return x >= 0 && y >= 0 && x < region_.width && y < region_.height;
  }
  int x_of(std::size_t i) const {
    return static_cast<int>(i % static_cast<std::size_t>(region_.width));
  }
  int y_of(std::size_t i) const {
    return static_cast<int>(i / static_cast<std::size_t>(region_.width));
  }

  void push(std::size_t i) {
    if (region_.is_backdrop[i] != 0) return;
    region_.is_backdrop[i] = 1;
    stack_.push_back(i);
  }

  // No edge within two pixels.
  bool is_smooth(std::size_t i) const {
    const int limit = 9 + static_cast<int>(5 * sigma_);
    const int x = x_of(i);
    const int y = y_of(i);
    return std::all_of(four_neighbours.begin(), four_neighbours.end(), [&](PixelOffset s) {
      const int u = x + 2 * s.x;
      const int v = y + 2 * s.y;
      return !inside(u, v) || colour_step(picture_, i, region_.index(u, v)) <= limit;
    });
  }

  bool flows(std::size_t from, std::size_t to) const {
    if (region_.distance[to] < near_) return true;
    const bool shaded = like_shadow_[to] != 0;
    if (!shaded && region_.distance[to] >= near_ * 3 / 2) return false;
    const int most = (shaded ? 10 : 5) + static_cast<int>(3 * sigma_);
    return colour_step(picture_, from, to) <= most && is_smooth(to);
  }

  void flood() {
    const int start = near_ * 3 / 2;
    const auto enter = [&](int x, int y) {
      const std::size_t i = region_.index(x, y);
      if (region_.distance[i] < start) push(i);
    };
    for (int x = 0; x < region_.width; ++x) {
      enter(x, 0);
      enter(x, region_.height - 1);
    }
    for (int y = 0; y < region_.height; ++y) {
      enter(0, y);
      enter(region_.width - 1, y);
    }
    while (!stack_.empty()) {
      const std::size_t i = stack_.back();
      stack_.pop_back();
      const int x = x_of(i);
      const int y = y_of(i);
      for (const PixelOffset s : four_neighbours) {
        if (!inside(x + s.x, y + s.y)) continue;
        const std::size_t j = region_.index(x + s.x, y + s.y);
        if (region_.is_backdrop[j] == 0 && flows(i, j)) push(j);
      }
    }
  }

  bool could_be_hole(std::size_t i) const {
    return region_.is_backdrop[i] == 0 && region_.distance[i] < sure_;
  }

  // The connected region of `start`, marked as seen.
  std::vector<std::size_t> piece_from(std::size_t start, std::vector<std::uint8_t>& seen) const {
    std::vector<std::size_t> piece{start};
    seen[start] = 1;
    for (std::size_t at = 0; at < piece.size(); ++at) {
      const int x = x_of(piece[at]);
      const int y = y_of(piece[at]);
      for (const PixelOffset s : four_neighbours) {
        if (!inside(x + s.x, y + s.y)) continue;
        const std::size_t j = region_.index(x + s.x, y + s.y);
        if (seen[j] != 0 || !could_be_hole(j)) continue;
        seen[j] = 1;
        piece.push_back(j);
      }
    }
    return piece;
  }

  // A hole has the backdrop's colour and a sharp edge all around.
  bool is_hole(const std::vector<std::size_t>& piece, const std::vector<std::uint8_t>& seen) const {
    constexpr std::size_t smallest = 60;  // pixels
    if (piece.size() < smallest) return false;
    std::size_t far = 0;
    int rim = 0;
    int sharp = 0;
    for (const std::size_t i : piece) {
      far += region_.distance[i];
      for (const PixelOffset s : four_neighbours) {
        const int x = x_of(i);
        const int y = y_of(i);
        if (!inside(x + edge_width_ * s.x, y + edge_width_ * s.y) ||
            seen[region_.index(x + s.x, y + s.y)] != 0)
          continue;
        ++rim;
        int most = 0;
        for (int t = 1; t <= edge_width_; ++t) {
          most = std::max<int>(most, region_.distance[region_.index(x + t * s.x, y + t * s.y)]);
        }
        if (most > 7 * static_cast<int>(quarters)) ++sharp;
      }
    }
    return static_cast<double>(far) < 0.6 * sure_ * static_cast<double>(piece.size()) && rim > 0 &&
           sharp * 10 > rim * 8;
  }

  void punch_holes() {
    std::vector<std::uint8_t> seen(region_.distance.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
      if (seen[i] != 0 || !could_be_hole(i)) continue;
      const std::vector<std::size_t> piece = piece_from(i, seen);
      if (!is_hole(piece, seen)) continue;
      ++region_.holes;
      for (const std::size_t j : piece) region_.is_backdrop[j] = 1;
    }
  }

  const Bitmap& picture_;
  int edge_width_;
  double sigma_;
  int near_;  // quarters: the threshold during the flood fill
  int sure_;  // quarters: pixels below it are always backdrop
  bool may_have_holes_ = false;
  BackdropRegion region_;
  std::vector<std::uint8_t> like_shadow_;
  std::vector<std::size_t> stack_;
};

}  // namespace

BackdropDistances distances_from(const Bitmap& picture, const BackdropFit& backdrop) {
  constexpr std::size_t stride = 16;  // the backdrop is smooth, so its Lab values are interpolated
  const auto width = static_cast<std::size_t>(picture.width);
  BackdropDistances result;
  result.distance.reserve(picture.rgba.size() / 4);
  result.like_shadow.reserve(picture.rgba.size() / 4);
  std::vector<BackdropFit::Colour> colours;
  std::vector<Lab> lab(width / stride + 2);
  for (int y = 0; y < picture.height; ++y) {
    backdrop.row(y, colours);
    for (std::size_t i = 0; i < lab.size(); ++i) {
      const BackdropFit::Colour& c = colours[std::min(i * stride, width - 1)];
      lab[i] = lab_of(c[0], c[1], c[2]);
    }
    for (std::size_t x = 0; x < width; ++x) {
      const Lab& left = lab[x / stride];
      const Lab& right = lab[x / stride + 1];
      const float t = static_cast<float>(x % stride) / stride;
      Lab behind;
      for (std::size_t k = 0; k < 3; ++k) behind[k] = left[k] + (right[k] - left[k]) * t;
      const std::uint8_t* p = picture.at(static_cast<int>(x), y);
      const Lab here = lab_of(p[0], p[1], p[2]);
      const float quarter_units = distance(here, behind) * quarters;
      result.distance.push_back(static_cast<std::uint8_t>(std::min(255.f, quarter_units)));
      result.like_shadow.push_back(looks_shaded(p, colours[x], behind[0] - here[0]) ? 1 : 0);
    }
  }
  return result;
}

int near_limit(const BackdropFit& backdrop) {
  return static_cast<int>(quarters * std::max(5.0, 2.6 * backdrop.sigma()));
}

BackdropRegion find_backdrop(const Bitmap& picture, const BackdropFit& backdrop, int edge_width) {
  return RegionFinder(picture, backdrop, edge_width).run();
}

}  // namespace limner::art
