#include <limner/engine.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;

TEST_CASE("a picture's record has its file as a URL, escaped") {
  const Asset asset{
      .digest = Digest::of("x"), .media_type = "image/png", .size = 7, .width = 20, .height = 10};
  const nlohmann::json record = image_record(asset, "/a b/ä#1.png", "");
  CHECK(record["file_url"] == "file:///a%20b/%C3%A4%231.png");
  CHECK(record["file_name"] == "ä#1.png");
  CHECK(record["id"] == "image-" + Digest::of("x").hex().substr(0, 16));
  CHECK(record["file_size"] == 7);
  CHECK(record["width"] == 20);
  CHECK(record["artifactId"].is_null());
  CHECK(record.size() == 9);
  CHECK(image_record(asset, "/a.png", "fox.png")["file_name"] == "fox.png");
}
