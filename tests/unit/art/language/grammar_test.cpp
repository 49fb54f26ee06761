#include "art/language/grammar.hpp"

#include "art/language/grammar_paraphrase.hpp"
#include "art/language/grammar_terms.hpp"
#include "art/language/words.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <utility>

namespace limner::art {
namespace {

ParsedPrompt read(std::string_view prompt) {
  Random random(prompt, 1);
  return parse_prompt(prompt, random);
}

const Mention& subject(const ParsedPrompt& parsed) {
  REQUIRE_FALSE(parsed.things.empty());
  return parsed.things.front();
}

struct Expected {
  std::string_view prompt;
  std::string_view drawing;
  Relation relation;
};

TEST_CASE("a preposition says how the next thing stands to the subject") {
  using enum Relation;
  const std::array<Expected, 14> table{{
      {"a cat in a basket", "basket", in},
      {"a cat on top of a bed", "bed", on},
      {"a dog next to a tree", "deciduous-tree", by},
      {"a bird above the mountains", "snow-capped-mountain", over},
      {"a unicorn under a rainbow", "p:rainbow", under},
      {"the sun behind a cloud", "p:cloud", behind},
      {"a rocket to the moon", "full-moon", to},
      {"a boy with a balloon", "balloon", with},
      {"a cat and a cow", "cow", also},
      {"a dog wearing a crown", "crown", wear},
      {"an elephant holding a balloon", "balloon", hold},
      {"a girl riding a horse", "horse", ride},
      {"a girl walking a penguin", "penguin", walk},
      {"a boy hugging a teddy bear", "teddy-bear", hug},
  }};
  for (const Expected& row : table) {
    const ParsedPrompt parsed = read(row.prompt);
    REQUIRE_MESSAGE(parsed.things.size() == 2, row.prompt);
    CHECK_MESSAGE(parsed.things[1].drawing == row.drawing, row.prompt);
    CHECK_MESSAGE(parsed.things[1].relation == row.relation, row.prompt);
  }
}

TEST_CASE("numbers, colours and sizes belong to the next thing") {
  const ParsedPrompt parsed = read("two big red balloons and a tiny blue bird");
  CHECK(parsed.things.at(0).count == 2);
  CHECK(parsed.things.at(0).colour == "red");
  CHECK(parsed.things.at(0).size > 1);
  CHECK(parsed.things.at(1).count == 1);
  CHECK(parsed.things.at(1).colour == "blue");
  CHECK(parsed.things.at(1).size < 1);
}

TEST_CASE("a plural without a number is three, and never more than a dozen are drawn") {
  CHECK(subject(read("cats")).count == 3);
  CHECK(subject(read("99 cats")).count == max_copies);
  CHECK(subject(read("a pair of scissors")).count == 2);
  CHECK(subject(read("scissors")).count == 1);
}

TEST_CASE("the next word decides whether a word is a colour or a thing") {
  CHECK(subject(read("an orange")).drawing == "tangerine");
  CHECK(subject(read("an orange cat")).drawing == "cat");
  CHECK(subject(read("an orange cat")).colour == "orange");
  CHECK(subject(read("a baby")).drawing == "baby");
  CHECK(subject(read("a baby giraffe")).drawing == "giraffe");
}

TEST_CASE("of nouns side by side the last is drawn and the first is reported") {
  const ParsedPrompt parsed = read("an elephant pencil");
  CHECK(subject(parsed).drawing == "pencil");
  CHECK(parsed.things.size() == 1);
  CHECK(parsed.unknown_words == std::vector<std::string>{"elephant"});
}

TEST_CASE("an ingredient is placed beside the food") {
  const ParsedPrompt parsed = read("two strawberry cupcakes");
  REQUIRE(parsed.things.size() == 2);
  CHECK(subject(parsed).drawing == "cupcake");
  CHECK(subject(parsed).count == 2);
  CHECK(parsed.things[1].drawing == "strawberry");
  CHECK(parsed.things[1].relation == Relation::with);
  CHECK(parsed.unknown_words.empty());
}

TEST_CASE("an action belongs to its actor") {
  const ParsedPrompt parsed = read("a cat sleeping and a dog reading a book");
  CHECK(parsed.things.at(0).does(Action::sleep));
  CHECK_FALSE(parsed.things.at(0).does(Action::read));
  CHECK(parsed.things.at(1).does(Action::read));
  CHECK(parsed.things.at(2).of == 1);
  CHECK(subject(read("a surfing penguin")).does(Action::surf));
}

TEST_CASE("an action without its object brings one") {
  const ParsedPrompt parsed = read("an owl reading");
  REQUIRE(parsed.things.size() == 2);
  CHECK(parsed.things[1].drawing == "open-book");
  CHECK(parsed.things[1].relation == Relation::hold);
  CHECK(parsed.things[1].words.empty());
}

TEST_CASE("several things can be worn or held") {
  const ParsedPrompt parsed = read("a dog wearing a crown and sunglasses");
  CHECK(parsed.things.at(2).drawing == "sunglasses");
  CHECK(parsed.things.at(2).relation == Relation::wear);
}

TEST_CASE("the young of the one already named are its family") {
  CHECK(read("a chipmunk with her family").family);
  CHECK(read("a koala and her baby").one_young);
  CHECK(read("a bear with its cubs").family);
  CHECK_FALSE(read("a bear with its cubs").one_young);
  CHECK(read("a family of ducks").family);
  CHECK(subject(read("a family of ducks")).drawing == "duck");
}

TEST_CASE("a family that is all that was named are four people") {
  const ParsedPrompt parsed = read("a family at the beach");
  CHECK(parsed.things.size() == 4);
  CHECK_FALSE(parsed.family);
  CHECK(parsed.is_at(Place::beach));
}

TEST_CASE("a thing after \"without\" is neither drawn nor reported") {
  const ParsedPrompt parsed = read("a snowman without a hat");
  CHECK(parsed.things.size() == 1);
  CHECK(parsed.unknown_words.empty());
}

TEST_CASE("a thing in the material of another is refused politely") {
  try {
    read("a castle made of cheese");
    FAIL("drawn");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unsupported_prompt);
    CHECK(error.help().find("--model") != std::string_view::npos);
  }
}

TEST_CASE("a painter's style cannot be followed and is reported") {
  const ParsedPrompt parsed = read("a cat in the style of van gogh");
  CHECK(parsed.things.size() == 1);
  CHECK(parsed.unknown_words == std::vector<std::string>{"van", "gogh"});
}

TEST_CASE("the contents of a vessel are drawn, including the vessel") {
  CHECK(subject(read("a bowl of fruit salad")).drawing == "green-salad");
  CHECK(read("a glass of milk").things.size() == 1);
}

TEST_CASE("a field of a plant is drawn in rows, in every phrasing") {
  CHECK(subject(read("sunflower field")).in_rows);
  CHECK(subject(read("a field of sunflowers")).in_rows);
  CHECK_FALSE(subject(read("a cow in a field")).in_rows);
}

TEST_CASE("a place alone is drawn by its icon") {
  CHECK(subject(read("a beach in summer")).drawing == "palm-tree");
  CHECK(subject(read("the forest")).in_rows);
}

TEST_CASE("an unknown subject is not replaced by its companion") {
  CHECK(read("a hovercraft with eels and a cat").subject_unknown);
  CHECK_FALSE(read("a grumpy cat").subject_unknown);
}

TEST_CASE("unknown words are kept in order, once each") {
  const ParsedPrompt parsed = read("a grumpy cat, quixotic and grumpy");
  CHECK(parsed.unknown_words == std::vector<std::string>{"grumpy", "quixotic"});
}

// The prompts that the artist was tuned on, with the head noun of each.
TEST_CASE("the main subject of every listed prompt is found") {
  std::ifstream file(LIMNER_SOURCE "/tests/art/prompts.txt");
  int prompts = 0;
  for (std::string line; std::getline(file, line); ++prompts) {
    const std::string prompt = line.substr(0, line.find('|'));
    const std::string head = line.substr(line.find('|') + 1);
    const Noun* noun = Lexicon::shared().noun(head);
    const ParsedPrompt parsed = read(prompt);
    REQUIRE_MESSAGE(!parsed.things.empty(), prompt);
    CHECK_FALSE(parsed.subject_unknown);
    if (noun == nullptr || noun->drawings.empty()) continue;
    const bool found =
        std::any_of(parsed.things.begin(), parsed.things.end(), [&](const Mention& thing) {
          return std::find(noun->drawings.begin(), noun->drawings.end(), thing.drawing) !=
                     noun->drawings.end() ||
                 thing.words.find(head.substr(0, head.size() - 1)) != std::string::npos;
        });
    CHECK_MESSAGE(found, prompt);
  }
  CHECK(prompts == 64);
}

// A content word is either said by a thing, an action, a place, a colour …, or
// it is reported.
TEST_CASE("no content word of the listed prompts is dropped in silence") {
  const auto has = [](const std::string& phrase, const std::string& word) {
    return (" " + phrase + " ").find(" " + word + " ") != std::string::npos;
  };
  const auto is_told = [&](const ParsedPrompt& parsed, const std::string& word) {
    return std::ranges::any_of(parsed.things,
                               [&](const Mention& thing) { return has(thing.words, word); }) ||
           std::ranges::any_of(parsed.unknown_words,
                               [&](const std::string& phrase) { return has(phrase, word); });
  };
  const Lexicon& lexicon = Lexicon::shared();
  for (const char* list : {"/tests/art/prompts.txt", "/tests/art/more_prompts.txt"}) {
    std::ifstream file(LIMNER_SOURCE + std::string(list));
    for (std::string line; std::getline(file, line);) {
      const std::string prompt = line.substr(0, line.find('|'));
      const ParsedPrompt parsed = read(prompt);
      const std::vector<Word> words = paraphrased(words_of(prompt));
      for (const Term& term : terms_of(words)) {
        const Word& word = words[term.first];
        const bool is_drawn =
            term.noun != nullptr && std::ranges::any_of(parsed.things, [&](const Mention& thing) {
              return std::ranges::count(term.noun->drawings, thing.drawing) > 0;
            });
        const bool means_something = term.sense != nullptr || is_drawn ||
                                     lexicon.is_vessel(word.singular) ||
                                     lexicon.is_young(word.text) || word.text.size() < 2;
        CHECK_MESSAGE((means_something || is_told(parsed, word.text)), prompt, ": ", word.text);
      }
    }
  }
}

}  // namespace
}  // namespace limner::art
