// Folds the terms of a prompt into numbers, colours, actions and relations.
#include "art/language/grammar.hpp"

#include "art/language/grammar_paraphrase.hpp"
#include "art/language/prompt_parser.hpp"
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
  return icon != nullptr && is_animate(*icon);
}

}  // namespace

ParsedPrompt PromptParser::parse() {
  const std::vector<Term> terms = terms_of(words_);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].sense != nullptr && terms[i].sense->relation == Relation::style &&
        terms[i].is(PartOfSpeech::relation)) {
      i = skip_style(terms, i);
      continue;
    }
    parse_term(terms, i);
  }
  close_action();
  add_place_icon();
  return std::move(parsed_);
}

void PromptParser::parse_term(const std::vector<Term>& terms, std::size_t index) {
  const Term& term = terms[index];
  const std::string& word = words_[term.first].text;
  if (words_[term.first].after_comma && pending_.relation == Relation::none) {
    pending_.relation = Relation::also;
  }
  if (pending_.possessive && Lexicon::shared().is_young(word) && !parsed_.things.empty()) {
    parsed_.family = true;
    parsed_.one_young = !words_[term.first].is_plural();
    pending_ = {};
  } else if (term.noun != nullptr) {
    const bool joined =
        index > 0 && terms[index - 1].noun != nullptr && !words_[term.first].after_comma;
    parse_thing(term, joined);
  } else if (term.sense != nullptr) {
    parse_sense(terms, index);
  } else if (is_number(word)) {
    pending_.count = std::stoi(word);
  } else if (word == "field" || word == "row" || word == "rows" || word == "patch") {
    parse_rows();
  } else {
    parse_unknown(term);
  }
  if (word != "a" && word != "the") pending_.possessive = is_possessive(word);
  last_is_unknown_ = term.noun == nullptr ? term.sense == nullptr && !is_number(word)
                                          : term.noun->drawings.empty();
}

void PromptParser::parse_sense(const std::vector<Term>& terms, std::size_t index) {
  const Sense& sense = *terms[index].sense;
  switch (sense.part) {
    case PartOfSpeech::colour: pending_.colour = sense.word; break;
    case PartOfSpeech::count: pending_.count = static_cast<int>(sense.number); break;
    case PartOfSpeech::size: pending_.size = sense.number; break;
    case PartOfSpeech::action: parse_action(sense, terms, index); break;
    case PartOfSpeech::relation: parse_relation(sense, words_[terms[index].first].text); break;
    case PartOfSpeech::place: parse_place(terms, index); break;
    case PartOfSpeech::family: parse_family(terms, index); break;
    case PartOfSpeech::ignored: break;
  }
}

void PromptParser::parse_place(const std::vector<Term>& terms, std::size_t index) {
  const Place place = terms[index].sense->place;
  parsed_.places.push_back(place);
  if (terms[index].sense->is_rough) parse_unknown(terms[index]);
  if (place != Place::field && place != Place::forest) return;
  const bool after_thing = index > 0 && terms[index - 1].noun != nullptr;
  if (after_thing && !parsed_.things.empty()) {
    parsed_.things.back().in_rows = grows(parsed_.things.back());
  } else if (index + 1 < terms.size() && terms[index + 1].is(PartOfSpeech::relation) &&
             terms[index + 1].sense->relation == Relation::of) {
    pending_.in_rows = true;
  }
}

void PromptParser::parse_family(const std::vector<Term>& terms, std::size_t index) {
  const bool more = index + 1 < terms.size();
  const bool of_others =
      more && (terms[index + 1].noun != nullptr || words_[terms[index + 1].first].text == "of");
  // "a family dinner" is of people, "a bear family" and "a family of bears" are not.
  const Noun* next = more ? terms[index + 1].noun : nullptr;
  const bool of_things =
      next != nullptr && !next->drawings.empty() && !is_animate(*find_icon(next->drawings.front()));
  parsed_.family = true;
  if (parsed_.things.empty() && (!of_others || of_things)) add_people();
}

void PromptParser::parse_rows() {
  if (parsed_.things.empty()) pending_.in_rows = true;
}

