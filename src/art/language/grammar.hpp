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
  std::string words;                       // as in the prompt, in lower case
  int count = 1;                           // 1 … most_of_a_kind
  bool counted = false;                    // the prompt gives a number, not only a plural
  std::string colour;                      // "red"; empty: its own
  double size = 1;
  double weight = 0;  // confidence of the words: see Noun
  bool approximate = false;
  bool in_rows = false;  // "a field of sunflowers"
  Relation relation = Relation::none;
  std::size_t of = 0;  // index of the thing that `relation` refers to
  std::set<Action> actions;

  bool does(Action action) const { return actions.contains(action); }
};

struct ParsedPrompt {
  std::vector<Mention> things;             // the first is the subject
  std::vector<Place> places;               // in prompt order
  bool family = false;                     // the subject is accompanied by its young
  bool one_young = false;                  // with `family`: only one, as in "her cub"
  std::vector<std::string> unknown_words;  // in prompt order
  bool subject_unknown = false;            // "a hovercraft with eels": only the eels are known

  bool is_at(Place place) const;
};

constexpr int max_copies = 12;
constexpr std::size_t max_things = 12;

// Throws Error{unsupported_prompt} for materials ("a castle made of cheese"). A prompt in which
// nothing can be drawn gives a ParsedPrompt without things.
ParsedPrompt parse_prompt(std::string_view prompt, Random& random);

}  // namespace limner::art
