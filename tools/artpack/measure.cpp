// Looks at a drawn icon: where its ink is, its head, its colours.
#include "piece.hpp"
#include "svg/colour.hpp"
#include "svg/raster.hpp"
#include "svg/transform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <stdexcept>

namespace limner {
namespace {

constexpr int side = 256;  // pixels: two for a unit
constexpr double unit = side / 128.0;

Bitmap drawn(std::string_view body) {
  return svg::rasterise(fmt::format(R"(<svg viewBox="0 0 128 128">{}</svg>)", body), side, side);
}

int alpha(const Bitmap& picture, int x, int y) {
  return picture.at(x, y)[3];
}

art::Rgb colour(const Bitmap& picture, int x, int y) {
  const std::uint8_t* p = picture.at(x, y);
  return {p[0], p[1], p[2]};
}

int sum(art::Rgb c) {
  return c.red + c.green + c.blue;
}
int range(art::Rgb c) {
  return std::max({c.red, c.green, c.blue}) - std::min({c.red, c.green, c.blue});
}

art::Box ink_in(const Bitmap& picture) {
  constexpr int visible = 40;
  int x0 = side;
  int y0 = side;
  int x1 = -1;
  int y1 = -1;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      if (alpha(picture, x, y) <= visible) continue;
      x0 = std::min(x0, x);
      x1 = std::max(x1, x);
      y0 = std::min(y0, y);
      y1 = std::max(y1, y);
    }
  }
  if (x1 < 0) throw std::runtime_error("an icon draws nothing");
  return {x0 / unit, y0 / unit, (x1 + 1) / unit, (y1 + 1) / unit};
}

bool opaque(const Bitmap& picture, int x, int y) {
  constexpr int enough = 60;
  return alpha(picture, std::clamp(x, 0, side - 1), std::clamp(y, 0, side - 1)) > enough;
}

double top_above(const Bitmap& picture, double x, double from) {
  int y = static_cast<int>(from * unit);
  while (y > 0 && opaque(picture, static_cast<int>(x * unit), y)) --y;
  return y / unit;
}

// Up from the eyes until the ink ends is the crown; a little above the eyes the
// width of the ink is the width of the head.
art::Head head_in(const Bitmap& picture, const templates::Piece& piece) {
  const art::Box& ink = piece.ink;
  if (piece.eyes.empty()) {
    return {ink.middle(), ink.y0 + 2, ink.width() * 0.6, ink.middle(), ink.y0 + ink.height() * 0.3,
            'F'};
  }
  art::Head head;
  for (const art::Eye& eye : piece.eyes) {
    head.eye_x += eye.x / static_cast<double>(piece.eyes.size());
    head.eye_y += eye.y / static_cast<double>(piece.eyes.size());
  }
  const bool side_view = piece.eyes.size() == 1;
  const bool left = head.eye_x < 64;
  head.facing = !side_view ? 'F' : left ? 'L' : 'R';
  // Seen from the side the crown is a little behind the eye.
  head.x = head.eye_x + (side_view ? (left ? 4 : -4) : 0);
  head.top = top_above(picture, head.x, head.eye_y);
  const int y = static_cast<int>((head.top * 0.45 + head.eye_y * 0.55) * unit);
  int x0 = static_cast<int>(head.x * unit);
  int x1 = x0;
  while (x0 > 0 && opaque(picture, x0, y)) --x0;
  while (x1 < side - 1 && opaque(picture, x1, y)) ++x1;
  head.width = std::clamp((x1 - x0) / unit, 22.0, 58.0);
  return head;
}

art::Rgb ring_around(const Bitmap& picture, const art::Eye& eye) {
  constexpr int samples = 24;
  constexpr double outside = 2.2;
  std::vector<art::Rgb> colours;
  for (int i = 0; i < samples; ++i) {
    const svg::Point at = svg::on_unit_circle(360.0 * i / samples);
    const int x = static_cast<int>((eye.x + at.x * (eye.w / 2 + outside)) * unit);
    const int y = static_cast<int>((eye.y + at.y * (eye.h / 2 + outside)) * unit);
    if (x < 0 || y < 0 || x >= side || y >= side || alpha(picture, x, y) <= 200) continue;
    colours.push_back(colour(picture, x, y));
  }
  if (colours.empty()) return {153, 153, 153};
  std::stable_sort(colours.begin(), colours.end(),
                   [](art::Rgb a, art::Rgb b) { return sum(a) < sum(b); });
  return colours[colours.size() / 2];
}

// The strongest of 36 hues, weighed by how colourful its pixels are. Where there
// is none, the lightness is that of the greys.
art::Tint tint_in(const Bitmap& picture) {
  constexpr int bins = 36;
  std::array<double, bins> weight{};
  std::array<double, bins> lightness{};
  double grey_weight = 0;
  double grey_lightness = 0;
  for (int i = 0; i < side * side; i += 3) {
    if (alpha(picture, i % side, i / side) <= 128) continue;
    const art::Rgb c = colour(picture, i % side, i / side);
    const svg::Hls hls = svg::to_hls(c.red / 255.0, c.green / 255.0, c.blue / 255.0);
    if (hls.lightness <= 0.12 || hls.lightness >= 0.93) continue;
    grey_weight += 1;
    grey_lightness += hls.lightness;
    if (hls.saturation <= 0.22) continue;
    const auto bin = static_cast<std::size_t>(hls.hue * bins) % bins;
    const double w = hls.saturation * (1 - std::fabs(2 * hls.lightness - 1));
    weight[bin] += w;
    lightness[bin] += w * hls.lightness;
  }
  std::size_t best = 0;
  double most = 0;
  const auto around = [&](const std::array<double, bins>& of, std::size_t i) {
    return of[(i + bins - 1) % bins] + of[i] + of[(i + 1) % bins];
  };
  for (std::size_t i = 0; i < bins; ++i) {
    if (around(weight, i) <= most) continue;
    most = around(weight, i);
    best = i;
  }
  constexpr double least = 0.02;  // of the coloured pixels
  if (most <= least * grey_weight) return {-1, grey_lightness / std::max(grey_weight, 1.0)};
  return {(static_cast<double>(best) + 0.5) / bins, around(lightness, best) / most};
}

