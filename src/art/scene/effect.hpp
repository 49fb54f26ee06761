// SVG marks for emotion and motion. Lengths are pixels of the picture.
#pragma once

#include "art/random.hpp"
#include "art/scene/scene.hpp"

#include <string>
#include <string_view>

namespace limner::art {

std::string snores_svg(Point at, double unit);  // three letters z, rising to the right
std::string sparkle_svg(Point at, double radius, std::string_view colour);
std::string heart_svg(Point at, double radius, double turn, std::string_view colour = "#f4718f");
std::string note_svg(Point at, double size, std::string_view colour);  // an eighth note
std::string tear_svg(Point at, double size);
std::string rush_svg(
    Point at, double length);  // three lines and dust, behind a figure that runs to the right
std::string confetti_svg(Point centre, double width, double height, double side, Random& random);
std::string splash_svg(Point centre, double width, double height, double side, Random& random);

}  // namespace limner::art
