// Grounds and water, as SVG.
#pragma once

#include "art/random.hpp"
#include "art/scene/scene.hpp"
#include "art/scene/scene_facts.hpp"

#include <array>
#include <string>
#include <string_view>

namespace limner::art {

// A patch of ground about `centre`, `width` wide. Empty for sea, water and air.
std::string ground_svg(Ground ground, Point centre, double width, Random& random);

struct Waves {
  double x = 0;  // middle
  double y = 0;  // top
  double width = 0;
  double height = 0;
  int layers = 3;  // 1 … 3
  std::array<std::string_view, 3> colours{"#4fb3e8", "#2f95d3", "#1f7bb8"};
};

inline constexpr std::array<std::string_view, 3> stormy_water{"#5f86ab", "#456c93", "#33567a"};

std::string waves_svg(const Waves& waves);

// A low row of leaves that covers the lower ends of the figures behind it, up to `height`.
std::string hedge_svg(double x, double foot, double width, double height);

// A wooden desk seen from the front; `top` is its edge.
std::string desk_svg(double x, double top, double width, double side);

}  // namespace limner::art
