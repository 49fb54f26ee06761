#include <limner/net.hpp>

#include <doctest/doctest.h>

namespace limner::net {

TEST_CASE("a URL is shown without user, query and fragment") {
  CHECK(redact_url("https://fal.media/a.png?sig=1#x") == "https://fal.media/a.png");
  CHECK(redact_url("https://me:secret@host:8443/a@b") == "https://host:8443/a@b");
  CHECK(redact_url("nonsense?token=1") == "nonsense");
  CHECK(redact_url("data:image/png;base64," + std::string(1000, 'A')).size() == 40);
}

TEST_CASE("a name that begins with a dot stands for all hosts below it") {
  const std::vector<std::string> allowed = {".fal.media", "fal.run"};
  CHECK(is_host_among("v3.fal.media", allowed));
  CHECK(is_host_among("fal.media", allowed));
  CHECK(is_host_among("fal.run", allowed));
  CHECK_FALSE(is_host_among("x.fal.run", allowed));
  CHECK_FALSE(is_host_among("evilfal.media", allowed));
  CHECK_FALSE(is_host_among("fal.media.evil.test", allowed));
  CHECK_FALSE(is_host_among("", allowed));
}

TEST_CASE("secrets and whatever looks like one are taken out of words") {
  const std::vector<std::string> secrets = {"canary-key"};
  CHECK(redact("key canary-key is wrong", secrets) == "key [hidden] is wrong");
  CHECK(redact("Incorrect API key: sk-proj-abcdefgh12345.", {}).find("abcdefgh") ==
        std::string::npos);
  CHECK(redact("Authorization: Bearer abcdefghijkl", {}) == "Authorization: Bearer [hidden]");
  CHECK(redact("get https://x.test/a?X-Amz-Signature=abc now", {}) == "get https://x.test/a now");
  CHECK(redact("a sk-i slope", {}) == "a sk-i slope");
}

TEST_CASE("control characters and endless words are not shown") {
  CHECK(redact("a\x1b[31mb\nc", {}) == "a [31mb c");
  CHECK(redact("a\u0085b\u009b31mc\u202ed\u2066e\u2028f\xff", {}) == "a b 31mc d e f\uFFFD");
  CHECK(redact(std::string(100'000, 'x'), {}).size() < 500);
  std::string letters;
  for (int i = 0; i < 300; ++i) letters += "é";
  CHECK(redact(letters, {}).ends_with("é…"));
}

TEST_CASE("a URL without a path, and with an @ in its path, keeps its host") {
  CHECK(redact_url("https://me:secret@host") == "https://host");
  CHECK(redact_url("https://host/a@b") == "https://host/a@b");
}

TEST_CASE("every key prefix is hidden with the text after it") {
  for (const char* mark :
       {"Bearer ", "Key ", "sk-", "r8_", "AIza", "key-", "bfl_", "whsec_", "X-Amz-Signature="}) {
    CAPTURE(mark);
    const std::string words = redact("a " + std::string(mark) + "abcdefgh rest", {});
    CHECK(words.find("abcdefgh") == std::string::npos);
    CHECK(words.ends_with("[hidden] rest"));
  }
  CHECK(redact("Bearer abcdefg", {}) == "Bearer abcdefg");
  CHECK(redact("Bearer abcdefgh", {}) == "Bearer [hidden]");
}

TEST_CASE("a secret of four letters is hidden wherever it is, a shorter one is not looked for") {
  const std::vector<std::string> secrets = {"abcd", "xyz"};
  CHECK(redact("abcd xyz abcdabcd", secrets) == "[hidden] xyz [hidden][hidden]");
}

TEST_CASE("the query of a URL is cut, and a question mark elsewhere is not") {
  CHECK(redact("why? see (https://x.test/a?b=1) ok?", {}) == "why? see (https://x.test/a) ok?");
  CHECK(redact("https://x.test/a#b", {}) == "https://x.test/a");
}

TEST_CASE("four hundred bytes are shown, one more is cut") {
  CHECK(redact(std::string(400, 'x'), {}) == std::string(400, 'x'));
  CHECK(redact(std::string(401, 'x'), {}) == std::string(400, 'x') + "…");
  CHECK(redact(std::string(399, 'x') + "é", {}) == std::string(399, 'x') + "…");
  CHECK(redact("a\x7f"
               "b",
               {}) == "a b");
}

TEST_CASE("a name without a dot in front allows no host that ends with it") {
  CHECK_FALSE(is_host_among("evilfal.run", std::vector<std::string>{"fal.run"}));
}

}  // namespace limner::net
