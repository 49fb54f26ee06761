// Facts about single drawings from the tables: height, support, contents, clothes.
#pragma once

#include "art/language/lexicon.hpp"
#include "art/scene/pack.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace limner::art {

enum class Ground { grass, snow, sand, desert, moon, road, table, rug, sea, underwater, air };

// All lengths in units of the drawing's 128 x 128 square.

struct Container {
  std::string_view drawing;
  double inside = 0;  // y of the foot of contained figures
  double from = 0;
  double to = 0;
  std::string_view front;  // path of the front part, drawn again over the contents
};

// A vehicle or building with windows in which faces are placed.
struct Cabin {
  std::string_view drawing;
  std::vector<Box> windows;
};

struct Support {
  std::string_view drawing;
  double seat = 0;
  double from = 0;
  double to = 0;
};

enum class WornAt { head, eyes, neck };

struct Worn {
  std::string_view drawing;
  WornAt at = WornAt::head;
  double x = 0;  // the point that touches the crown, the eyes or the neck
  double y = 0;
  double width = 1;  // relative to the width of the head
  double tilt = 0;   // degrees
};

// nullptr when the drawing is not of that kind.
const Container* container(std::string_view drawing);
const Cabin* cabin(std::string_view drawing);
const Support* support(std::string_view drawing);
const Worn* worn(std::string_view drawing);

bool is_bust(const Icon& icon);     // a person drawn without legs
bool is_animate(const Icon& icon);  // people, animals, other things with eyes
double stature(const Icon& icon);   // relative height; a dog is 0.7
Ground ground_of(const Icon& icon);

// Is the word, in the singular, something this drawing already shows?
bool shows(std::string_view drawing, std::string_view word);

// A drawing of a person performing an action, instead of a plain figure.
struct ActionDrawing {
  Action action = Action::stand;
  std::string_view male;
  std::string_view female;
  std::vector<std::string_view> shown;  // words that the drawing covers
};
const std::vector<ActionDrawing>& action_drawings();

}  // namespace limner::art
