// Folds the terms of a prompt into numbers, colours, actions and relations.
#include "art/language/grammar.hpp"

#include "art/language/grammar_paraphrase.hpp"
#include "art/language/grammar_reader.hpp"
#include "art/scene/pack.hpp"
#include "art/scene/scene_facts.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <utility>

namespace limner::art {
namespace {

bool is_possessive(std::string_view word) {
  return word == "her" || word == "his" || word == "its" || word == "their" || word == "my" ||
         word == "our";
}

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 2 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_actor(const Mention& thing) {
  const Icon* icon = find_icon(thing.drawing);
  return icon != nullptr && can_act(*icon);
}

}  // namespace

Reading Reader::read() {
  const std::vector<Term> terms = terms_of(words_);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].sense != nullptr && terms[i].sense->relation == Relation::style &&
        terms[i].is(PartOfSpeech::relation)) {
      i = skip_style(terms, i);
      continue;
    }
    take(terms, i);
  }
  close_action();
  name_the_place();
  return std::move(reading_);
}

void Reader::take(const std::vector<Term>& terms, std::size_t index) {
  const Term& term = terms[index];
  const std::string& word = words_[term.first].text;
  if (words_[term.first].after_comma && pending_.relation == Relation::none) {
    pending_.relation = Relation::also;
  }
  if (pending_.possessive && Lexicon::shared().is_young(word) && !reading_.things.empty()) {
    reading_.family = true;
    reading_.one_young = !words_[term.first].is_plural();
    pending_ = {};
  } else if (term.noun != nullptr) {
    const bool joined =
        index > 0 && terms[index - 1].noun != nullptr && !words_[term.first].after_comma;
    take_thing(term, joined);
  } else if (term.sense != nullptr) {
    take_sense(terms, index);
  } else if (is_number(word)) {
    pending_.count = std::stoi(word);
  } else if (word == "field" || word == "row" || word == "rows" || word == "patch") {
    take_rows();
  } else {
    take_unknown(term);
  }
  if (word != "a" && word != "the") pending_.possessive = is_possessive(word);
  last_is_unknown_ = term.noun == nullptr ? term.sense == nullptr && !is_number(word)
                                          : term.noun->drawings.empty();
}

void Reader::take_sense(const std::vector<Term>& terms, std::size_t index) {
  const Sense& sense = *terms[index].sense;
  switch (sense.part) {
    case PartOfSpeech::colour: pending_.colour = sense.word; break;
    case PartOfSpeech::count: pending_.count = static_cast<int>(sense.number); break;
    case PartOfSpeech::size: pending_.size = sense.number; break;
    case PartOfSpeech::action: take_action(sense, terms, index); break;
    case PartOfSpeech::relation: take_relation(sense, words_[terms[index].first].text); break;
    case PartOfSpeech::place: take_place(terms, index); break;
    case PartOfSpeech::family: take_family(terms, index); break;
    case PartOfSpeech::ignored: break;
  }
}

void Reader::take_place(const std::vector<Term>& terms, std::size_t index) {
  const Place place = terms[index].sense->place;
  reading_.places.push_back(place);
  if (terms[index].sense->is_rough) take_unknown(terms[index]);
  if (place != Place::field && place != Place::forest) return;
  const bool after_thing = index > 0 && terms[index - 1].noun != nullptr;
  if (after_thing && !reading_.things.empty()) {
    reading_.things.back().in_rows = grows(reading_.things.back());
  } else if (index + 1 < terms.size() && terms[index + 1].is(PartOfSpeech::relation) &&
             terms[index + 1].sense->relation == Relation::of) {
    pending_.in_rows = true;
  }
}

void Reader::take_family(const std::vector<Term>& terms, std::size_t index) {
  const bool more = index + 1 < terms.size();
  const bool of_others =
      more && (terms[index + 1].noun != nullptr || words_[terms[index + 1].first].text == "of");
  // "a family dinner" is of people, "a bear family" and "a family of bears" are not.
  const Noun* next = more ? terms[index + 1].noun : nullptr;
  const bool of_things =
      next != nullptr && !next->drawings.empty() && !can_act(*find_icon(next->drawings.front()));
  reading_.family = true;
  if (reading_.things.empty() && (!of_others || of_things)) add_people();
}

void Reader::take_rows() {
  if (reading_.things.empty()) pending_.in_rows = true;
}