art::Rgb fur_in(std::string_view slug, const Bitmap& picture) {
  if (slug == "panda") return {62, 62, 64};
  if (slug == "polar-bear") return {236, 243, 247};
  if (slug == "lion") return {251, 192, 45};
  if (slug == "robot") return {144, 164, 174};
  constexpr int step = 6;
  std::map<std::array<int, 3>, int> counts;
  for (int i = 0; i < side * side; ++i) {
    if (alpha(picture, i % side, i / side) <= 200) continue;
    const art::Rgb c = colour(picture, i % side, i / side);
    ++counts[{c.red / step * step, c.green / step * step, c.blue / step * step}];
  }
  constexpr std::array<std::string_view, 4> grey{"wolf", "koala", "mouse-face", "rabbit-face"};
  const bool may_be_grey = std::find(grey.begin(), grey.end(), slug) != grey.end();
  art::Rgb any{128, 128, 128};
  art::Rgb best;
  int any_count = 0;
  int best_count = 0;
  for (const auto& [key, count] : counts) {
    const art::Rgb c{static_cast<std::uint8_t>(key[0]), static_cast<std::uint8_t>(key[1]),
                     static_cast<std::uint8_t>(key[2])};
    if (count > any_count) any = c;
    any_count = std::max(any_count, count);
    if (sum(c) <= 150 || (range(c) <= 18 && !may_be_grey) || count <= best_count) continue;
    best = c;
    best_count = count;
  }
  return best_count > 0 ? best : any;
}

bool cut_flat(const Bitmap& picture, const art::Box& ink) {
  const int y = std::max(0, static_cast<int>(ink.y1 * unit) - 3);
  int covered = 0;
  for (int x = 0; x < side; ++x) covered += alpha(picture, x, y) > 100 ? 1 : 0;
  return covered / unit > ink.width() * 0.6;
}

// Landscapes and pictograms on a square ground; calendars and windows are things.
bool is_picture(const templates::Piece& piece, const Bitmap& picture) {
  const art::Box& ink = piece.ink;
  if (piece.category == "Objects" || piece.slug == "brick") return false;
  if (ink.width() < 100 || ink.height() < 90) return false;
  int covered = 0;
  int all = 0;
  for (int y = static_cast<int>(ink.y0 * unit); y < static_cast<int>(ink.y1 * unit); ++y) {
    for (int x = static_cast<int>(ink.x0 * unit); x < static_cast<int>(ink.x1 * unit); ++x) {
      ++all;
      covered += alpha(picture, x, y) > 200 ? 1 : 0;
    }
  }
  return covered > all * 0.96;
}

// Heads without a neck do not have a bust's outline, but are placed like one.
bool is_bare_head(std::string_view slug) {
  constexpr std::array<std::string_view, 19> heads{"boy",
                                                   "girl",
                                                   "man",
                                                   "woman",
                                                   "baby",
                                                   "child",
                                                   "person",
                                                   "old-man",
                                                   "old-woman",
                                                   "older-person",
                                                   "man-beard",
                                                   "woman-blond-hair",
                                                   "man-red-hair",
                                                   "man-bald",
                                                   "person-beard",
                                                   "woman-red-hair",
                                                   "woman-curly-hair",
                                                   "man-curly-hair",
                                                   "man-blond-hair"};
  return std::find(heads.begin(), heads.end(), slug) != heads.end();
}

}  // namespace

art::Box ink_of(std::string_view body) {
  return ink_in(drawn(body));
}

art::Rgb fur_of(std::string_view slug, std::string_view body) {
  return fur_in(slug, drawn(body));
}

art::Rgb light_fur_of(std::string_view slug, art::Rgb fur) {
  if (slug == "panda") return {250, 250, 250};
  const auto paler = [](int v) { return static_cast<std::uint8_t>(v + (255 - v) * 62 / 100); };
  return {paler(fur.red), paler(fur.green), paler(fur.blue)};
}

void measure(templates::Piece& piece) {
  const Bitmap picture = drawn(piece.body);
  piece.ink = ink_in(picture);
  piece.head = head_in(picture, piece);
  for (art::Eye& eye : piece.eyes) eye.ring = ring_around(picture, eye);
  piece.tint = tint_in(picture);
  piece.fur = fur_in(piece.slug, picture);
  piece.light_fur = light_fur_of(piece.slug, piece.fur);
  const bool whole = piece.slug.starts_with("b:") || piece.slug.starts_with("h:");
  piece.bust = piece.category == "People & Body" && !whole &&
               (cut_flat(picture, piece.ink) || is_bare_head(piece.slug));
  piece.tile = is_picture(piece, picture);
}

}  // namespace limner
