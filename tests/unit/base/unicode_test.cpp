#include <limner/suggest.hpp>
#include <limner/unicode.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace limner;

TEST_CASE("full-width letters, ligatures and combining accents have the form of plain letters") {
  CHECK(lookup_form("ｆｏｘ，１") == "fox,1");
  CHECK(lookup_form("ﬂower") == "flower");
  CHECK(lookup_form("cafe\u0301") == "café");
  CHECK(lookup_form("plain") == "plain");
  CHECK(lookup_form("").empty());
  CHECK(lookup_form("a\xff") == "a\xff");
}

TEST_CASE("names are the same in every Unicode form, and in no other case") {
  CHECK(is_same_name("cafe\u0301", "café"));
  CHECK(is_same_name("ｆｌａｔ", "flat"));
  CHECK(is_same_name("a\xff", "a\xff"));
  CHECK_FALSE(is_same_name("Flat", "flat"));
  CHECK_FALSE(is_same_name("cafe", "café"));
}

TEST_CASE("accents and case are removed, letters of other scripts stay") {
  CHECK(without_accents("Émile ﬁne ＡＢ") == "emile fine ab");
  CHECK(without_accents("日本") == "日本");
  CHECK(without_accents("\xff").empty());
  CHECK(is_letter_or_digit(U'日'));
  CHECK(is_letter_or_digit(U'٣'));
  CHECK_FALSE(is_letter_or_digit(U'/'));
  CHECK_FALSE(is_letter_or_digit(0x1F98A));
}

TEST_CASE("a name is suggested for one in another Unicode form") {
  const std::vector<std::string> names{"watercolor", "flat"};
  CHECK(nearest("ｆｌａｔ", names) == "flat");
  CHECK(nearest("ｗatercolour", names) == "watercolor");
}
