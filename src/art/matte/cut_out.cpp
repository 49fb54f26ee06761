// Removes a plain background.
#include "art/matte/backdrop_fit.hpp"
#include "art/matte/glow.hpp"
#include "art/matte/grain.hpp"
#include "art/matte/region.hpp"
#include "art/matte/unmix.hpp"

#include <limner/art.hpp>
#include <limner/error.hpp>

#include <cstdint>
#include <string_view>

namespace limner::art {
namespace {

constexpr double grainy = 0.7;  // Lab units: above this, single pixels are unreliable

double coverage_of(const Bitmap& picture) {
  std::uint64_t sum = 0;
  for (std::size_t i = 3; i < picture.rgba.size(); i += 4) sum += picture.rgba[i];
  const double pixels = static_cast<double>(picture.rgba.size()) / 4;
  return pixels > 0 ? static_cast<double>(sum) / 255 / pixels : 0;
}

[[noreturn]] void refuse_picture(const MatteReport& report, std::string_view what) {
  throw Error(ErrorCode::backdrop_not_plain,
              "{}: {:.0f} % of the border fits one smooth colour (noise {:.1f} Lab units), "
              "{:.1f} % of the picture would be kept",
              what, report.inlier * 100, report.sigma, report.coverage * 100)
      .with_help("ask for \"a plain, single-colour background\" in the prompt, or let the step "
                 "pass the picture through: onFailure: passthrough");
}

// Whether the background is already transparent: the border is.
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
  if (picture.rgba.empty()) refuse_picture(result.report, "an empty picture");
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
  if (!plain) refuse_picture(result.report, "no plain backdrop");
  const bool has_grain = backdrop.sigma() >= grainy;
  BackdropRegion region =
      has_grain ? find_backdrop_under_grain(picture, backdrop) : find_backdrop(picture, backdrop);
  result.report.holes = region.holes;
  Glow glow;
  if (!has_grain) glow = extract_glow(picture, backdrop, region);
  result.cut_out = unmixed(picture, backdrop, region, glow);
  thin(result.cut_out, picture);
  result.report.coverage = coverage_of(result.cut_out);
  if (result.report.coverage < 0.0005)
    refuse_picture(result.report, "nothing in front of the backdrop");
  if (result.report.coverage > 0.995)
    refuse_picture(result.report, "no backdrop that can be taken away");
  return result;
}

}  // namespace limner::art
