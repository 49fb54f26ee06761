// Folds the terms of a prompt into the things to draw.
#include "art/language/prompt_parser.hpp"
#include "art/scene/pack.hpp"

#include <algorithm>
#include <utility>

namespace limner::art {
namespace {

bool is_food(const Mention& thing) {
  const Icon* icon = find_icon(thing.drawing);
  return icon != nullptr && icon->category == "Food & Drink";
}

bool is_adverb(std::string_view word) {
  return word.size() > 4 && word.ends_with("ly");
}

}  // namespace

bool PromptParser::grows(const Mention& thing) {
  const Icon* icon = find_icon(thing.drawing);
  return icon != nullptr && icon->eyes.empty() &&
         (icon->category == "Animals & Nature" || icon->category == "Food & Drink");
}

void PromptParser::add_people() {
  for (std::string_view person : {"man", "woman", "girl", "boy"}) {
    add_implied(person, parsed_.things.empty() ? Relation::none : Relation::also, 0);
  }
  parsed_.family = false;
}

void PromptParser::add_implied(std::string_view drawing, Relation relation, std::size_t of) {
  if (find_icon(drawing) == nullptr || parsed_.things.size() >= max_things) return;
  parsed_.things.push_back({.drawing = std::string(drawing), .relation = relation, .of = of});
}

void PromptParser::parse_thing(const Term& term, bool joined) {
  if (pending_.without) {
    pending_ = {};
    return;
  }
  // A match by tag is uncertain; it is used only when no other thing is named.
  const bool guess = term.noun->weight < weak_noun;
  const bool weak =
      guess && (joined || !parsed_.things.empty() || words_[term.end() - 1].text.ends_with("ing"));
  if (term.noun->drawings.empty() || weak || parsed_.things.size() >= max_things) {
    parse_unknown(term);
    return;
  }
  Mention thing = mention_of(term);
  if (!guess && is_only_a_tag() && pending_.relation == Relation::none) {
    parsed_.unknown_words.push_back(parsed_.things.back().words);
    parsed_.things.clear();
    thing.relation = Relation::none;
    thing.of = 0;
  }
  if (joined && !parsed_.things.empty()) {
    replace_last(std::move(thing));
  } else if (stands_in_vessel()) {
    thing.count = parsed_.things.back().counted ? parsed_.things.back().count : 1;
    thing.relation = Relation::none;
    parsed_.things.back() = std::move(thing);
  } else {
    parsed_.things.push_back(std::move(thing));
    if (term.noun->together) add_others(*term.noun);
  }
  pending_ = {};
  move_implied_to_actor();
}

bool PromptParser::is_only_a_tag() const {
  return parsed_.things.size() == 1 && parsed_.things.front().weight < weak_noun &&
         parsed_.things.front().weight > 0;
}

void PromptParser::add_others(const Noun& noun) {
  const Mention first = parsed_.things.back();
  for (std::size_t i = 1; i < noun.drawings.size() && parsed_.things.size() < max_things; ++i) {
    Mention other = first;
    other.drawing = noun.drawings[i];
    if (other.relation == Relation::none) other.relation = Relation::also;
    parsed_.things.push_back(std::move(other));
  }
}

void PromptParser::move_implied_to_actor() {
  if (implied_before_actor_.empty()) return;
  pending_.implied = std::exchange(implied_before_actor_, {});
  pending_.relation = Relation::hold;
  pending_.of = parsed_.things.size() - 1;
}

bool PromptParser::stands_in_vessel() const {
  return pending_.relation == Relation::of && !parsed_.things.empty() &&
         Lexicon::shared().is_vessel(parsed_.things.back().words);
}

Mention PromptParser::mention_of(const Term& term) {
  const Word& last = words_[term.end() - 1];
  const bool plural = last.is_plural() && !term.noun->plural_name;
  const std::vector<std::string_view>& drawings = term.noun->drawings;
  Mention thing;
  const bool choice = drawings.size() > 1 && !term.noun->together;
  thing.drawing = choice ? drawings[random_.below(drawings.size())] : drawings.front();
  if (choice) thing.variants = drawings;
  thing.words = phrase_of(term);
  thing.counted = pending_.count > 0;
  const int unsaid = plural && !term.noun->together ? 3 : 1;
  thing.count = std::clamp(thing.counted ? pending_.count : unsaid, 1, max_copies);
  thing.colour = pending_.colour;
  if (pending_.size > 0) thing.size = pending_.size;
  thing.weight = term.noun->weight;
  thing.approximate = term.noun->approximate;
  thing.in_rows = pending_.in_rows;
  thing.actions = pending_.actions;
  if (!parsed_.things.empty()) {
    thing.relation = pending_.relation == Relation::none ? Relation::with : pending_.relation;
    thing.of = pending_.of;
  }
  return thing;
}

void PromptParser::replace_last(Mention thing) {
  Mention& last = parsed_.things.back();
  if (!thing.counted && last.counted) {
    thing.count = last.count;
    thing.counted = true;
  }
  if (thing.colour.empty()) thing.colour = last.colour;
  if (last.size != 1) thing.size = last.size;
  thing.relation = last.relation;
  thing.of = last.of;
  thing.actions.insert(last.actions.begin(), last.actions.end());
  thing.in_rows = thing.in_rows || last.in_rows;
  Mention flavour = std::exchange(last, std::move(thing));
  if (flavour.drawing == last.drawing) return;
  const bool goes_with_it = is_food(flavour) && is_food(last) && flavour.weight >= strong_noun;
  if (!goes_with_it || parsed_.things.size() >= max_things) {
    parsed_.unknown_words.push_back(flavour.words);
    return;
  }
  // "strawberry cupcake": adds a strawberry beside it unless the drawing shows one.
  flavour.relation = Relation::with;
  flavour.of = parsed_.things.size() - 1;
  flavour.count = 1;
  flavour.actions.clear();
  flavour.colour.clear();
  parsed_.things.push_back(std::move(flavour));
}

void PromptParser::parse_unknown(const Term& term) {
  const std::string phrase = phrase_of(term);
  const bool says_nothing = phrase.size() < 2 || is_adverb(phrase);
  const auto& unknown_words = parsed_.unknown_words;
  if (!says_nothing &&
      std::find(unknown_words.begin(), unknown_words.end(), phrase) == unknown_words.end()) {
    parsed_.unknown_words.push_back(phrase);
  }
  if (term.noun != nullptr) pending_ = {};
}

std::string PromptParser::phrase_of(const Term& term) const {
  std::string phrase;
  for (std::size_t i = term.first; i < term.end(); ++i) {
    if (i > term.first) phrase += ' ';
    phrase += words_[i].text;
  }
  return phrase;
}

void PromptParser::add_place_icon() {
  if (!parsed_.things.empty()) return;
  for (Place place : parsed_.places) {
    const std::string_view emblem = Lexicon::shared().icon_for_place(place);
    if (emblem.empty()) continue;
    add_implied(emblem, Relation::none, 0);
    parsed_.things.front().in_rows = place == Place::forest;
    return;
  }
}

}  // namespace limner::art
