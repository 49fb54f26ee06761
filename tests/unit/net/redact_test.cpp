#include <limner/net.hpp>

#include <doctest/doctest.h>

namespace limner::net {

TEST_CASE("a URL is shown without user, query and fragment") {
  CHECK(redact_url("https://fal.media/a.png?sig=1#x") == "https://fal.media/a.png");
  CHECK(redact_url("https://me:secret@host:8443/a@b") == "https://host:8443/a@b");
  CHECK(redact_url("nonsense?token=1") == "nonsense");
}

TEST_CASE("the host of a URL is what is connected to") {
  CHECK(host_of("https://API.OpenAI.com:443/v1") == "api.openai.com");
  CHECK(host_of("http://user@evil.test:pw@good.test/x") == "good.test");
  CHECK(host_of("https://good.test\\@evil.test/") == "good.test");
  CHECK(host_of("http://[::1]:8080/x") == "[::1]");
  CHECK(host_of("file:///etc/passwd") == "");
  CHECK(host_of("gopher://host/") == "");
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
  CHECK(redact(std::string(100'000, 'x'), {}).size() < 500);
  std::string letters;
  for (int i = 0; i < 300; ++i) letters += "é";
  CHECK(redact(letters, {}).ends_with("é…"));
}

}  // namespace limner::net
