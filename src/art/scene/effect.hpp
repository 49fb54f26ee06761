// Small marks for feelings and movement, as SVG.
#pragma once

#include "art/random.hpp"
#include "art/scene/scene.hpp"

#include <string>
#include <string_view>

namespace limner::art {

std::string snores_svg(Spot at, double unit);  // three letters z, rising to the right
std::string sparkle_svg(Spot at, double radius, std::string_view colour);
std::string heart_svg(Spot at, double radius, double turn, std::string_view colour = "#f4718f");
std::string note_svg(Spot at, double size, std::string_view colour);  // an eighth note
std::string tear_svg(Spot at, double size);
std::string rush_svg(Spot at, double length);  // three lines and dust, of one who runs to the right
std::string confetti_svg(Spot centre, double width, double height, double side, Random& random);
std::string splash_svg(Spot centre, double width, double height, double side, Random& random);

}  // namespace limner::art
