// Cuts a prompt into words.
#include "art/words.hpp"

#include "art/stem.hpp"

#include <limner/utf8.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace limner {
namespace {

constexpr std::size_t longest_word = 40;  // bytes
constexpr std::size_t most_words = 600;

// The letters of U+00C0 to U+017E without their accents; a blank where the
// letter has no plain form.
constexpr std::string_view plain_latin = "aaaaaaaceeeeiiii nooooo ouuuuy s"
                                         "aaaaaaaceeeeiiii nooooo ouuuuy y"
                                         "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii"
                                         "  jjkk llllllllllnnnnnn   oooooo  rrrrrrssssssss"
                                         "ttttttuuuuuuuuuuuuwwyyyzzzzzz";
static_assert(plain_latin.size() == 0x17F - 0xC0);

enum class Sort { letter, apostrophe, comma, gap };

struct Sign {
  Sort sort = Sort::gap;
  std::string letters;  // what a letter adds to the word
};

Sign sign_of(char32_t code) {
  if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9')) {
    return {Sort::letter, std::string(1, static_cast<char>(code))};
  }
  if (code >= 'A' && code <= 'Z') {
    return {Sort::letter, std::string(1, static_cast<char>(code - 'A' + 'a'))};
  }
  if (code == '\'' || code == 0x2019 || code == 0x02BC) return {Sort::apostrophe, {}};
  if (code == ',' || code == ';' || code == '.' || code == '&' || code == '+') {
    return {Sort::comma, {}};
  }
  if (code >= 0xC0 && code - 0xC0 < plain_latin.size() && plain_latin[code - 0xC0] != ' ') {
    return {Sort::letter, std::string(1, plain_latin[code - 0xC0])};
  }
  const bool letter_elsewhere = code >= 0xAA && !(code >= 0x2000 && code <= 0x206F) &&
                                !(code >= 0xFE00 && code <= 0xFE0F) && code != 0xD7 && code != 0xF7;
  if (!letter_elsewhere) return {};
  Sign sign{Sort::letter, {}};
  append_utf8(sign.letters, code);
  return sign;
}

class Cutter {
 public:
  void take(const Sign& sign) {
    switch (sign.sort) {
      case Sort::letter:
        if (current_.size() + sign.letters.size() <= longest_word) current_ += sign.letters;
        break;
      case Sort::apostrophe: apostrophe_at_ = current_.size(); break;
      case Sort::comma:
        end_word();
        comma_ = true;
        break;
      case Sort::gap: end_word(); break;
    }
  }

  std::vector<Word> finish() {
    end_word();
    return std::move(words_);
  }

 private:
  void end_word() {
    const bool possessive = apostrophe_at_ != std::string::npos && apostrophe_at_ > 0 &&
                            apostrophe_at_ + 1 == current_.size() && current_.back() == 's';
    if (possessive) current_.pop_back();
    if (!current_.empty() && words_.size() < most_words) {
      words_.push_back({current_, singular(current_), comma_});
      comma_ = false;
    }
    current_.clear();
    apostrophe_at_ = std::string::npos;
  }

  std::vector<Word> words_;
  std::string current_;
  std::size_t apostrophe_at_ = std::string::npos;  // bytes of the word before it
  bool comma_ = false;
};

}  // namespace

std::vector<Word> words_of(std::string_view prompt) {
  Cutter cutter;
  while (!prompt.empty()) {
    const Character next = first_character(prompt);
    cutter.take(next.valid ? sign_of(next.code) : Sign{});
    prompt.remove_prefix(next.bytes);
  }
  return cutter.finish();
}

}  // namespace limner
