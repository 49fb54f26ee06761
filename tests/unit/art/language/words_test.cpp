#include "art/language/words.hpp"

#include <doctest/doctest.h>

#include <string>

namespace limner::art {
namespace {

std::string joined_words(std::string_view prompt) {
  std::string text;
  for (const Word& word : words_of(prompt)) text += (word.after_comma ? "," : "/") + word.text;
  return text;
}

TEST_CASE("words are lower-case letters and digits, parted by all else") {
  CHECK(joined_words("A Cute-CHIPMUNK (2x)!") == "/a/cute/chipmunk/2x");
}

TEST_CASE("a possessive s is removed") {
  CHECK(joined_words("a pirate's parrot") == "/a/pirate/parrot");
  CHECK(joined_words("a pirate’s parrot") == "/a/pirate/parrot");
  CHECK(joined_words("the dogs' bones") == "/the/dogs/bones");
}

TEST_CASE("letters lose their accents") {
  CHECK(joined_words("Café, PIÑATA, Škoda") == "/cafe,pinata,skoda");
}

TEST_CASE("full-width letters, ligatures and combining accents are plain letters") {
  CHECK(joined_words("ａ Ｆｏｘ，２ cats") == "/a/fox,2/cats");
  CHECK(joined_words("a ﬂower in a ﬁeld") == "/a/flower/in/a/field");
  CHECK(joined_words("cafe\u0301, PIN\u0303ATA, S\u030Ckoda") == "/cafe,pinata,skoda");
  CHECK(joined_words("𝐟𝐨𝐱　ｆｏｘ") == "/fox/fox");
  CHECK(joined_words("fo\u00ADx \uFEFFcat") == "/fox/cat");
}

TEST_CASE("invalid bytes part words, and emoji keep their form") {
  CHECK(joined_words("ｆｏｘ\xff"
                     "cat") == "/fox/cat");
  CHECK(joined_words("🈁ｆｏｘ") == "/🈁/fox");
}

TEST_CASE("other scripts stay, so that a message can name them") {
  CHECK(joined_words("кот 🐿") == "/кот/🐿");
}

TEST_CASE("each emoji is a word, and several are a list") {
  CHECK(joined_words("a 🐱in a 📦") == "/a/🐱/in/a/📦");
  CHECK(joined_words("🐱🐶") == "/🐱,🐶");
}

TEST_CASE("an emoji is the same in every tone of skin and kind of display") {
  CHECK(joined_words("🐿️") == joined_words("🐿"));
  CHECK(joined_words("🧑🏽‍🍳") == joined_words("🧑‍🍳"));
  CHECK(joined_words("🧑‍🍳") == "/🧑\u200D🍳");
}

TEST_CASE("invalid bytes separate words and are dropped") {
  CHECK(joined_words("cat\xff\xfe\x01"
                     "dog") == "/cat/dog");
}

TEST_CASE("a comma is remembered by the word after it") {
  CHECK(joined_words("a cat, a dog") == "/a/cat,a/dog");
}

TEST_CASE("no more is read than a prompt can mean") {
  const std::string long_word(1000, 'x');
  CHECK(words_of(long_word).front().text.size() == 40);
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "cat ";
  CHECK(words_of(many).size() == 600);
}

}  // namespace
}  // namespace limner::art
