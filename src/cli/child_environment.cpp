#include "cli/child_environment.hpp"

#include <limner/provider.hpp>

#include <unistd.h>

#include <algorithm>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to us

namespace limner {

std::vector<std::string> all_key_variables() {
  const Catalogue catalogue = Catalogue::built_in();
  std::vector<std::string> names;
  for (const ProviderFacts& provider : catalogue.providers())
    names.insert(names.end(), provider.key_variables.begin(), provider.key_variables.end());
  return names;
}

std::vector<std::string> environment_without(std::span<const std::string> hidden) {
  std::vector<std::string> kept;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (std::ranges::find(hidden, text.substr(0, text.find('='))) == hidden.end())
      kept.push_back(text);
  }
  return kept;
}

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

}  // namespace limner
