#include <limner/error.hpp>
#include <limner/json.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace limner;
using nlohmann::json;

TEST_CASE("one value has one canonical text") {
  CHECK(canonical(json::parse(R"({"b":1,"a":[true, null, 1.5]})")) ==
        R"({"a":[true,null,1.5],"b":1})");
  CHECK(canonical(json("\xff")) == "\"\xef\xbf\xbd\"");
}

TEST_CASE("hostile JSON is refused with its place") {
  CHECK_THROWS_WITH_AS(parse_json(std::string("1\0x", 3), "f.json"), "f.json:1: a NUL byte", Error);
  CHECK_THROWS_AS(parse_json("{} {}", "f.json"), Error);
  CHECK_THROWS_AS(parse_json("{\"a\":", "f.json"), Error);
  CHECK_THROWS_WITH_AS(parse_json(std::string(1'000'000, '['), "f.json"),
                       "f.json:1: nested deeper than 80 levels", Error);
}

TEST_CASE("brackets inside text do not count as depth") {
  CHECK(parse_json("\"" + std::string(100, '[') + "\\\"[\"", "f").get<std::string>().size() == 102);
}
