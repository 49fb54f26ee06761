#include "app/key_variables.hpp"

#include <limner/file.hpp>
#include <limner/process.hpp>
#include <limner/provider.hpp>

#include <doctest/doctest.h>

#include <stdlib.h>

#include <algorithm>

namespace limner::app {

TEST_CASE("the table of key variables is that of the catalogue") {
  std::vector<std::string> of_catalogue;
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  for (const provider::ProviderFacts& provider : catalogue.providers())
    of_catalogue.insert(of_catalogue.end(), provider.key_variables.begin(),
                        provider.key_variables.end());
  std::vector<std::string> table = all_key_variables();
  std::ranges::sort(table);
  std::ranges::sort(of_catalogue);
  CHECK(table == of_catalogue);
}

TEST_CASE("[C4] a key is known to this process, and no longer in its environment") {
  setenv("FAL_KEY", "canary-key", 1);
  setenv("LIMNER_TEST_WORD", "a-word", 1);
  const char* block = getenv("FAL_KEY");
  const std::size_t length = std::string_view("canary-key").size();
  const Environment variable = process_environment();
  CHECK(variable("FAL_KEY") == "canary-key");
  CHECK(variable("LIMNER_TEST_WORD") == "a-word");
  CHECK_FALSE(variable("LIMNER_TEST_NOTHING"));
  CHECK(getenv("FAL_KEY") == nullptr);
  CHECK(std::string_view(block, length) == std::string(length, '\0'));
  for (const std::string& word : environment_without({})) CHECK_FALSE(word.starts_with("FAL_KEY="));
  unsetenv("LIMNER_TEST_WORD");
}

}  // namespace limner::app
