#include "step/image_record.hpp"

#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;
using nlohmann::json;

TEST_CASE("A record, or the only one of a list, stands for its picture") {
  StepFixture bench;
  const json record = bench.record(halves(4, 2, red, blue));
  const Asset asset = asset_from(record);
  CHECK(asset.width == 4);
  CHECK(asset.height == 2);
  CHECK(asset.media_type == "image/png");
  CHECK(asset.size == record["file_size"]);
  CHECK(asset_from(json::array({record})).digest == asset.digest);
}

TEST_CASE("A value that is not an image record is refused with help") {
  StepFixture bench;
  const json record = bench.record(halves(4, 2, red, blue));
  for (const char* key : {"sha256", "file_type", "file_size"}) {
    json broken = record;
    broken.erase(key);
    CHECK_THROWS_AS(asset_from(broken), Error);
    broken[key] = -1;
    CHECK_THROWS_AS(asset_from(broken), Error);
  }
  for (const json& given : {json(), json("x"), json::array(), json::array({record, record})})
    CHECK_THROWS_AS(asset_from(given), Error);
  json strange = record;
  strange["sha256"] = "../../etc/passwd";
  CHECK_THROWS_AS(asset_from(strange), Error);
  strange = record;
  strange["width"] = "wide";
  CHECK(asset_from(strange).width == 0);
}

TEST_CASE("A name from a record is safe to build a file name from") {
  CHECK(stem_of({{"file_name", "Fox & Hen.png"}}) == "fox-hen");
  CHECK(stem_of({{"file_name", "../../.ssh/id_rsa"}}) == "picture");
  CHECK(stem_of({{"file_name", "no extension"}}) == "no-extension");
  CHECK(stem_of({{"file_name", 3}}) == "picture");
  CHECK(stem_of(json::object()) == "picture");
}
