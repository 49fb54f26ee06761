#include "art/matte/unmix.hpp"

#include "svg/colour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace limner::art {
namespace {

constexpr int band = 3;  // pixels inside the rim that may be mixed

// Chebyshev distance to the nearest pixel with `mask` equal to `value`, at most `most`.
std::vector<std::uint8_t> steps_to(const BackdropRegion& region, int value, int most) {
  const int w = region.width;
  const int h = region.height;
  std::vector<std::uint8_t> steps(region.is_backdrop.size());
  const auto nearer = [&](std::size_t i, int x, int y) {
    if (x < 0 || y < 0 || x >= w || y >= h) return;
    steps[i] =
        std::min<std::uint8_t>(steps[i], static_cast<std::uint8_t>(steps[region.index(x, y)] + 1));
  };
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      const std::size_t i = region.index(x, y);
      steps[i] = region.is_backdrop[i] == value ? 0 : static_cast<std::uint8_t>(most);
      if (steps[i] == 0) continue;
      nearer(i, x - 1, y);
      for (int d = -1; d <= 1; ++d) nearer(i, x + d, y - 1);
    }
  }
  for (int y = h - 1; y >= 0; --y) {
    for (int x = w - 1; x >= 0; --x) {
      const std::size_t i = region.index(x, y);
      if (steps[i] == 0) continue;
      nearer(i, x + 1, y);
      for (int d = -1; d <= 1; ++d) nearer(i, x + d, y + 1);
    }
  }
  return steps;
}

using ColourVector = std::array<double, 3>;  // red, green, blue, or a difference of them

