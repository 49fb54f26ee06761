#include "engine/image_cache.hpp"

#include "fakes/fakes.hpp"
#include "unit/image/crafted_png.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;

namespace {

struct Cache {
  fakes::Home home;
  store::BlobStore blobs{home.path};
  ImageCache images{blobs};
};

provider::Picture picture() {
  return fakes::small_picture(provider::GenerateImage{}, 20, 10);
}

}  // namespace

TEST_CASE("a stored picture is a new blob with its size, reported once") {
  Cache cache;
  provider::Picture undecoded = picture();
  undecoded.pixels.reset();
  const Asset asset = cache.images.store(undecoded);
  CHECK(asset.width == 20);
  CHECK(asset.height == 10);
  CHECK(cache.images.take_new_blobs().size() == 1);
  CHECK(cache.images.take_new_blobs().empty());
  CHECK(cache.images.pixels(asset).width == 20);
}

TEST_CASE("a decoded picture is not decoded again until it is evicted") {
  Cache cache;
  const Asset asset = cache.images.store(picture());
  const Bitmap* pixels = &cache.images.pixels(asset);
  cache.images.next_step();
  CHECK(&cache.images.pixels(asset) == pixels);
}

TEST_CASE("the picture that was used last stays decoded, however large") {
  Cache cache;
  const Bitmap large(4200, 4200);  // 67 MiB
  provider::Picture plain{
      .bytes = image::encode_png(large, 1), .media_type = "image/png", .pixels = large};
  const Asset small = cache.images.store(picture());
  const Asset asset = cache.images.store(std::move(plain));
  const Bitmap* pixels = &cache.images.pixels(asset);
  cache.images.next_step();
  CHECK(&cache.images.pixels(asset) == pixels);
  // The small one, used last, stays instead.
  const Bitmap* other = &cache.images.pixels(small);
  cache.images.pixels(asset);
  cache.images.pixels(small);
  cache.images.next_step();
  CHECK(&cache.images.pixels(small) == other);
}

TEST_CASE("a damaged picture is not published") {
  Cache cache;
  const Asset asset = cache.images.store(picture());
  CHECK(cache.images.publish(asset, "artifacts", "raw").object_key == cache.blobs.key_of(asset));
  std::filesystem::remove(cache.blobs.path_of(asset));
  CHECK_THROWS_AS(cache.images.publish(asset, "artifacts", "raw"), Error);
}

TEST_CASE("what decoding changed is reported once, with the picture") {
  const std::string png = image::crafted::display_p3();
  Cache cache;
  const auto bytes = as_bytes(png);
  const Asset asset =
      cache.images.store({.bytes = Bytes(bytes.begin(), bytes.end()), .media_type = "image/png"});
  cache.images.pixels(asset);
  cache.images.pixels(asset);
  const auto notices = cache.images.take_notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0]["code"] == "profile_converted");
  CHECK(notices[0]["message"].get<std::string>().starts_with(
      "picture " + asset.digest.hex().substr(0, 8) + ": its colours were converted from "));
  CHECK(cache.images.take_notices().empty());
}
