// Folds the terms of a prompt into the things to draw.
#include "art/language/grammar_reader.hpp"
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

bool Reader::grows(const Mention& thing) {
  const Icon* icon = find_icon(thing.drawing);
  return icon != nullptr && icon->eyes.empty() &&
         (icon->category == "Animals & Nature" || icon->category == "Food & Drink");
}

void Reader::add_people() {
  for (std::string_view person : {"man", "woman", "girl", "boy"}) {
    add_implied(person, reading_.things.empty() ? Relation::none : Relation::also, 0);
  }
  reading_.family = false;
}

void Reader::add_implied(std::string_view drawing, Relation relation, std::size_t of) {
  if (find_icon(drawing) == nullptr || reading_.things.size() >= most_things) return;
  reading_.things.push_back({.drawing = std::string(drawing), .relation = relation, .of = of});
}

void Reader::take_thing(const Term& term, bool joined) {
  if (pending_.without) {
    pending_ = {};
    return;
  }
  // A mere tag is a guess: good enough for a subject that nothing else names.
  const bool guess = term.noun->weight < weak_noun;
  const bool weak =
      guess && (joined || !reading_.things.empty() || words_[term.end() - 1].text.ends_with("ing"));
  if (term.noun->drawings.empty() || weak || reading_.things.size() >= most_things) {
    take_unknown(term);
    return;
  }
  Mention thing = mention_of(term);
  if (!guess && only_guessed_at() && pending_.relation == Relation::none) {
    reading_.unread.push_back(reading_.things.back().words);
    reading_.things.clear();
    thing.relation = Relation::none;
    thing.of = 0;
  }
  if (joined && !reading_.things.empty()) {
    replace_last(std::move(thing));
  } else if (stands_in_vessel()) {
    thing.count = reading_.things.back().counted ? reading_.things.back().count : 1;
    thing.relation = Relation::none;
    reading_.things.back() = std::move(thing);
  } else {
    reading_.things.push_back(std::move(thing));
    if (term.noun->together) add_others(*term.noun);
  }
  pending_ = {};
  hand_over_implied();
}

bool Reader::only_guessed_at() const {
  return reading_.things.size() == 1 && reading_.things.front().weight < weak_noun &&
         reading_.things.front().weight > 0;
}

void Reader::add_others(const Noun& noun) {
  const Mention first = reading_.things.back();
  for (std::size_t i = 1; i < noun.drawings.size() && reading_.things.size() < most_things; ++i) {
    Mention other = first;
    other.drawing = noun.drawings[i];
    if (other.relation == Relation::none) other.relation = Relation::also;
    reading_.things.push_back(std::move(other));
  }
}

void Reader::hand_over_implied() {
  if (implied_before_actor_.empty()) return;
  pending_.implied = std::exchange(implied_before_actor_, {});
  pending_.relation = Relation::hold;
  pending_.of = reading_.things.size() - 1;
}

bool Reader::stands_in_vessel() const {
  return pending_.relation == Relation::of && !reading_.things.empty() &&
         Lexicon::shared().is_vessel(reading_.things.back().words);
}

Mention Reader::mention_of(const Term& term) {
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
  thing.count = std::clamp(thing.counted ? pending_.count : unsaid, 1, most_of_a_kind);
  thing.colour = pending_.colour;
  if (pending_.size > 0) thing.size = pending_.size;
  thing.weight = term.noun->weight;
  thing.approximate = term.noun->approximate;
  thing.in_rows = pending_.in_rows;
  thing.actions = pending_.actions;
  if (!reading_.things.empty()) {
    thing.relation = pending_.relation == Relation::none ? Relation::with : pending_.relation;
    thing.of = pending_.of;
  }
  return thing;
}

void Reader::replace_last(Mention thing) {
  Mention& last = reading_.things.back();
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
  if (!goes_with_it || reading_.things.size() >= most_things) {
    reading_.unread.push_back(flavour.words);
    return;
  }
  // "strawberry cupcake": a strawberry lies beside it, if its drawing has none.
  flavour.relation = Relation::with;
  flavour.of = reading_.things.size() - 1;
  flavour.count = 1;
  flavour.actions.clear();
  flavour.colour.clear();
  reading_.things.push_back(std::move(flavour));
}

void Reader::take_unknown(const Term& term) {
  const std::string phrase = phrase_of(term);
  const bool says_nothing = phrase.size() < 2 || is_adverb(phrase);
  const auto& unread = reading_.unread;
  if (!says_nothing && std::find(unread.begin(), unread.end(), phrase) == unread.end()) {
    reading_.unread.push_back(phrase);
  }
  if (term.noun != nullptr) pending_ = {};
}

std::string Reader::phrase_of(const Term& term) const {
  std::string phrase;
  for (std::size_t i = term.first; i < term.end(); ++i) {
    if (i > term.first) phrase += ' ';
    phrase += words_[i].text;
  }
  return phrase;
}

void Reader::name_the_place() {
  if (!reading_.things.empty()) return;
  for (Place place : reading_.places) {
    const std::string_view emblem = Lexicon::shared().emblem_of(place);
    if (emblem.empty()) continue;
    add_implied(emblem, Relation::none, 0);
    reading_.things.front().in_rows = place == Place::forest;
    return;
  }
}

}  // namespace limner::art
