// Splits a prompt into words.
#include "art/language/words.hpp"

#include "art/language/stem.hpp"

#include <limner/unicode.hpp>
#include <limner/utf8.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace limner::art {
namespace {

constexpr std::size_t max_word_bytes = 40;  // bytes
constexpr std::size_t max_words = 600;

// The letters U+00C0 to U+017E without accents; a space for letters without a plain form.
constexpr std::string_view plain_latin = "aaaaaaaceeeeiiii nooooo ouuuuy s"
                                         "aaaaaaaceeeeiiii nooooo ouuuuy y"
                                         "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii"
                                         "  jjkk llllllllllnnnnnn   oooooo  rrrrrrssssssss"
                                         "ttttttuuuuuuuuuuuuwwyyyzzzzzz";
static_assert(plain_latin.size() == 0x17F - 0xC0);

enum class CharacterKind { letter, emoji, joiner, nothing, apostrophe, comma, gap };

struct ClassifiedCharacter {
  CharacterKind kind = CharacterKind::gap;
  std::string letters;  // appended to the word
};

bool is_emoji(char32_t code) {
  constexpr char32_t first_flag_letter = 0x1F1E6;
  constexpr char32_t last_flag_letter = 0x1F1FF;
  const bool on_a_page_of_them = (code >= 0x1F000 && code <= 0x1FAFF) ||
                                 (code >= 0x2300 && code <= 0x27BF) ||
                                 (code >= 0x2B00 && code <= 0x2BFF);
  return on_a_page_of_them && (code < first_flag_letter || code > last_flag_letter);
}

// Variation selectors, skin tones, soft hyphens and other characters without an appearance.
bool is_variation(char32_t code) {
  return code == 0xAD || code == 0x2060 || code == 0xFEFF || code == 0xFE0E || code == 0xFE0F ||
         (code >= 0x1F3FB && code <= 0x1F3FF);
}

ClassifiedCharacter classify(char32_t code) {
  if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9')) {
    return {CharacterKind::letter, std::string(1, static_cast<char>(code))};
  }
  if (code >= 'A' && code <= 'Z') {
    return {CharacterKind::letter, std::string(1, static_cast<char>(code - 'A' + 'a'))};
  }
  if (code == '\'' || code == 0x2019 || code == 0x02BC) return {CharacterKind::apostrophe, {}};
  if (code == ',' || code == ';' || code == '.' || code == '&' || code == '+') {
    return {CharacterKind::comma, {}};
  }
  if (code == 0x200D) return {CharacterKind::joiner, {}};
  if (is_variation(code)) return {CharacterKind::nothing, {}};
  if (is_emoji(code)) {
    ClassifiedCharacter character{CharacterKind::emoji, {}};
    append_utf8(character.letters, code);
    return character;
  }
  if (code >= 0xC0 && code - 0xC0 < plain_latin.size() && plain_latin[code - 0xC0] != ' ') {
    return {CharacterKind::letter, std::string(1, plain_latin[code - 0xC0])};
  }
  const bool letter_elsewhere =
      code >= 0xAA && !(code >= 0x2000 && code <= 0x206F) && code != 0xD7 && code != 0xF7;
  if (!letter_elsewhere) return {};
  ClassifiedCharacter character{CharacterKind::letter, {}};
  append_utf8(character.letters, code);
  return character;
}

class WordSplitter {
 public:
  void add_character(const ClassifiedCharacter& character) {
    switch (character.kind) {
      case CharacterKind::letter:
        if (is_emoji_) end_word();
        add(character.letters);
        break;
      case CharacterKind::emoji: add_emoji(character.letters); break;
      case CharacterKind::joiner: joined_ = is_emoji_; break;
      case CharacterKind::nothing: break;
      case CharacterKind::apostrophe: apostrophe_at_ = current_.size(); break;
      case CharacterKind::comma:
        end_word();
        comma_ = true;
        break;
      case CharacterKind::gap: end_word(); break;
    }
  }

  std::vector<Word> finish() {
    end_word();
    return std::move(words_);
  }

 private:
  void add(const std::string& letters) {
    if (current_.size() + letters.size() <= max_word_bytes) current_ += letters;
  }

  // Each emoji is a word; consecutive ones are treated as a list.
  void add_emoji(const std::string& letters) {
    if (joined_) {
      add("\u200D");
    } else {
      const bool after_another = is_emoji_;
      end_word();
      comma_ = comma_ || after_another;
    }
    add(letters);
    is_emoji_ = true;
    joined_ = false;
  }

  void end_word() {
    const bool possessive = apostrophe_at_ != std::string::npos && apostrophe_at_ > 0 &&
                            apostrophe_at_ + 1 == current_.size() && current_.back() == 's';
    if (possessive) current_.pop_back();
    if (!current_.empty() && words_.size() < max_words) {
      words_.push_back({current_, singular(current_), comma_});
      comma_ = false;
    }
    current_.clear();
    is_emoji_ = false;
    joined_ = false;
    apostrophe_at_ = std::string::npos;
  }

  std::vector<Word> words_;
  std::string current_;
  std::size_t apostrophe_at_ = std::string::npos;  // bytes of the word before it
  bool comma_ = false;
  bool is_emoji_ = false;  // of the current word
  bool joined_ = false;    // a zero-width joiner was read: the next emoji belongs to the word
};

// The length of the part before the first emoji or invalid byte: some emoji have a plain form too,
// by which the lexicon does not know them.
std::size_t bytes_without_emoji(std::string_view text) {
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const Character next = first_character(text.substr(bytes));
    if (!next.valid || is_emoji(next.code)) break;
    bytes += next.bytes;
  }
  return bytes;
}

void add_text(std::string_view text, WordSplitter& splitter) {
  while (!text.empty()) {
    const Character next = first_character(text);
    splitter.add_character(classify(next.code));
    text.remove_prefix(next.bytes);
  }
}

}  // namespace

std::vector<Word> words_of(std::string_view prompt) {
  WordSplitter splitter;
  while (!prompt.empty()) {
    const std::size_t plain = bytes_without_emoji(prompt);
    if (plain > 0) {
      add_text(lookup_form(prompt.substr(0, plain)), splitter);
      prompt.remove_prefix(plain);
    } else {
      const Character next = first_character(prompt);
      splitter.add_character(next.valid ? classify(next.code) : ClassifiedCharacter{});
      prompt.remove_prefix(next.bytes);
    }
  }
  return splitter.finish();
}

}  // namespace limner::art
