#include "app/key_variables.hpp"

#include <limner/provider.hpp>

namespace limner::app {

std::vector<std::string> all_key_variables() {
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  std::vector<std::string> names;
  for (const provider::ProviderFacts& provider : catalogue.providers())
    names.insert(names.end(), provider.key_variables.begin(), provider.key_variables.end());
  return names;
}

}  // namespace limner::app