void PromptParser::parse_relation(const Sense& sense, const std::string& word) {
  if (last_is_unknown_ && parsed_.things.empty() && sense.relation != Relation::also &&
      sense.relation != Relation::of) {
    parsed_.subject_unknown = true;
  }
  switch (sense.relation) {
    case Relation::without: pending_.without = true; return;
    case Relation::made: refuse_material(); return;
    case Relation::handhold: add_action(Action::handhold); return;
    case Relation::hug: add_action(Action::hug); return;
    case Relation::of: parse_of(); return;
    case Relation::also: parse_and(); return;
    default: break;
  }
  if (pending_.relation == Relation::walk && sense.relation == Relation::by) return;
  close_action_unless_its_object(word);
  pending_.relation = sense.relation;
  pending_.of = 0;
  if (sense.relation == Relation::full && !parsed_.things.empty()) {
    pending_.of = parsed_.things.size() - 1;
  }
}

void PromptParser::close_action_unless_its_object(const std::string& word) {
  const bool still_its_object = word == "with" && pending_.relation == Relation::play;
  if (!still_its_object) close_action();
}

void PromptParser::parse_of() {
  if (!parsed_.things.empty() && pending_.relation == Relation::none && !pending_.in_rows) {
    pending_.relation = Relation::of;
    pending_.of = parsed_.things.size() - 1;
  }
}

void PromptParser::parse_and() {
  close_action();
  if (parsed_.things.empty()) return;
  const Mention& last = parsed_.things.back();
  const bool shares = last.relation == Relation::wear || last.relation == Relation::hold ||
                      last.relation == Relation::with || last.relation == Relation::play;
  pending_.relation = shares ? last.relation : Relation::also;
  pending_.of = shares ? last.of : 0;
}

void PromptParser::parse_action(const Sense& sense, const std::vector<Term>& terms,
                                std::size_t index) {
  close_action();
  const bool before_its_actor =
      parsed_.things.empty() ||
      (index + 1 < terms.size() && terms[index + 1].noun != nullptr && pending_is_adjective());
  if (before_its_actor) {
    pending_.actions.insert(sense.action);
    pending_.implied = {};
    if (!sense.implied.empty()) implied_before_actor_ = sense.implied;
    return;
  }
  add_action(sense.action);
  if (sense.relation == Relation::none && sense.implied.empty()) return;
  pending_.relation = sense.relation;
  pending_.of = actor();
  pending_.implied = sense.implied;
}

bool PromptParser::pending_is_adjective() const {
  return pending_.count > 0 || pending_.size > 0 || !pending_.colour.empty() ||
         pending_.relation == Relation::also || pending_.relation == Relation::with;
}

void PromptParser::add_action(Action action) {
  if (parsed_.things.empty()) {
    pending_.actions.insert(action);
  } else {
    parsed_.things[actor()].actions.insert(action);
  }
}

std::size_t PromptParser::actor() const {
  for (std::size_t i = parsed_.things.size(); i-- > 0;) {
    const Mention& thing = parsed_.things[i];
    const bool stands_alone = thing.relation == Relation::none ||
                              thing.relation == Relation::also || thing.relation == Relation::with;
    if (stands_alone && is_actor(thing)) return i;
  }
  return 0;
}

void PromptParser::close_action() {
  const std::string_view implied = std::exchange(pending_.implied, {});
  if (implied.empty() || parsed_.things.empty()) return;
  const Relation relation =
      pending_.relation == Relation::none ? Relation::hold : pending_.relation;
  add_implied(implied, relation, pending_.of);
  pending_.relation = Relation::none;
}

std::size_t PromptParser::skip_style(const std::vector<Term>& terms, std::size_t index) {
  while (index + 1 < terms.size() && !words_[terms[index + 1].first].after_comma) {
    ++index;
    if (!terms[index].is(PartOfSpeech::ignored))
      parse_unknown({terms[index].first, terms[index].length});
  }
  return index;
}

void PromptParser::refuse_material() const {
  throw Error(ErrorCode::unsupported_prompt,
              "the embedded artist cannot draw one thing in the material of another")
      .with_help("leave out \"made of …\", or choose a remote model with --model");
}

bool ParsedPrompt::is_at(Place place) const {
  return std::find(places.begin(), places.end(), place) != places.end();
}

ParsedPrompt parse_prompt(std::string_view prompt, Random& random) {
  const std::vector<Word> words = paraphrased(words_of(prompt));
  return PromptParser(words, random).parse();
}

}  // namespace limner::art
