#include "cli/key_variables.hpp"

#include <limner/provider.hpp>

namespace limner {

std::vector<std::string> all_key_variables() {
  const Catalogue catalogue = Catalogue::built_in();
  std::vector<std::string> names;
  for (const ProviderFacts& provider : catalogue.providers())
    names.insert(names.end(), provider.key_variables.begin(), provider.key_variables.end());
  return names;
}

}  // namespace limner
