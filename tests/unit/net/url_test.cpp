#include <limner/net.hpp>

#include <doctest/doctest.h>

#include <string>

namespace limner::net {

TEST_CASE("an origin is scheme, host and port") {
  CHECK(origin_of("https://API.OpenAI.com/v1") == Origin{"https", "api.openai.com", 443});
  CHECK(origin_of("HTTPS://api.openai.com:443") == Origin{"https", "api.openai.com", 443});
  CHECK(origin_of("http://localhost:80/x") == Origin{"http", "localhost", 80});
  CHECK(origin_of("https://good.test?x=https://evil.test/") == Origin{"https", "good.test", 443});
  CHECK(origin_of("https://good.test#@evil.test/") == Origin{"https", "good.test", 443});
  CHECK(origin_of("http://a.test:8080/") != origin_of("http://a.test:8081/"));
  CHECK(origin_of("http://a.test:443/") != origin_of("https://a.test/"));
}

TEST_CASE("every notation of an address is the same host") {
  for (const std::string host :
       {"127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0x7f000001"}) {
    CAPTURE(host);
    CHECK(host_of("http://" + host + ":8080/x") == "127.0.0.1");
  }
  CHECK(host_of("http://[::1]:8080/x") == "[::1]");
}

TEST_CASE("a URL that could be read in two ways has no origin") {
  for (const std::string url :
       {"http://user@evil.test:pw@good.test/x", "https://good.test\\@evil.test/",
        "https://a@b@good.test/", "http://127.0.0.1@evil.test/", "http://127.0.0.1:80@evil.test/",
        "http://:pw@evil.test/", "http://a b.test/", "http://a.test:99999/", "http://a.test:0/",
        "file:///etc/passwd", "gopher://host/", "//host/x", "host/x", "http://", "",
        "http://[::1/"}) {
    CAPTURE(url);
    CHECK_FALSE(origin_of(url));
    CHECK(host_of(url).empty());
  }
  CHECK_FALSE(origin_of(std::string_view("http://127.0.0.1\0.evil.test/", 29)));
}

TEST_CASE("this machine is an address, not the begin of a name") {
  for (const std::string host : {"localhost", "127.0.0.1", "127.255.0.9", "[::1]",
                                 "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]"}) {
    CAPTURE(host);
    CHECK(is_loopback(host));
  }
  for (const std::string host :
       {"127.0.0.1.evil.test", "127.evil.test", "localhost.evil.test", "evil.localhost.test", "",
        "128.0.0.1", "0.0.0.0", "[::]", "[::ffff:10.0.0.1]", "::1", "[::1", "10.0.0.1"}) {
    CAPTURE(host);
    CHECK_FALSE(is_loopback(host));
  }
}

}  // namespace limner::net
