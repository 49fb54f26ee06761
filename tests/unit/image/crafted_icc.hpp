// ICC profiles made byte by byte: matrix profiles of RGB, gray, and CMYK with a table.
#pragma once

#include "unit/image/crafted_png.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::image::crafted {

using Xyz = std::array<double, 3>;

// The colours of red, green and blue, adapted to D50, and the exponent that decodes samples.
struct RgbSpace {
  std::array<Xyz, 3> primaries;
  double gamma;
};

inline constexpr RgbSpace adobe_rgb{{{{0.6097559, 0.3111242, 0.0194811},
                                      {0.2052401, 0.6256560, 0.0608902},
                                      {0.1492240, 0.0632197, 0.7448387}}},
                                    2.19921875};
inline constexpr RgbSpace pro_photo{
    {{{0.7976749, 0.2880402, 0.0}, {0.1351917, 0.7118741, 0.0}, {0.0313534, 0.0000857, 0.8252100}}},
    1.8};
inline constexpr RgbSpace p3_gamma{{{{0.5151187, 0.2411892, -0.0010505},
                                     {0.2919778, 0.6922441, 0.0418791},
                                     {0.1571035, 0.0665668, 0.7840713}}},
                                   2.2};

inline std::string fixed_16(double value) {
  return big_endian(
      static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536))));
}

inline std::string xyz_tag(const Xyz& colour) {
  return "XYZ " + big_endian(0) + fixed_16(colour[0]) + fixed_16(colour[1]) + fixed_16(colour[2]);
}

inline std::string curve_tag(double gamma) {
  const auto fixed_8 = static_cast<std::uint32_t>(std::lround(gamma * 256));
  return "curv" + big_endian(0) + big_endian(1) + static_cast<char>(fixed_8 >> 8) +
         static_cast<char>(fixed_8 & 0xff) + std::string(2, '\0');
}

inline std::string description_tag(std::string_view name) {
  std::string tag =
      "desc" + big_endian(0) + big_endian(static_cast<std::uint32_t>(name.size() + 1));
  tag += name;
  tag += std::string(1 + 4 + 4 + 2 + 1 + 67, '\0');
  tag.resize((tag.size() + 3) / 4 * 4);
  return tag;
}

using Tags = std::vector<std::pair<std::string, std::string>>;

// `device` and `space`: "mntr" and "RGB ", …; `pcs`: "XYZ " or "Lab ".
inline std::string profile(std::string_view device, std::string_view space, std::string_view pcs,
                           const Tags& tags) {
  constexpr std::uint32_t header_size = 128;
  std::string table = big_endian(static_cast<std::uint32_t>(tags.size()));
  std::string data;
  const auto data_at = static_cast<std::uint32_t>(header_size + 4 + 12 * tags.size());
  for (const auto& [signature, content] : tags) {
    table += signature + big_endian(data_at + static_cast<std::uint32_t>(data.size())) +
             big_endian(static_cast<std::uint32_t>(content.size()));
    data += content;
  }
  const auto size = static_cast<std::uint32_t>(header_size + table.size() + data.size());
  std::string header = big_endian(size) + big_endian(0) + big_endian(0x02400000);
  header.append(device).append(space).append(pcs).append(12, '\0').append("acsp");
  header.resize(68, '\0');
  header += fixed_16(0.9642) + fixed_16(1) + fixed_16(0.8249);
  header.resize(header_size, '\0');
  return header + table + data;
}

inline std::string rgb_profile(const RgbSpace& space, std::string_view name) {
  const std::string curve = curve_tag(space.gamma);
  return profile("mntr", "RGB ", "XYZ ",
                 {{"desc", description_tag(name)},
                  {"wtpt", xyz_tag({0.9642, 1, 0.8249})},
                  {"rXYZ", xyz_tag(space.primaries[0])},
                  {"gXYZ", xyz_tag(space.primaries[1])},
                  {"bXYZ", xyz_tag(space.primaries[2])},
                  {"rTRC", curve},
                  {"gTRC", curve},
                  {"bTRC", curve}});
}

inline std::string srgb_profile() {
  std::string curve = "para" + big_endian(0) + std::string("\0\3\0\0", 4);
  for (const double number : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045})
    curve += fixed_16(number);
  return profile("mntr", "RGB ", "XYZ ",
                 {{"desc", description_tag("sRGB")},
                  {"wtpt", xyz_tag({0.9642, 1, 0.8249})},
                  {"rXYZ", xyz_tag({0.4360747, 0.2225045, 0.0139322})},
                  {"gXYZ", xyz_tag({0.3850649, 0.7168786, 0.0971045})},
                  {"bXYZ", xyz_tag({0.1430804, 0.0606169, 0.7141733})},
                  {"rTRC", curve},
                  {"gTRC", curve},
                  {"bTRC", curve}});
}

inline std::string gray_profile(double gamma) {
  return profile("mntr", "GRAY", "XYZ ",
                 {{"desc", description_tag("gray")},
                  {"wtpt", xyz_tag({0.9642, 1, 0.8249})},
                  {"kTRC", curve_tag(gamma)}});
}

// Ink whose sixteen corners have the lightness (1-c)(1-m)(1-y)(1-k) and no colour: a profile
// that differs visibly from the plain formula, in which ink has colours.
inline std::string cmyk_profile() {
  std::string lut = "mft1" + big_endian(0);
  lut += std::string("\x04\x03\x02\0", 4);
  for (int i = 0; i < 9; ++i) lut += fixed_16(i % 4 == 0 ? 1 : 0);
  const auto identity_tables = [&lut](int count) {
    for (int i = 0; i < count * 256; ++i) lut += static_cast<char>(i % 256);
  };
  identity_tables(4);
  for (int corner = 0; corner < 16; ++corner)
    lut += std::string{corner == 0 ? '\xff' : '\0', '\x80', '\x80'};
  identity_tables(3);
  return profile("prtr", "CMYK", "Lab ",
                 {{"desc", description_tag("Gray inks")},
                  {"wtpt", xyz_tag({0.9642, 1, 0.8249})},
                  {"A2B0", lut}});
}

// ---- what a conversion to sRGB must give, by the definitions of the spaces ----

inline double encode_srgb(double light) {
  const double code = light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
  return std::min(1.0, std::max(0.0, code)) * 255;
}

inline std::array<double, 3> as_srgb(const RgbSpace& space, const std::array<int, 3>& rgb) {
  constexpr std::array<Xyz, 3> from_d50{{{3.1338561, -1.6168667, -0.4906146},
                                         {-0.9787684, 1.9161415, 0.0334540},
                                         {0.0719453, -0.2289914, 1.4052427}}};
  Xyz xyz{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double light = std::pow(rgb[i] / 255.0, space.gamma);
    for (std::size_t j = 0; j < 3; ++j) xyz[j] += light * space.primaries[i][j];
  }
  std::array<double, 3> srgb{};
  for (std::size_t i = 0; i < 3; ++i) {
    double light = 0;
    for (std::size_t j = 0; j < 3; ++j) light += from_d50[i][j] * xyz[j];
    srgb[i] = encode_srgb(std::max(0.0, light));
  }
  return srgb;
}

}  // namespace limner::image::crafted
