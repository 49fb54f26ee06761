#include "provider/provider_client.hpp"

#include "fakes/basics.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace limner::provider {

namespace {

class NoHttp : public net::Http {
 public:
  net::HttpAnswer send(const net::HttpRequest&, std::stop_token) override {
    throw std::logic_error("nothing may be sent");
  }
};

// Whether the key may be sent to `url` when requests go to `base` ("": the default).
bool gets_key(const std::string& base, const std::string& url) {
  NoHttp http;
  fakes::StillClock clock;
  const net::Network network{
      .http = http,
      .clock = clock,
      .key = [](std::string_view) { return "key"; },
      .base_url =
          [&](std::string_view) { return base.empty() ? std::nullopt : std::optional(base); }};
  return ProviderClient(network, {.info = {.name = "fal", .title = "fal"},
                                  .default_url = "https://queue.fal.run",
                                  .hosts = {".fal.run"}})
      .is_own(url);
}

}  // namespace

TEST_CASE("[C4] the key goes to the provider's hosts, encrypted, on the usual port") {
  CHECK(gets_key("", "https://queue.fal.run/x/status"));
  CHECK(gets_key("", "https://other.fal.run:443/x"));
  for (const std::string url : {"http://queue.fal.run/x", "https://queue.fal.run:8443/x",
                                "https://queue.fal.run.evil.test/", "https://me@queue.fal.run/x",
                                "https://evil.test/queue.fal.run", "nonsense", ""}) {
    CAPTURE(url);
    CHECK_FALSE(gets_key("", url));
  }
}

TEST_CASE("[C4] with a base URL the key goes to its scheme, host and port only") {
  const std::string base = "http://127.0.0.1:4010/fal";
  CHECK(gets_key(base, "http://127.0.0.1:4010/fal/x/status"));
  CHECK(gets_key(base, "http://127.1:4010/elsewhere"));
  for (const std::string url : {"http://127.0.0.1:4011/fal/x", "https://127.0.0.1:4010/fal/x",
                                "http://127.0.0.1/fal/x", "http://localhost:4010/fal/x",
                                "http://127.0.0.1:4010@evil.test/", "https://queue.fal.run/x"}) {
    CAPTURE(url);
    CHECK_FALSE(gets_key(base, url));
  }
}

}  // namespace limner::provider
