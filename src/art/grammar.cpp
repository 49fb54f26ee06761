// Folds the terms of a prompt into things, their numbers, colours and relations.
#include "art/grammar.hpp"

#include "art/grammar_paraphrase.hpp"
#include "art/grammar_terms.hpp"
#include "art/pack.hpp"
#include "art/scene_facts.hpp"
#include "art/words.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <utility>

namespace limner {
namespace {

using Part = Sense::Part;

bool is_possessive(std::string_view word) {
  return word == "her" || word == "his" || word == "its" || word == "their" || word == "my" ||
         word == "our";
}

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 2 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_adverb(std::string_view word) {
  return word.size() > 4 && word.ends_with("ly");
}

bool is_actor(const Mention& thing) {
  const Icon* icon = find_icon(thing.drawing);
  return icon != nullptr && can_act(*icon);
}

// What has been said of the next thing before it is named.
struct Pending {
  int count = 0;
  std::string colour;
  double size = 0;
  Relation relation = Relation::none;
  std::size_t of = 0;
  bool without = false;
  bool in_rows = false;
  bool possessive = false;
  std::set<Action> actions;
  std::string_view implied;  // what the last action holds if nothing else is named
};

class Reader {
 public:
  Reader(const std::vector<Word>& words, Random& random) : words_(words), random_(random) {}

  Reading read() {
    const std::vector<Term> terms = terms_of(words_);
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (terms[i].sense != nullptr && terms[i].sense->relation == Relation::style &&
          terms[i].is(Part::relation)) {
        i = skip_style(terms, i);
        continue;
      }
      take(terms, i);
    }
    close_action();
    name_the_place();
    return std::move(reading_);
  }

