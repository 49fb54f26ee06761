// Chooses the plain backdrop of a scene.
#include "art/backdrop.hpp"

#include "art/matte/lab.hpp"
#include "art/scene/pack.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace limner::art {
namespace {

constexpr std::array<std::string_view, 13> plain_pastels{
    "#fff1d6", "#dff1fa", "#fde4ea", "#e4f4dc", "#ece6fa", "#fdebd3", "#d9f2ea",
    "#ffe0cf", "#d6e4fb", "#f6dff2", "#f2f5dd", "#cfeef3", "#e3d9f7"};

bool is_solid(const Bitmap& picture, int x, int y) {
  return picture.at(x, y)[3] > 127;
}

bool is_on_outline(const Bitmap& picture, int x, int y) {
  return is_solid(picture, x, y) && (!is_solid(picture, x - 1, y) || !is_solid(picture, x + 1, y) ||
                                     !is_solid(picture, x, y - 1) || !is_solid(picture, x, y + 1));
}

std::vector<Lab> outline_colours(const Bitmap& picture) {
  std::vector<Lab> colours;
  for (int y = 1; y + 1 < picture.height; ++y) {
    for (int x = 1; x + 1 < picture.width; ++x) {
      if (!is_on_outline(picture, x, y)) continue;
      const std::uint8_t* pixel = picture.at(x, y);
      colours.push_back(lab_of(pixel[0], pixel[1], pixel[2]));
    }
  }
  return colours;
}

// All but the nearest fiftieth of the outline is at least this far away.
float clearance(const std::vector<Lab>& outline, std::string_view pastel) {
  const Rgb colour = parse_hex(pastel);
  const Lab lab = lab_of(colour.red, colour.green, colour.blue);
  std::vector<float> distances;
  distances.reserve(outline.size());
  for (const Lab& edge : outline) distances.push_back(distance(edge, lab));
  const auto nearest = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 50);
  std::nth_element(distances.begin(), nearest, distances.end());
  return *nearest;
}

}  // namespace

std::string_view plain_backdrop(const Bitmap& cut_out) {
  const std::vector<Lab> outline = outline_colours(cut_out);
  if (outline.empty()) return plain_pastels.front();
  std::string_view best = plain_pastels.front();
  float most = -1;
  for (std::string_view pastel : plain_pastels) {
    const float clear = clearance(outline, pastel);
    if (clear <= most) continue;
    most = clear;
    best = pastel;
  }
  return best;
}

}  // namespace limner::art
