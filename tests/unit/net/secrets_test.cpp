#include "net/secrets.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::net;

TEST_CASE("a known secret is found anywhere, a short one is not looked for") {
  CHECK(holds_secret("a picture of canary-key-7 on a wall", {"canary-key-7"}));
  CHECK_FALSE(holds_secret("a picture of a canary", {"canary-key-7"}));
  CHECK_FALSE(holds_secret("a fox", {"fox"}));
}

TEST_CASE("what looks like a provider's key is found, words that begin like one are not") {
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
