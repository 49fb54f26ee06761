#include "store/packed_json.hpp"

#include <limner/asset.hpp>
#include <limner/embedded.hpp>
#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;
using nlohmann::json;

namespace {

json read_at(const std::filesystem::path& place, const std::string& packed) {
  return json::parse(JsonPacker(place).unpack(packed));
}

}  // namespace

TEST_CASE("packed JSON has no path of the store, and is read with the store's present place") {
  const json written{{"images", {{{"file_url", "file:///old%20place/s/artifacts/ab/cd.png"}}}},
                     {"failure", "its paid answer is in /old place/s/artifacts/ab/cd.json"}};
  const std::string packed = JsonPacker("/old place/s").pack(written);
  CHECK(packed.find("place") == std::string::npos);
  CHECK(read_at("/old place/s", packed) == written);
  CHECK(read_at("/new", packed) ==
        json{{"images", {{{"file_url", "file:///new/artifacts/ab/cd.png"}}}},
             {"failure", "its paid answer is in /new/artifacts/ab/cd.json"}});
}

TEST_CASE("packed JSON is read as it was written, whatever its texts have") {
  const JsonPacker packer("/s\"1\\ä");
  const json written{{"control", "\x01 and \x02"},
                     {"other place", "file:///s/artifacts/x.png and /s/x"},
                     {"own", "/s\"1\\ä/limner.db"},
                     {"own url", "file:///s%221%5C%C3%A4/x"},
                     {"numbers", {1, -1.5, 12345678901234}},
                     {"nothing", nullptr},
                     {"empty", {json::array(), json::object(), ""}}};
  CHECK(json::parse(packer.unpack(packer.pack(written))) == written);
}

TEST_CASE("a relative store is that of the working directory") {
  const auto here = std::filesystem::current_path();
  const json written = (here / "s" / "artifacts" / "x.png").string();
  CHECK(JsonPacker("s").pack(written).size() < 20);
  CHECK(read_at(here / "s", JsonPacker("s").pack(written)) == written);
}

TEST_CASE("a dictionary is never edited: values of every store depend on it") {
  REQUIRE(embedded_dictionaries().size() == 1);
  CHECK(Digest::of(embedded_dictionaries().front().content).hex() ==
        "a42fdb811a7c2486b0d7af884baa60919a456dd29c84cf138f7d13a67393f7bb");
}

TEST_CASE("packed JSON is small where runs say the same, and damage is refused") {
  const std::string sha = Digest::of("picture").hex();
  const json outputs{
      {"images",
       {{{"artifactId", nullptr},
         {"file_name", "a-cute-chipmunk.webp"},
         {"file_size", 31466},
         {"file_type", "image/webp"},
         {"file_url", "file:///s/artifacts/" + sha.substr(0, 2) + "/" + sha + ".webp"},
         {"height", 1024},
         {"id", "image-" + sha.substr(0, 16)},
         {"sha256", sha},
         {"width", 1024}}}}};
  const JsonPacker packer("/s");
  const std::string packed = packer.pack(outputs);
  CHECK(packed.size() < 100);  // bytes, of 330
  CHECK(json::parse(packer.unpack(packed)) == outputs);
  CHECK_THROWS_AS(packer.unpack(packed.substr(0, packed.size() / 2)), Error);
  CHECK_THROWS_AS(packer.unpack(""), Error);
  CHECK_THROWS_AS(packer.unpack("\x02{}"), Error);
}
