// Parses a prompt into the things to draw.
#pragma once

#include "art/language/lexicon.hpp"
#include "art/random.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace limner::art {

// One thing named in the prompt, with its count.
struct Mention {
  std::string drawing;                     // slug in the pack
  std::vector<std::string_view> variants;  // alternative drawings of other copies
  std::string words;                       // as written, in lower case
  int count = 1;                           // 1 … most_of_a_kind
  bool counted = false;                    // by a number, not only by a plural
  std::string colour;                      // "red"; empty: its own
  double size = 1;
  double weight = 0;  // confidence of the words: see Noun
  bool approximate = false;
  bool in_rows = false;  // "a field of sunflowers"
  Relation relation = Relation::none;
  std::size_t of = 0;  // whose neighbour it is: an index into the things
  std::set<Action> actions;

  bool does(Action action) const { return actions.contains(action); }
};

struct Reading {
  std::vector<Mention> things;      // the first is the subject
  std::vector<Place> places;        // in prompt order
  bool family = false;              // the subject has its young with it,
  bool one_young = false;           // and there is only one: "her cub"
  std::vector<std::string> unread;  // unknown words, in prompt order
  bool subject_unknown = false;     // "a hovercraft with eels": only what goes with it is known

  bool is_at(Place place) const;
};

constexpr int most_of_a_kind = 12;
constexpr std::size_t most_things = 12;

// Throws Error{unsupported_prompt} for "a castle made of cheese". A prompt in
// which nothing can be drawn gives a Reading without things.
Reading read_prompt(std::string_view prompt, Random& random);

}  // namespace limner::art
