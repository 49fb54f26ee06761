// Takes a plain backdrop away: opaque inside, and at the rim the subject's own
// colour with as much alpha as there is subject in the pixel.
#include "art/matte_backdrop.hpp"
#include "art/matte_grain.hpp"
#include "art/matte_region.hpp"
#include "art/svg_colour.hpp"

#include <limner/art.hpp>
#include <limner/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace limner {
namespace {

constexpr double grainy = 0.7;  // Lab units: more noise than this leads single pixels astray
constexpr int band = 3;         // pixels inside the rim that may be mixed

// Steps of a chess king to the nearest pixel that `mask` says `value` of, at most `most`.
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

using Vec = std::array<double, 3>;

double product(const Vec& a, const Vec& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
Vec minus(const Vec& a, const Vec& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

// Separates subject and backdrop in the pixels that hold both.
class Unmixer {
 public:
  Unmixer(const Bitmap& picture, const BackdropFit& backdrop, const BackdropRegion& region)
      : picture_(picture),
        backdrop_(backdrop),
        region_(region),
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

  Vec colour(int x, int y) const {
    const std::uint8_t* p = picture_.at(x, y);
    return {static_cast<double>(p[0]), static_cast<double>(p[1]), static_cast<double>(p[2])};
  }

  struct Neighbours {
    Vec inner{};  // mean of what is surely subject
    double weight = 0;
    Vec strongest{};  // the subject's pixel that is least like the backdrop
    bool any = false;
  };

  Neighbours look_around(int x0, int y0) const {
    constexpr int reach = 5;
    constexpr int close = 3;
    Neighbours found;
    int most = -1;
    for (int y = std::max(0, y0 - reach); y <= std::min(region_.height - 1, y0 + reach); ++y) {
      for (int x = std::max(0, x0 - reach); x <= std::min(region_.width - 1, x0 + reach); ++x) {
        const std::size_t i = region_.index(x, y);
        if (region_.is_backdrop[i] != 0) continue;
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
        const Vec c = colour(x, y);
        for (std::size_t k = 0; k < 3; ++k) found.inner[k] += weight * c[k];
        found.weight += weight;
      }
    }
    return found;
  }

  // How much of the pixel is subject.
  double alpha_of(const Vec& c, const Vec& behind, const Vec& subject, const Neighbours& near,
                  bool in_backdrop) const {
    constexpr double too_alike = 30;   // squared distance of subject and backdrop
    constexpr double own_colour = 26;  // this far off the mixing line it is no mixture
    const Vec line = minus(subject, behind);
    const double size = product(line, line);
    double alpha =
        size > too_alike ? product(minus(c, behind), line) / size : (in_backdrop ? 0.0 : 1.0);
    Vec rest = minus(c, behind);
    for (std::size_t k = 0; k < 3; ++k) rest[k] -= alpha * line[k];
    if (!in_backdrop && std::sqrt(product(rest, rest)) > own_colour) {
      const Vec off = minus(c, behind);
      const Vec strongest = minus(near.strongest, behind);
      const double whole = std::max(40.0, std::sqrt(product(strongest, strongest)));
      alpha = std::max(alpha, std::min(1.0, std::sqrt(product(off, off)) / whole));
    }
    return std::clamp(alpha, 0.0, 1.0);
  }

  // Less alpha than this would need a colour that does not exist.
  static double least_alpha(const Vec& c, const Vec& behind) {
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
    Vec subject = near.strongest;
    if (near.weight > 0) {
      for (std::size_t k = 0; k < 3; ++k) subject[k] = near.inner[k] / near.weight;
    }
    const BackdropFit::Colour b = backdrop_.at(x, y);
    const Vec behind{b[0], b[1], b[2]};
    const Vec c = colour(x, y);
    double alpha = alpha_of(c, behind, subject, near, in_backdrop);
    if (!in_backdrop) alpha = std::max(alpha, least_alpha(c, behind));
    if (alpha > 0.97) alpha = 1;
    if (alpha < 0.02) alpha = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double v = alpha > 0 ? (c[k] - (1 - alpha) * behind[k]) / alpha : subject[k];
      const double rounded = std::clamp(v, 0.0, 255.0) + 0.5;
      out[k] = static_cast<std::uint8_t>(rounded);
    }
    out[3] = to_byte(static_cast<float>(alpha));
  }

  const Bitmap& picture_;
  const BackdropFit& backdrop_;
  const BackdropRegion& region_;
  std::vector<std::uint8_t> to_backdrop_;
  std::vector<std::uint8_t> to_subject_;
};

double coverage_of(const Bitmap& picture) {
  std::uint64_t sum = 0;
  for (std::size_t i = 3; i < picture.rgba.size(); i += 4) sum += picture.rgba[i];
  const double pixels = static_cast<double>(picture.rgba.size()) / 4;
  return pixels > 0 ? static_cast<double>(sum) / 255 / pixels : 0;
}

[[noreturn]] void refuse(const MatteReport& report, std::string_view what) {
  throw Error(ErrorCode::backdrop_not_plain,
              "{}: {:.0f} % of the border fits one smooth colour (noise {:.1f} Lab units), "
              "{:.1f} % of the picture would be kept",
              what, report.inlier * 100, report.sigma, report.coverage * 100)
      .with_help("ask for \"a plain, single-colour background\" in the prompt, or let the step "
                 "pass the picture through: onFailure: passthrough");
}

// A picture that came cut out already: its border is transparent.
bool is_cut_out(const Bitmap& picture) {
  int clear = 0;
  int all = 0;
  const auto look = [&](int x, int y) {
    ++all;
    clear += picture.at(x, y)[3] < 8 ? 1 : 0;
  };
  for (int x = 0; x < picture.width; ++x) {
    look(x, 0);
    look(x, picture.height - 1);
  }
  for (int y = 0; y < picture.height; ++y) {
    look(0, y);
    look(picture.width - 1, y);
  }
  return clear * 2 > all;
}

// Alpha that the picture had keeps its effect.
void thin(Bitmap& cut, const Bitmap& picture) {
  for (std::size_t i = 3; i < cut.rgba.size(); i += 4) {
    cut.rgba[i] = static_cast<std::uint8_t>(cut.rgba[i] * picture.rgba[i] / 255);
  }
}

}  // namespace

Matte cut_out(const Bitmap& picture) {
  Matte result;
  if (picture.rgba.empty()) refuse(result.report, "an empty picture");
  if (is_cut_out(picture)) {
    result.cut_out = picture;
    result.report.inlier = 1;
    result.report.coverage = coverage_of(picture);
    return result;
  }
  const BackdropFit backdrop = BackdropFit::fitted(picture);
  result.report.inlier = backdrop.inlier();
  result.report.sigma = backdrop.sigma();
  result.report.coverage = 1;
  // A subject may be cut by one side, but a landscape takes two corners.
  const bool plain =
      backdrop.inlier() >= 0.85 || (backdrop.inlier() >= 0.55 && backdrop.plain_corners() >= 3);
  if (!plain) refuse(result.report, "no plain backdrop");
  const BackdropRegion region = backdrop.sigma() < grainy
                                    ? find_backdrop(picture, backdrop)
                                    : find_backdrop_under_grain(picture, backdrop);
  result.report.holes = region.holes;
  result.cut_out = Unmixer(picture, backdrop, region).run();
  thin(result.cut_out, picture);
  result.report.coverage = coverage_of(result.cut_out);
  if (result.report.coverage < 0.0005) refuse(result.report, "nothing in front of the backdrop");
  if (result.report.coverage > 0.995) refuse(result.report, "no backdrop that can be taken away");
  return result;
}

}  // namespace limner
