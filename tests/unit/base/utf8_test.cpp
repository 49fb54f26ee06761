// Characters at the edges of UTF-8.
#include <limner/utf8.hpp>

#include <doctest/doctest.h>

using namespace limner;

TEST_CASE("every length of character is read and written back") {
  for (const char32_t code : {U'a', U'ä', U'€', U'😀', U'\U0010FFFF'}) {
    std::string text;
    append_utf8(text, code);
    CHECK(first_character(text).code == code);
    CHECK(first_character(text).bytes == text.size());
    CHECK(count_characters(text + text) == 2);
  }
}

TEST_CASE("overlong forms, surrogates, truncated and stray bytes are invalid") {
  for (const char* text : {"\xC0\x80", "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xED\xA0\x80",
                           "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFF"}) {
    CHECK_FALSE(first_character(text).valid);
    CHECK(first_character(text).bytes == 1);
  }
}

TEST_CASE("a text with one invalid byte is not UTF-8, and gets a U+FFFD for it") {
  CHECK(is_utf8("a fox, ä €"));
  CHECK(is_utf8(""));
  CHECK_FALSE(is_utf8("k=\xff"));
  CHECK(valid_utf8("k=\xff!") == "k=\uFFFD!");
  CHECK(valid_utf8("ä €") == "ä €");
}

TEST_CASE("tab and line feed are text, other controls are not") {
  CHECK_FALSE(is_control('\t'));
  CHECK_FALSE(is_control('\n'));
  CHECK(is_control('\0'));
  CHECK(is_control('\r'));
  CHECK(is_control(0x1F));
  CHECK_FALSE(is_control(' '));
}

TEST_CASE("what a terminal acts on is unsafe, letters and joiners are not") {
  for (const char32_t code :
       std::initializer_list<char32_t>{0x00, 0x1B, 0x0A, 0x7F, 0x80, 0x9B, 0x9F, 0x61C, 0x200E,
                                       0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069})
    CHECK(is_unsafe_to_print(code));
  for (const char32_t code : std::initializer_list<char32_t>{0x20, 0x7E, 0xA0, 0xE4, 0x200C, 0x200D,
                                                             0x2027, 0x202F, 0x206A, 0x5D0})
    CHECK_FALSE(is_unsafe_to_print(code));
}
