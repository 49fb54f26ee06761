// Groups the words of a prompt into phrases and classifies them.
#include "art/language/grammar_terms.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace limner::art {
namespace {

constexpr std::size_t max_term_words = 4;  // words

class TermSplitter {
 public:
  explicit TermSplitter(const std::vector<Word>& words) : words_(words) {}

  std::vector<Term> split() {
    std::size_t at = 0;
    while (at < words_.size()) {
      terms_.push_back(term_at(at));
      at = terms_.back().end();
    }
    return std::move(terms_);
  }

 private:
  Term term_at(std::size_t at) const {
    for (std::size_t length = std::min(max_term_words, words_.size() - at); length > 0; --length) {
      if (crosses_comma(at, length)) continue;
      Term term{.first = at, .length = length};
      term.noun = noun_at(at, length);
      term.sense = lexicon_.sense(joined(at, length, false));
      if (term.noun == nullptr && term.sense == nullptr) continue;
      if (term.noun != nullptr && term.sense != nullptr) {
        if (is_thing(term)) {
          term.sense = nullptr;
        } else {
          term.noun = nullptr;
        }
      }
      return term;
    }
    return {.first = at};
  }

  bool crosses_comma(std::size_t at, std::size_t length) const {
    for (std::size_t i = at + 1; i < at + length; ++i) {
      if (words_[i].after_comma) return true;
    }
    return false;
  }

  std::string joined(std::size_t at, std::size_t length, bool singular) const {
    std::string phrase;
    for (std::size_t i = at; i < at + length; ++i) {
      if (i > at) phrase += ' ';
      phrase += singular ? words_[i].singular : words_[i].text;
    }
    return phrase;
  }

  const Noun* noun_at(std::size_t at, std::size_t length) const {
    return lexicon_.noun(joined(at, length, true));
  }

  const Sense* sense_before(const Term& term) const {
    return terms_.empty() || words_[term.first].after_comma ? nullptr : terms_.back().sense;
  }

  // Whether the next word, without a comma before it, can be drawn.
  bool noun_follows(const Term& term) const {
    const std::size_t next = term.end();
    if (next >= words_.size() || words_[next].after_comma) return false;
    const Sense* sense = lexicon_.sense(words_[next].text);
    const bool joins = sense != nullptr && (sense->part == PartOfSpeech::relation ||
                                            sense->part == PartOfSpeech::action);
    const Noun* noun = noun_at(next, 1);
    return !joins && noun != nullptr && !noun->drawings.empty();
  }

  bool word_follows(const Term& term, PartOfSpeech part) const {
    const std::size_t next = term.end();
    if (next >= words_.size() || words_[next].after_comma) return false;
    const Sense* sense = lexicon_.sense(words_[next].text);
    return sense != nullptr && sense->part == part;
  }

  // "an orange" and "an orange cat", "a baby" and "a baby giraffe".
  bool describes_what_follows(const Term& term) const {
    return noun_follows(term) || word_follows(term, PartOfSpeech::colour) ||
           word_follows(term, PartOfSpeech::size) || word_follows(term, PartOfSpeech::ignored);
  }

  bool follows_article(const Term& term) const {
    const Sense* before = sense_before(term);
    return before != nullptr &&
           (before->part == PartOfSpeech::ignored || before->part == PartOfSpeech::count ||
            before->part == PartOfSpeech::colour || before->part == PartOfSpeech::size);
  }

  bool is_thing(const Term& term) const {
    if (term.noun->drawings.empty()) return false;
    switch (term.sense->part) {
      case PartOfSpeech::colour:
      case PartOfSpeech::size:
        return term.noun->weight >= strong_noun && !describes_what_follows(term);
      case PartOfSpeech::action:
        return term.noun->weight >= strong_noun && follows_article(term) && !noun_follows(term);
      case PartOfSpeech::place: return is_thing_not_place(term);
      case PartOfSpeech::ignored: return term.noun->weight > 10 && !noun_follows(term);
      case PartOfSpeech::count:
        return term.noun->weight >= strong_noun && !noun_follows(term) &&
               !word_follows(term, PartOfSpeech::relation);
      case PartOfSpeech::family:
      case PartOfSpeech::relation: break;
    }
    return false;
  }

  // "over the mountains" names a thing, "in the mountains" a place.
  bool is_thing_not_place(const Term& term) const {
    if (term.noun->weight < strong_noun || noun_follows(term)) return false;
    for (auto earlier = terms_.rbegin(); earlier != terms_.rend(); ++earlier) {
      if (earlier->is(PartOfSpeech::ignored) || earlier->is(PartOfSpeech::size)) continue;
      if (!earlier->is(PartOfSpeech::relation)) break;
      const Relation relation = earlier->sense->relation;
      return relation != Relation::in && relation != Relation::on && relation != Relation::at;
    }
    return true;
  }

  const std::vector<Word>& words_;
  const Lexicon& lexicon_ = Lexicon::shared();
  std::vector<Term> terms_;
};

}  // namespace

std::vector<Term> terms_of(const std::vector<Word>& words) {
  return TermSplitter(words).split();
}

}  // namespace limner::art
