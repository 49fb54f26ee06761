// One icon on its way into the pack.
#pragma once

#include "art/scene/pack.hpp"

#include <limner/bitmap.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner {

struct Piece {
  std::string slug;
  std::string category;
  std::string label;
  std::string based_on;
  std::string body;
  std::vector<art::Eye> eyes;
  bool house = false;
  art::Box ink;
  art::Head head;
  art::Tint tint;
  art::Rgb fur;
  art::Rgb light_fur;
  bool bust = false;
  bool tile = false;
};

// Sets all members that are measured on the raster; the eyes are already set.
void measure(Piece& piece);

// The bounds of a body's drawing.
art::Box ink_of(std::string_view body);
art::Rgb fur_of(std::string_view slug, std::string_view body);
art::Rgb light_fur_of(std::string_view slug, art::Rgb fur);

// A seated animal and a standing person: bodies drawn for limner below the heads.
Piece seated_animal(const Piece& head);
Piece standing_person(const Piece& head);
// People drawn to the shoulders, completed with a uniform.
Piece uniformed_person(const Piece& bust);
bool wears_uniform(std::string_view slug);

// Where a head goes: how much smaller it gets, and its chin's height.
struct HeadPlace {
  double scale;
  double chin;
};
void put_head_on(Piece& whole, const Piece& head, HeadPlace place, std::string_view under);

bool can_sit(std::string_view slug);
bool can_stand(std::string_view slug);

}  // namespace limner
