#include "image/colour.hpp"

#include "image/lcms_library.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

namespace limner::image {

namespace {

struct CloseProfile {
  void operator()(void* profile) const { lcms_library()->close_profile(profile); }
};
using Profile = std::unique_ptr<void, CloseProfile>;

struct DeleteTransform {
  void operator()(void* transform) const { lcms_library()->delete_transform(transform); }
};
using Transform = std::unique_ptr<void, DeleteTransform>;

struct FreeCurve {
  void operator()(cmsToneCurve* curve) const { lcms_library()->free_tone_curve(curve); }
};

DecodeNotice unusable(std::string_view why) {
  return {DecodeNoticeCode::profile_unusable,
          fmt::format("its colour profile cannot be used ({}): colours are taken as sRGB", why)};
}

// ---- profiles ----

Profile profile_from(const Chromaticities& colours) {
  const LcmsLibrary& lcms = *lcms_library();
  constexpr int plain_gamma = 1;
  constexpr int srgb_curve = 4;  // lcms's number of IEC 61966-2.1
  const std::array<double, 5> srgb{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  const double gamma = colours.gamma.value_or(0);
  const std::unique_ptr<cmsToneCurve, FreeCurve> curve(
      colours.gamma ? lcms.build_tone_curve(nullptr, plain_gamma, &gamma)
                    : lcms.build_tone_curve(nullptr, srgb_curve, srgb.data()));
  if (!curve) return nullptr;
  const auto point = [](const std::array<double, 2>& xy) {
    return cmsCIExyY{.x = xy[0], .y = xy[1], .Y = 1};
  };
  const cmsCIExyY white = point(colours.white);
  const cmsCIExyYTRIPLE primaries{
      .Red = point(colours.red), .Green = point(colours.green), .Blue = point(colours.blue)};
  std::array<cmsToneCurve*, 3> curves{curve.get(), curve.get(), curve.get()};
  return Profile(lcms.create_rgb_profile(&white, &primaries, curves.data()));
}

std::string name_of(const Profile& profile) {
  std::array<char, 128> text{};
  lcms_library()->profile_info(profile.get(), cmsInfoDescription, "en", "US", text.data(),
                               text.size() - 1);
  std::string name(text.data());
  std::erase_if(name, [](unsigned char c) { return c < ' ' || c > '~'; });
  return name.empty() ? "an unnamed profile" : name;
}

std::string_view name_of(cmsUInt32Number space) {
  switch (space) {
    case cmsSigRgbData: return "RGB";
    case cmsSigGrayData: return "gray";
    case cmsSigCmykData: return "CMYK";
    case cmsSigLabData: return "Lab";
    default: return "another colour space";
  }
}

// ---- pixels ----

// A conversion of whole rows from one layout of samples to RGBA.
class RowConversion {
 public:
  RowConversion(const Profile& from, const ColourSpace& space) {
    const LcmsLibrary& lcms = *lcms_library();
    gray_ = lcms.colour_space(from.get()) == cmsSigGrayData;
    cmsUInt32Number layout = TYPE_RGBA_8;
    if (gray_) layout = TYPE_GRAY_8;
    if (space.cmyk) layout = space.inverted_ink ? TYPE_CMYK_8_REV : TYPE_CMYK_8;
    const Profile srgb(lcms.create_srgb_profile());
    // The optimised conversion of gray is up to ten levels too dark in the shadows.
    cmsUInt32Number flags = gray_ ? cmsFLAGS_NOOPTIMIZE : 0;
    if (space.cmyk) flags = cmsFLAGS_HIGHRESPRECALC;
    transform_.reset(lcms.create_transform(from.get(), layout, srgb.get(), TYPE_RGBA_8,
                                           INTENT_PERCEPTUAL, flags));
    if (gray_ && transform_) convert_grays();
  }

  bool valid() const { return transform_ != nullptr; }
  bool gray() const { return gray_; }

  // `rgba` holds `width` pixels; a gray profile reads the red channel. Alpha is not written.
  void convert(std::uint8_t* rgba, int width) {
    const auto count = static_cast<std::size_t>(width);
    if (gray_) {
      for (std::size_t i = 0; i < count; ++i)
        std::copy_n(converted_.data() + std::size_t{rgba[i * 4]} * 4, 3, rgba + i * 4);
      return;
    }
    samples_.assign(rgba, rgba + count * 4);
    converted_.resize(count * 4);
    transform_samples(count);
    for (std::size_t i = 0; i < count; ++i) std::copy_n(converted_.data() + i * 4, 3, rgba + i * 4);
  }

 private:
  // The colours of all 256 levels.
  void convert_grays() {
    samples_.resize(256);
    std::iota(samples_.begin(), samples_.end(), std::uint8_t{0});
    converted_.resize(samples_.size() * 4);
    transform_samples(samples_.size());
  }

  void transform_samples(std::size_t count) {
    lcms_library()->transform(transform_.get(), samples_.data(), converted_.data(),
                              static_cast<cmsUInt32Number>(count));
  }

  bool gray_ = false;
  Transform transform_;
  std::vector<std::uint8_t> samples_;
  std::vector<std::uint8_t> converted_;  // RGBA; of gray profiles: of each level
};

// Whether a grid of colours stays as it is, within the rounding of eight bits.
bool is_identity(RowConversion& conversion) {
  constexpr int steps = 9;
  constexpr int tolerance = 1;
  std::vector<std::uint8_t> grid;
  for (int i = 0; i < steps * steps * steps; ++i) {
    const int red = i % steps;
    const int green = conversion.gray() ? red : i / steps % steps;
    const int blue = conversion.gray() ? red : i / steps / steps;
    for (const int level : {red, green, blue, steps - 1})
      grid.push_back(static_cast<std::uint8_t>(level * 255 / (steps - 1)));
  }
  const std::vector<std::uint8_t> before = grid;
  conversion.convert(grid.data(), steps * steps * steps);
  return std::ranges::equal(before, grid,
                            [](int a, int b) { return std::abs(a - b) <= tolerance; });
}

void convert_rows(Bitmap& bitmap, RowConversion& conversion) {
  for (int y = 0; y < bitmap.height; ++y) conversion.convert(bitmap.at(0, y), bitmap.width);
}

// Ink of unknown colour: what is left of white light after black and the other inks.
void convert_plain_ink(Bitmap& bitmap, bool inverted) {
  for (std::size_t i = 0; i < bitmap.rgba.size(); i += 4) {
    std::uint8_t* pixel = &bitmap.rgba[i];
    const unsigned white = inverted ? pixel[3] : 255u - pixel[3];
    for (int c = 0; c < 3; ++c) {
      const unsigned bare = inverted ? pixel[c] : 255u - pixel[c];
      pixel[c] = static_cast<std::uint8_t>((bare * white + 127) / 255);
    }
  }
}

void make_opaque(Bitmap& bitmap) {
  for (std::size_t i = 3; i < bitmap.rgba.size(); i += 4) bitmap.rgba[i] = 255;
}

// The profile's own space must be that of the samples; a gray one fits pixels whose channels
// are equal.
bool fits(const Profile& profile, const Bitmap& bitmap, bool cmyk) {
  const cmsUInt32Number space = lcms_library()->colour_space(profile.get());
  if (cmyk) return space == cmsSigCmykData;
  if (space == cmsSigRgbData) return true;
  if (space != cmsSigGrayData) return false;
  for (std::size_t i = 0; i < bitmap.rgba.size(); i += 4) {
    if (bitmap.rgba[i] != bitmap.rgba[i + 1] || bitmap.rgba[i] != bitmap.rgba[i + 2]) return false;
  }
  return true;
}

std::optional<DecodeNotice> convert_profiled(Bitmap& bitmap, const ColourSpace& space,
                                             bool& converted) {
  const LcmsLibrary* lcms = lcms_library();
  if (!lcms) return unusable("Little CMS is not installed: Debian: liblcms2-2, Fedora: lcms2");
  const Profile profile =
      space.icc.empty() ? profile_from(*space.chromaticities)
                        : Profile(lcms->open_profile(
                              space.icc.data(), static_cast<cmsUInt32Number>(space.icc.size())));
  if (!profile) return unusable("it is damaged");
  if (!fits(profile, bitmap, space.cmyk)) {
    return unusable(fmt::format("it is for {}, the pixels are {}",
                                name_of(lcms->colour_space(profile.get())),
                                space.cmyk ? "CMYK" : "RGB"));
  }
  RowConversion conversion(profile, space);
  if (!conversion.valid()) return unusable("it is damaged");
  if (!space.cmyk && is_identity(conversion)) return std::nullopt;
  convert_rows(bitmap, conversion);
  converted = true;
  const std::string name = space.icc.empty() ? "its own primaries" : name_of(profile);
  return DecodeNotice{DecodeNoticeCode::profile_converted,
                      fmt::format("its colours were converted from {} to sRGB", name)};
}

}  // namespace

std::optional<DecodeNotice> convert_to_srgb(Bitmap& bitmap, const ColourSpace& space) {
  std::optional<DecodeNotice> notice;
  bool converted = false;
  if (!space.unsupported.empty()) {
    notice = unusable(fmt::format("{} is not supported", space.unsupported));
  } else if (!space.icc.empty() || space.chromaticities) {
    notice = convert_profiled(bitmap, space, converted);
  }
  if (!space.cmyk) return notice;
  if (!converted) convert_plain_ink(bitmap, space.inverted_ink);
  make_opaque(bitmap);
  return notice;
}

bool is_srgb_profile(const Bytes& icc) {
  const LcmsLibrary* lcms = lcms_library();
  if (!lcms || icc.empty()) return false;
  const Profile profile(lcms->open_profile(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
  if (!profile || lcms->colour_space(profile.get()) != cmsSigRgbData) return false;
  RowConversion conversion(profile, {});
  return conversion.valid() && is_identity(conversion);
}

}  // namespace limner::image
