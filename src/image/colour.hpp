// Conversion of decoded pixels to sRGB, by Little CMS.
#pragma once

#include <limner/asset.hpp>
#include <limner/image.hpp>

#include <array>
#include <optional>

namespace limner::image {

// CIE 1931 x, y of the white point and the primaries, and the exponent that decodes a sample
// to linear light. Without one, the sRGB curve.
struct Chromaticities {
  std::array<double, 2> white{0.3127, 0.3290};  // sRGB
  std::array<double, 2> red{0.64, 0.33};
  std::array<double, 2> green{0.30, 0.60};
  std::array<double, 2> blue{0.15, 0.06};
  std::optional<double> gamma;  // 2.2, not 0.45455
};

// The colour space that a file declares for its pixels. Neither profile nor chromaticities: sRGB,
// or ink without a known colour.
struct ColourSpace {
  Bytes icc;  // an ICC profile; empty: none
  std::optional<Chromaticities> chromaticities;
  bool cmyk = false;             // the four bytes of a pixel are ink
  bool inverted_ink = false;     // CMYK: 255 means no ink, as Adobe stores it
  std::string_view unsupported;  // the name of a declared space that cannot be converted
};

// Converts in place; alpha is kept, CMYK becomes opaque. The result says what was done, and is
// absent when the pixels were sRGB already. Never throws for a profile: pixels whose profile is
// unusable are taken as sRGB.
std::optional<DecodeNotice> convert_to_srgb(Bitmap& bitmap, const ColourSpace& space);

// Whether the profile is for RGB and convert_to_srgb() leaves its pixels unchanged. False when that
// is unknown.
bool is_srgb_profile(const Bytes& icc);

}  // namespace limner::image
