#include "template/keys.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

namespace limner::templates {

namespace {

void check_form(KeyType type, std::initializer_list<const char*> good,
                std::initializer_list<const char*> bad) {
  const TextForm* form = find_text_form(type);
  REQUIRE(form != nullptr);
  for (const char* text : good) {
    CAPTURE(text);
    CHECK(fits(*form, text));
  }
  for (const char* text : bad) {
    CAPTURE(text);
    CHECK_FALSE(fits(*form, text));
  }
}

}  // namespace

TEST_CASE("each text form accepts exactly the values that its help describes") {
  const std::string letters_64(64, 'a');
  const std::string letters_65(65, 'a');
  check_form(KeyType::id, {"a", "7", "generate-clip-art-asset", letters_64.c_str()},
             {"", "-a", "A", "a_b", "a b", letters_65.c_str()});
  check_form(KeyType::step_id, {"a", "_a", "rawImage-2", letters_64.c_str()},
             {"", "2a", "-a", "a.b", letters_65.c_str()});
  check_form(KeyType::label, {"image.generate", "2#1"}, {"", ".a", "a b"});
  check_form(KeyType::version, {"2026.11.21", "2026-11-21", "1.4.0", "1.4.0-rc.1"},
             {"", "1", "1.4", "v1.4.0", "2026.11.2x"});
  check_form(KeyType::flag, {"a", "aspect-ratio", "a2"},
             {"", "A", "2a", "a-", "a--b", "--a", "a_b"});
  check_form(KeyType::money, {"0", "0.25", "999999999.999999999"},
             {"", ".5", "1.", "-1", "1e3", "$1", "1234567890"});
  check_form(KeyType::duration, {"600s", "10m", "1h30m", "250ms", "1h2m3s4ms"},
             {"", "s", "10", "1m1h", "1.5s", "-1s", "1234567s"});
}

TEST_CASE("a text without end fits no form") {
  CHECK_FALSE(fits(*find_text_form(KeyType::duration), std::string(100'000, '1')));
  const std::string version = "1.4.0-" + std::string(64, 'a');
  CHECK(fits(*find_text_form(KeyType::version), version));
  CHECK_FALSE(fits(*find_text_form(KeyType::version), version + "a"));
}

TEST_CASE("a type without a text form has none, and an unknown key is not found") {
  CHECK(find_text_form(KeyType::boolean) == nullptr);
  CHECK(step_keys().find("timeout")->type == KeyType::duration);
  CHECK(step_keys().find("Timeout") == nullptr);
  CHECK(field_keys().names().front() == "type");
}

}  // namespace limner::templates
