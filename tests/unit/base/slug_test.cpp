#include <limner/slug.hpp>

#include <doctest/doctest.h>

using namespace limner;

TEST_CASE("Words become a part of a file name that is safe everywhere") {
  CHECK(slug("A cute chipmunk, sleeping!") == "a-cute-chipmunk-sleeping");
  CHECK(slug("../../etc/passwd") == "etc-passwd");
  CHECK(slug("-rf 🦊") == "rf");
  CHECK(slug("日本").empty());
  CHECK(slug(std::string(100, 'x')).size() == 60);
  CHECK(slug(std::string(59, 'x') + " yz") == std::string(59, 'x'));
}
