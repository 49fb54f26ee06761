#include <limner/slug.hpp>

#include <doctest/doctest.h>

using namespace limner;

TEST_CASE("Words become a part of a file name that is safe everywhere") {
  CHECK(slug("A cute chipmunk, sleeping!") == "a-cute-chipmunk-sleeping");
  CHECK(slug("../../etc/passwd") == "etc-passwd");
  CHECK(slug("-rf 🦊") == "rf");
  CHECK(slug("🦊").empty());
  CHECK(slug("\xff").empty());
}

TEST_CASE("a slug has letters of every script, without accents and apostrophes") {
  CHECK(slug("Émile's ﬁne Fox") == "emiles-fine-fox");
  CHECK(slug("Emile\u0301\u2019s") == "emiles");
  CHECK(slug("日本") == "日本");
  CHECK(slug("ＦＯＸ") == "fox");
}

TEST_CASE("a slug has at most 60 bytes of whole characters") {
  CHECK(slug(std::string(100, 'x')).size() == 60);
  CHECK(slug(std::string(59, 'x') + " yz") == std::string(59, 'x'));
  CHECK(slug(std::string(58, 'x') + "日") == std::string(58, 'x'));
  CHECK(slug(std::string(57, 'x') + "日").size() == 60);
}
