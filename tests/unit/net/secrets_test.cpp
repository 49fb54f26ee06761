#include "net/secrets.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::net;

TEST_CASE("a known secret is found anywhere, a short one is not looked for") {
  CHECK(holds_secret("a picture of canary-key-7 on a wall", {"canary-key-7"}));
  CHECK_FALSE(holds_secret("a picture of a canary", {"canary-key-7"}));
  CHECK_FALSE(holds_secret("a fox", {"fox"}));
}

TEST_CASE("text in the form of a provider's key is found, words with the same prefix are not") {
  for (const char* text : {"sk-proj-abcdefghij0123456789", "my key: r8_abcdefghij0123456789abc",
                           "\"AIzaSyA-abcdefghij0123456789_abcdefghijk\""}) {
    CAPTURE(text);
    CHECK(holds_secret(text, {}));
  }
  for (const char* text :
       {"a task-list-with-many-items-2026-11-21", "sk-short1", "sk-a-very-long-word-of-letters",
        "/AIzaSyAabcdefghij0123456789abcdefghijk+",
        "Key lime pie from 2026 or earlier, 12345678"}) {
    CAPTURE(text);
    CHECK_FALSE(holds_secret(text, {}));
  }
}

TEST_CASE("a key has at least twenty letters, a digit, and no letter of a key before it") {
  CHECK(holds_secret("sk-abcdefghijklmnop1", {}));
  CHECK_FALSE(holds_secret("sk-abcdefghijklmno1", {}));
  CHECK_FALSE(holds_secret("sk-abcdefghijklmnopqrst", {}));
  CHECK_FALSE(holds_secret("task-abcdefghijklmnop1", {}));
  CHECK(holds_secret("task-x sk-abcdefghijklmnop1", {}));
}

TEST_CASE("a known secret of six letters is looked for") {
  CHECK(holds_secret("the canary sings", {"canary"}));
  CHECK_FALSE(holds_secret("the parro sings", {"parro"}));
}

TEST_CASE("a word inside base64 text is not a key") {
  for (const char* end : {"+", "/", "="}) {
    CAPTURE(end);
    CHECK_FALSE(holds_secret("AIzaabcdefghijklmnop1" + std::string(end), {}));
  }
  CHECK(holds_secret("AIzaabcdefghijklmnop1.", {}));
}