void Reader::take_relation(const Sense& sense, const std::string& word) {
  if (last_is_unknown_ && reading_.things.empty() && sense.relation != Relation::also &&
      sense.relation != Relation::of) {
    reading_.subject_unknown = true;
  }
  switch (sense.relation) {
    case Relation::without: pending_.without = true; return;
    case Relation::made: refuse_material(); return;
    case Relation::handhold: act(Action::handhold); return;
    case Relation::hug: act(Action::hug); return;
    case Relation::of: take_of(); return;
    case Relation::also: take_and(); return;
    default: break;
  }
  if (pending_.relation == Relation::walk && sense.relation == Relation::by) return;
  close_action_unless_its_object(word);
  pending_.relation = sense.relation;
  pending_.of = 0;
  if (sense.relation == Relation::full && !reading_.things.empty()) {
    pending_.of = reading_.things.size() - 1;
  }
}

void Reader::close_action_unless_its_object(const std::string& word) {
  const bool still_its_object = word == "with" && pending_.relation == Relation::play;
  if (!still_its_object) close_action();
}

void Reader::take_of() {
  if (!reading_.things.empty() && pending_.relation == Relation::none && !pending_.in_rows) {
    pending_.relation = Relation::of;
    pending_.of = reading_.things.size() - 1;
  }
}

void Reader::take_and() {
  close_action();
  if (reading_.things.empty()) return;
  const Mention& last = reading_.things.back();
  const bool shares = last.relation == Relation::wear || last.relation == Relation::hold ||
                      last.relation == Relation::with || last.relation == Relation::play;
  pending_.relation = shares ? last.relation : Relation::also;
  pending_.of = shares ? last.of : 0;
}

void Reader::take_action(const Sense& sense, const std::vector<Term>& terms, std::size_t index) {
  close_action();
  const bool before_its_actor =
      reading_.things.empty() ||
      (index + 1 < terms.size() && terms[index + 1].noun != nullptr && pending_is_adjective());
  if (before_its_actor) {
    pending_.actions.insert(sense.action);
    pending_.implied = {};
    if (!sense.implied.empty()) implied_before_actor_ = sense.implied;
    return;
  }
  act(sense.action);
  if (sense.relation == Relation::none && sense.implied.empty()) return;
  pending_.relation = sense.relation;
  pending_.of = actor();
  pending_.implied = sense.implied;
}

bool Reader::pending_is_adjective() const {
  return pending_.count > 0 || pending_.size > 0 || !pending_.colour.empty() ||
         pending_.relation == Relation::also || pending_.relation == Relation::with;
}

void Reader::act(Action action) {
  if (reading_.things.empty()) {
    pending_.actions.insert(action);
  } else {
    reading_.things[actor()].actions.insert(action);
  }
}

std::size_t Reader::actor() const {
  for (std::size_t i = reading_.things.size(); i-- > 0;) {
    const Mention& thing = reading_.things[i];
    const bool stands_alone = thing.relation == Relation::none ||
                              thing.relation == Relation::also || thing.relation == Relation::with;
    if (stands_alone && is_actor(thing)) return i;
  }
  return 0;
}

void Reader::close_action() {
  const std::string_view implied = std::exchange(pending_.implied, {});
  if (implied.empty() || reading_.things.empty()) return;
  const Relation relation =
      pending_.relation == Relation::none ? Relation::hold : pending_.relation;
  add_implied(implied, relation, pending_.of);
  pending_.relation = Relation::none;
}

std::size_t Reader::skip_style(const std::vector<Term>& terms, std::size_t index) {
  while (index + 1 < terms.size() && !words_[terms[index + 1].first].after_comma) {
    ++index;
    if (!terms[index].is(PartOfSpeech::ignored))
      take_unknown({terms[index].first, terms[index].length});
  }
  return index;
}

void Reader::refuse_material() const {
  throw Error(ErrorCode::unsupported_prompt,
              "the embedded artist cannot draw one thing in the material of another")
      .with_help("leave out \"made of …\", or choose a remote model with --model");
}

bool Reading::is_at(Place place) const {
  return std::find(places.begin(), places.end(), place) != places.end();
}

Reading read_prompt(std::string_view prompt, Random& random) {
  const std::vector<Word> words = paraphrased(words_of(prompt));
  return Reader(words, random).read();
}

}  // namespace limner::art
