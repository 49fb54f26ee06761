// The state of reading one prompt, term by term.
#pragma once

#include "art/language/grammar.hpp"
#include "art/language/grammar_terms.hpp"
#include "art/language/words.hpp"
#include "art/random.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace limner::art {

// The modifiers of the next thing.
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

  Reading read();

 private:
  void take(const std::vector<Term>& terms, std::size_t index);
  void take_sense(const std::vector<Term>& terms, std::size_t index);
  // "sunflower field", "a field of sunflowers", "a field".
  void take_place(const std::vector<Term>& terms, std::size_t index);
  static bool grows(const Mention& thing);
  // "a family of ducks" and "the duck family" are ducks; "a family" is people.
  void take_family(const std::vector<Term>& terms, std::size_t index);
  void add_people();
  void take_rows();
  void take_relation(const Sense& sense, const std::string& word);
  // "playing with a ball" still plays with it; "reading in a chair" does not
  // read the chair.
  void close_action_unless_its_object(const std::string& word);
  void take_of();
  // "wearing a hat and sunglasses" wears both; otherwise an equal comes next.
  void take_and();
  void take_action(const Sense& sense, const std::vector<Term>& terms, std::size_t index);
  // "a cat and a sleeping dog": an article or a number came just before.
  bool pending_is_adjective() const;
  void act(Action action);
  // The last named thing that can act, else the subject.
  std::size_t actor() const;
  // An action whose object was never named holds what it implies: an owl that
  // only reads has a book.
  void close_action();
  void add_implied(std::string_view drawing, Relation relation, std::size_t of);
  void take_thing(const Term& term, bool joined);
  // "double decker bus": a tag of "double" must not stand before the bus.
  bool only_guessed_at() const;
  // "grandparents" are two.
  void add_others(const Noun& noun);
  void hand_over_implied();
  // "a bowl of salad": the salad brings its bowl.
  bool stands_in_vessel() const;
  Mention mention_of(const Term& term);
  // Of nouns side by side the last is meant: "pepperoni pizza" is a pizza.
  void replace_last(Mention thing);
  void take_unknown(const Term& term);
  std::string phrase_of(const Term& term) const;
  // "in the style of …": whose, up to the next comma, is not drawn.
  std::size_t skip_style(const std::vector<Term>& terms, std::size_t index);
  [[noreturn]] void refuse_material() const;
  void name_the_place();

  const std::vector<Word>& words_;
  Random& random_;
  Reading reading_;
  Pending pending_;
  std::string_view implied_before_actor_;
  bool last_is_unknown_ = false;
};

}  // namespace limner::art