double product(const ColourVector& a, const ColourVector& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
ColourVector difference(const ColourVector& a, const ColourVector& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

class Unmixer {
 public:
  Unmixer(const Bitmap& picture, const BackdropFit& backdrop, const BackdropRegion& region,
          const Glow& glow)
      : picture_(picture),
        backdrop_(backdrop),
        region_(region),
        glow_(glow),
        to_backdrop_(steps_to(region, 1, band + 1)),
        to_subject_(steps_to(region, 0, band)) {}

  Bitmap run() const {
    Bitmap out = picture_;
    for (int y = 0; y < region_.height; ++y) {
      for (int x = 0; x < region_.width; ++x) {
        const std::size_t i = region_.index(x, y);
        std::uint8_t* p = out.at(x, y);
        if (is_mixed(i)) {
          unmix(x, y, p);
        } else if (glows(i)) {
          part(x, y, glow_[i] / 255.0, false, p);
        } else {
          p[3] = region_.is_backdrop[i] != 0 ? 0 : 255;
        }
      }
    }
    return out;
  }

 private:
  bool is_mixed(std::size_t i) const {
    if (region_.is_backdrop[i] == 0) return to_backdrop_[i] <= band;
    return to_subject_[i] <= 2 && region_.distance[i] > 3;
  }

  bool glows(std::size_t i) const { return !glow_.empty() && glow_[i] != 0; }

  ColourVector colour(int x, int y) const {
    const std::uint8_t* p = picture_.at(x, y);
    return {static_cast<double>(p[0]), static_cast<double>(p[1]), static_cast<double>(p[2])};
  }

  struct Neighbours {
    ColourVector inner{};  // mean of the pixels that are certainly subject
    double weight = 0;
    ColourVector strongest{};  // the subject's pixel that is least like the backdrop
    bool any = false;
    ColourVector lit{};  // sum of the glowing pixels
    double glow = 0;
    int glowing = 0;  // pixels
  };

  Neighbours look_around(int x0, int y0) const {
    constexpr int reach = 5;
    constexpr int close = 3;
    Neighbours found;
    int most = -1;
    for (int y = std::max(0, y0 - reach); y <= std::min(region_.height - 1, y0 + reach); ++y) {
      for (int x = std::max(0, x0 - reach); x <= std::min(region_.width - 1, x0 + reach); ++x) {
        const std::size_t i = region_.index(x, y);
        if (region_.is_backdrop[i] != 0) {
          if (glows(i) && to_subject_[i] >= band) add_glow(found, colour(x, y), glow_[i]);
          continue;
        }
        const int dx = x - x0;
        const int dy = y - y0;
        const bool is_close = std::abs(dx) <= close && std::abs(dy) <= close;
        if (is_close && region_.distance[i] > most) {
          most = region_.distance[i];
          found.strongest = colour(x, y);
          found.any = true;
        }
        if (to_backdrop_[i] < band) continue;
        const double d = dx * dx + dy * dy;
        const double weight = 1 / (0.5 + d * d);
        const ColourVector c = colour(x, y);
        for (std::size_t k = 0; k < 3; ++k) found.inner[k] += weight * c[k];
        found.weight += weight;
      }
    }
    return found;
  }

  static void add_glow(Neighbours& found, const ColourVector& lit, std::uint8_t alpha) {
    for (std::size_t k = 0; k < 3; ++k) found.lit[k] += lit[k];
    found.glow += alpha / 255.0;
    ++found.glowing;
  }

  // The subject's share of the pixel, 0 … 1.
  double alpha_of(const ColourVector& c, const ColourVector& behind, const ColourVector& subject,
                  const Neighbours& near, bool in_backdrop) const {
    constexpr double too_alike = 30;   // squared distance of subject and backdrop
    constexpr double own_colour = 26;  // a larger distance from the mixing line is not a mixture
    const ColourVector line = difference(subject, behind);
    const double size = product(line, line);
    double alpha =
        size > too_alike ? product(difference(c, behind), line) / size : (in_backdrop ? 0.0 : 1.0);
    ColourVector rest = difference(c, behind);
    for (std::size_t k = 0; k < 3; ++k) rest[k] -= alpha * line[k];
    if (!in_backdrop && std::sqrt(product(rest, rest)) > own_colour) {
      const ColourVector off = difference(c, behind);
      const ColourVector strongest = difference(near.strongest, behind);
      const double whole = std::max(40.0, std::sqrt(product(strongest, strongest)));
      alpha = std::max(alpha, std::min(1.0, std::sqrt(product(off, off)) / whole));
    }
    return std::clamp(alpha, 0.0, 1.0);
  }

  // The smallest alpha for which the subject's colour is inside 0 … 255.
  static double least_alpha(const ColourVector& c, const ColourVector& behind) {
    double least = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double up = 255 - behind[k];
      if (c[k] > behind[k] && up > 0) least = std::max(least, (c[k] - behind[k]) / up);
      if (c[k] < behind[k]) least = std::max(least, (behind[k] - c[k]) / behind[k]);
    }
    return least;
  }

  void unmix(int x, int y, std::uint8_t* out) const {
    const std::size_t i = region_.index(x, y);
    const bool in_backdrop = region_.is_backdrop[i] != 0;
    Neighbours near = look_around(x, y);
    out[3] = 0;
    if (!near.any && near.weight <= 0) return;
    ColourVector subject = near.strongest;
    if (near.weight > 0) {
      for (std::size_t k = 0; k < 3; ++k) subject[k] = near.inner[k] / near.weight;
    }
    for (std::size_t k = 0; k < 3; ++k) out[k] = svg::to_byte(static_cast<float>(subject[k] / 255));
    ColourVector behind = behind_at(x, y);
    double glow = 0;
    if (near.glowing > 0) {
      for (std::size_t k = 0; k < 3; ++k) behind[k] = near.lit[k] / near.glowing;
      glow = near.glow / near.glowing;
    }
    const double alpha = alpha_of(colour(x, y), behind, subject, near, in_backdrop);
    const bool may_vanish = in_backdrop && glow <= 0;
    part(x, y, alpha + (1 - alpha) * glow, may_vanish, out);
  }

  ColourVector behind_at(int x, int y) const {
    const BackdropFit::Colour b = backdrop_.at(x, y);
    return {b[0], b[1], b[2]};
  }

  // Sets the pixel's alpha, and the colour that composites over the backdrop to the original
  // pixel. Raises alpha when that colour is outside 0 … 255.
  void part(int x, int y, double alpha, bool may_vanish, std::uint8_t* out) const {
    const ColourVector behind = behind_at(x, y);
    const ColourVector c = colour(x, y);
    if (!may_vanish) alpha = std::max(alpha, least_alpha(c, behind));
    if (alpha > 0.97) alpha = 1;
    if (alpha < 0.02) alpha = 0;
    out[3] = svg::to_byte(static_cast<float>(alpha));
    if (out[3] == 0) return;
    for (std::size_t k = 0; k < 3; ++k) {
      const double rounded = std::clamp((c[k] - (1 - alpha) * behind[k]) / alpha, 0.0, 255.0) + 0.5;
      out[k] = static_cast<std::uint8_t>(rounded);
    }
  }

  const Bitmap& picture_;
  const BackdropFit& backdrop_;
  const BackdropRegion& region_;
  const Glow& glow_;
  std::vector<std::uint8_t> to_backdrop_;
  std::vector<std::uint8_t> to_subject_;
};

}  // namespace

Bitmap unmixed(const Bitmap& picture, const BackdropFit& backdrop, const BackdropRegion& region,
               const Glow& glow) {
  return Unmixer(picture, backdrop, region, glow).run();
}

}  // namespace limner::art
