// Parses one prompt, term by term.
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
  std::string_view implied;  // drawing implied by the last action if no object is named
};

class PromptParser {
 public:
  PromptParser(const std::vector<Word>& words, Random& random) : words_(words), random_(random) {}

  ParsedPrompt parse();

 private:
  void parse_term(const std::vector<Term>& terms, std::size_t index);
  void parse_sense(const std::vector<Term>& terms, std::size_t index);
  // "sunflower field", "a field of sunflowers", "a field".
  void parse_place(const std::vector<Term>& terms, std::size_t index);
  static bool grows(const Mention& thing);
  // "a family of ducks" and "the duck family" are ducks; "a family" is people.
  void parse_family(const std::vector<Term>& terms, std::size_t index);
  void add_people();
  void parse_rows();
  void parse_relation(const Sense& sense, const std::string& word);
  // "playing with a ball": the ball is the object; "reading in a chair": the chair is not.
  void close_action_unless_its_object(const std::string& word);
  void parse_of();
  // "wearing a hat and sunglasses": both are worn; otherwise the next thing is a peer.
  void parse_and();
  void parse_action(const Sense& sense, const std::vector<Term>& terms, std::size_t index);
  // "a cat and a sleeping dog": an article or a number precedes.
  bool pending_is_adjective() const;
  void add_action(Action action);
  // Index of the last named animate thing, else of the subject.
  std::size_t actor() const;
  // Adds the implied drawing of an action without an object: a book for "an owl reading".
  void close_action();
  void add_implied(std::string_view drawing, Relation relation, std::size_t of);
  void parse_thing(const Term& term, bool joined);
  // "double decker bus": the tag "double" must not count as a thing of its own.
  bool is_only_a_tag() const;
  // "grandparents" are two.
  void add_others(const Noun& noun);
  void move_implied_to_actor();
  // "a bowl of salad": the drawing of the salad includes its bowl.
  bool stands_in_vessel() const;
  Mention mention_of(const Term& term);
  // Of adjacent nouns the last one counts: "pepperoni pizza" is a pizza.
  void replace_last(Mention thing);
  void parse_unknown(const Term& term);
  std::string phrase_of(const Term& term) const;
  // "in the style of …": words up to the next comma are not drawn. Returns the index after them.
  std::size_t skip_style(const std::vector<Term>& terms, std::size_t index);
  [[noreturn]] void refuse_material() const;
  void add_place_icon();

  const std::vector<Word>& words_;
  Random& random_;
  ParsedPrompt parsed_;
  Pending pending_;
  std::string_view implied_before_actor_;
  bool last_is_unknown_ = false;
};

}  // namespace limner::art
