#include <limner/asset.hpp>
#include <limner/error.hpp>

#include <doctest/doctest.h>

using limner::Digest;

TEST_CASE("Digest agrees with the published SHA-256 examples") {
  CHECK(Digest::of("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Digest::of("abc").hex() ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("Digest parses the text that it formats and refuses other text") {
  const Digest digest = Digest::of("abc");
  CHECK(Digest::parse(digest.hex()) == digest);
  CHECK_THROWS_AS(Digest::parse(digest.hex().substr(1)), limner::Error);
  CHECK_THROWS_AS(Digest::parse(std::string(64, 'G')), limner::Error);
  CHECK_THROWS_AS(Digest::parse(std::string(64, 'A')), limner::Error);
}

TEST_CASE("a media type has an extension that viewers know") {
  CHECK(limner::extension_of("image/webp") == "webp");
  CHECK(limner::extension_of("image/jpeg") == "jpg");
  CHECK(limner::extension_of("application/x-unheard-of") == "bin");
}
