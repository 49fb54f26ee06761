#include "net/normal_request.hpp"

#include <limner/asset.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::net;
using Names = std::vector<std::string>;

namespace {

HttpRequest post(std::string_view body) {
  return {.method = "POST", .url = "https://host/v1", .body = body};
}

}  // namespace

TEST_CASE("the order of JSON's keys and the headers do not change a request") {
  HttpRequest one = post(R"({"a": 1, "b": "x"})");
  one.headers = {{"Authorization", "Bearer canary"}};
  const auto normal = normal_request(one);
  CHECK(normal == normal_request(post(R"({"b":"x","a":1})")));
  CHECK(normal.dump().find("canary") == std::string::npos);
}

TEST_CASE("a form is known by its parts, pictures by their digest") {
  const std::string picture = "a picture";
  HttpRequest request{.method = "POST", .url = "https://host/v1"};
  request.parts = {{.name = "prompt", .content = as_bytes("a fox")},
                   {.name = "image[]",
                    .file_name = "one",
                    .media_type = "image/png",
                    .content = as_bytes(picture)},
                   {.name = "image[]", .file_name = "two", .content = as_bytes(picture)}};
  const auto normal = normal_request(request);
  CHECK(normal["body"]["prompt"]["text"] == "a fox");
  CHECK(normal["body"]["image[]"]["sha256"] == Digest::of(picture).hex());
  CHECK(normal["body"]["image[]#2"]["fileName"] == "two");
}

TEST_CASE("a long text of JSON stands there as its digest, an unreadable body too") {
  const std::string long_text(5000, 'a');
  const std::string body = "{\"image\": \"" + long_text + "\"}";
  CHECK(normal_request(post(body))["body"]["image"]["sha256"] == Digest::of(long_text).hex());
  CHECK(normal_request(post("no JSON"))["body"]["size"] == 7);
}

TEST_CASE("requests differ in the members that are another, or are in one of them only") {
  const auto one = normal_request(post(R"({"prompt": "a fox", "n": 1})"));
  const auto other = normal_request(post(R"({"prompt": "an owl", "n": 1, "size": "1024x1024"})"));
  CHECK(differences(one, other) == Names{"body.prompt", "body.size"});
  CHECK(differences(one, one).empty());
  CHECK(member_text(other, "body.prompt") == "\"an owl\"");
  CHECK(member_text(one, "body.size") == "nothing");
  CHECK(differences(normal_request(post(R"({"n": "1"})")), normal_request(post(R"({"n": 1})"))) ==
        Names{"body.n"});
}