 private:
  void take(const std::vector<Term>& terms, std::size_t index) {
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

  void take_sense(const std::vector<Term>& terms, std::size_t index) {
    const Sense& sense = *terms[index].sense;
    switch (sense.part) {
      case Part::colour: pending_.colour = sense.word; break;
      case Part::count: pending_.count = static_cast<int>(sense.number); break;
      case Part::size: pending_.size = sense.number; break;
      case Part::action: take_action(sense, terms, index); break;
      case Part::relation: take_relation(sense, words_[terms[index].first].text); break;
      case Part::place: take_place(terms, index); break;
      case Part::family: take_family(terms, index); break;
      case Part::ignored: break;
    }
  }

  // "sunflower field", "a field of sunflowers", "a field".
  void take_place(const std::vector<Term>& terms, std::size_t index) {
    const Place place = terms[index].sense->place;
    reading_.places.push_back(place);
    if (place != Place::field && place != Place::forest) return;
    const bool after_thing = index > 0 && terms[index - 1].noun != nullptr;
    if (after_thing && !reading_.things.empty()) {
      reading_.things.back().in_rows = grows(reading_.things.back());
    } else if (index + 1 < terms.size() && terms[index + 1].is(Part::relation) &&
               terms[index + 1].sense->relation == Relation::of) {
      pending_.in_rows = true;
    }
  }

  static bool grows(const Mention& thing) {
    const Icon* icon = find_icon(thing.drawing);
    return icon != nullptr && icon->eyes.empty() &&
           (icon->category == "Animals & Nature" || icon->category == "Food & Drink");
  }

  // "a family of ducks" and "the duck family" are ducks; "a family" is people.
  void take_family(const std::vector<Term>& terms, std::size_t index) {
    const bool more = index + 1 < terms.size();
    const bool of_others =
        more && (terms[index + 1].noun != nullptr || words_[terms[index + 1].first].text == "of");
    reading_.family = true;
    if (reading_.things.empty() && !of_others) add_people();
  }

  void add_people() {
    for (std::string_view person : {"man", "woman", "girl", "boy"}) {
      add_implied(person, reading_.things.empty() ? Relation::none : Relation::also, 0);
    }
    reading_.family = false;
  }

  void take_rows() {
    if (reading_.things.empty()) pending_.in_rows = true;
  }

  void take_relation(const Sense& sense, const std::string& word) {
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

  // "playing with a ball" still plays with it; "reading in a chair" does not
  // read the chair.
  void close_action_unless_its_object(const std::string& word) {
    const bool still_its_object = word == "with" && pending_.relation == Relation::play;
    if (!still_its_object) close_action();
  }

  void take_of() {
    if (!reading_.things.empty() && pending_.relation == Relation::none && !pending_.in_rows) {
      pending_.relation = Relation::of;
      pending_.of = reading_.things.size() - 1;
    }
  }

  // "wearing a hat and sunglasses" wears both; otherwise an equal comes next.
  void take_and() {
    close_action();
    if (reading_.things.empty()) return;
    const Mention& last = reading_.things.back();
    const bool shares = last.relation == Relation::wear || last.relation == Relation::hold ||
                        last.relation == Relation::with || last.relation == Relation::play;
    pending_.relation = shares ? last.relation : Relation::also;
    pending_.of = shares ? last.of : 0;
  }

  void take_action(const Sense& sense, const std::vector<Term>& terms, std::size_t index) {
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

  // "a cat and a sleeping dog": an article or a number came just before.
  bool pending_is_adjective() const {
    return pending_.count > 0 || pending_.size > 0 || !pending_.colour.empty() ||
           pending_.relation == Relation::also || pending_.relation == Relation::with;
  }

  void act(Action action) {
    if (reading_.things.empty()) {
      pending_.actions.insert(action);
    } else {
      reading_.things[actor()].actions.insert(action);
    }
  }

  // Whoever was named last and can do something, else the subject.
  std::size_t actor() const {
    for (std::size_t i = reading_.things.size(); i-- > 0;) {
      const Mention& thing = reading_.things[i];
      const bool stands_alone = thing.relation == Relation::none ||
                                thing.relation == Relation::also ||
                                thing.relation == Relation::with;
      if (stands_alone && is_actor(thing)) return i;
    }
    return 0;
  }

  // An action whose object was never named holds what it implies: an owl that
  // only reads has a book.
  void close_action() {
    const std::string_view implied = std::exchange(pending_.implied, {});
    if (implied.empty() || reading_.things.empty()) return;
    const Relation relation =
        pending_.relation == Relation::none ? Relation::hold : pending_.relation;
    add_implied(implied, relation, pending_.of);
    pending_.relation = Relation::none;
  }

  void add_implied(std::string_view drawing, Relation relation, std::size_t of) {
    if (find_icon(drawing) == nullptr || reading_.things.size() >= most_things) return;
    reading_.things.push_back({.drawing = std::string(drawing), .relation = relation, .of = of});
  }

  void take_thing(const Term& term, bool joined) {
    if (pending_.without) {
      pending_ = {};
      return;
    }
    // A mere tag is a guess: good enough for a subject that nothing else names.
    const bool guess = term.noun->weight < weak_noun;
    const bool weak = guess && (joined || !reading_.things.empty() ||
                                words_[term.end() - 1].text.ends_with("ing"));
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

  // "double decker bus": a tag of "double" must not stand before the bus.
  bool only_guessed_at() const {
    return reading_.things.size() == 1 && reading_.things.front().weight < weak_noun &&
           reading_.things.front().weight > 0;
  }

  // "grandparents" are two.
  void add_others(const Noun& noun) {
    const Mention first = reading_.things.back();
    for (std::size_t i = 1; i < noun.drawings.size() && reading_.things.size() < most_things; ++i) {
      Mention other = first;
      other.drawing = noun.drawings[i];
      if (other.relation == Relation::none) other.relation = Relation::also;
      reading_.things.push_back(std::move(other));
    }
  }

  void hand_over_implied() {
    if (implied_before_actor_.empty()) return;
    pending_.implied = std::exchange(implied_before_actor_, {});
    pending_.relation = Relation::hold;
    pending_.of = reading_.things.size() - 1;
  }

  // "a bowl of salad": the salad brings its bowl.
  bool stands_in_vessel() const {
    return pending_.relation == Relation::of && !reading_.things.empty() &&
           Lexicon::shared().is_vessel(reading_.things.back().words);
  }

  Mention mention_of(const Term& term) {
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

  // Of nouns side by side the last is meant: "pepperoni pizza" is a pizza.
  void replace_last(Mention thing) {
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
    if (last.drawing != thing.drawing) reading_.unread.push_back(last.words);
    last = std::move(thing);
  }

  void take_unknown(const Term& term) {
    const std::string phrase = phrase_of(term);
    const bool says_nothing = phrase.size() < 2 || is_adverb(phrase);
    const auto& unread = reading_.unread;
    if (!says_nothing && std::find(unread.begin(), unread.end(), phrase) == unread.end()) {
      reading_.unread.push_back(phrase);
    }
    if (term.noun != nullptr) pending_ = {};
  }

  std::string phrase_of(const Term& term) const {
    std::string phrase;
    for (std::size_t i = term.first; i < term.end(); ++i) {
      if (i > term.first) phrase += ' ';
      phrase += words_[i].text;
    }
    return phrase;
  }

  // "in the style of …": whose, up to the next comma, is not drawn.
  std::size_t skip_style(const std::vector<Term>& terms, std::size_t index) {
    while (index + 1 < terms.size() && !words_[terms[index + 1].first].after_comma) {
      ++index;
      if (!terms[index].is(Part::ignored)) take_unknown({terms[index].first, terms[index].length});
    }
    return index;
  }

  [[noreturn]] void refuse_material() const {
    throw Error(ErrorCode::unsupported_prompt,
                "the embedded artist cannot draw one thing in the material of another")
        .with_help("leave out \"made of …\", or choose a remote model with --model");
  }

  void name_the_place() {
    if (!reading_.things.empty()) return;
    for (Place place : reading_.places) {
      const std::string_view emblem = Lexicon::shared().emblem_of(place);
      if (emblem.empty()) continue;
      add_implied(emblem, Relation::none, 0);
      reading_.things.front().in_rows = place == Place::forest;
      return;
    }
  }

  const std::vector<Word>& words_;
  Random& random_;
  Reading reading_;
  Pending pending_;
  std::string_view implied_before_actor_;
  bool last_is_unknown_ = false;
};

}  // namespace

bool Reading::is_at(Place place) const {
  return std::find(places.begin(), places.end(), place) != places.end();
}

Reading read_prompt(std::string_view prompt, Random& random) {
  const std::vector<Word> words = paraphrased(words_of(prompt));
  return Reader(words, random).read();
}

}  // namespace limner
