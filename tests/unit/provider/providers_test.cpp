#include <limner/provider.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::provider;

TEST_CASE("the embedded provider needs no network, and is found by the first part of its ids") {
  const Providers providers = embedded_providers();
  Provider* local = find_provider(providers, "local");
  REQUIRE(local != nullptr);
  CHECK(local->embedded());
  CHECK(local->name() == "local");
  CHECK(find_provider(providers, "loca") == nullptr);
}

TEST_CASE("every embedded model of the catalogue has its provider") {
  const Providers providers = embedded_providers();
  const Catalogue catalogue = Catalogue::built_in();
  int models = 0;
  for (const auto& provider : providers) {
    for (const Model& model : catalogue.models()) models += model.provider == provider->name();
  }
  CHECK(models == 2);
}
