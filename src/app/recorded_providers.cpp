#include "app/recorded_providers.hpp"

#include <fstream>
#include <string>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

bool lists_provider(const fs::path& list, std::string_view provider) {
  std::ifstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    if (line == provider) return true;
  }
  return false;
}

}  // namespace

void note_recorded_provider(const fs::path& recording, std::string_view provider) {
  const fs::path list = recording / "providers";
  if (!lists_provider(list, provider)) std::ofstream(list, std::ios::app) << provider << '\n';
}

bool was_recorded(const fs::path& recording, std::string_view provider) {
  const fs::path list = recording / "providers";
  std::error_code unreadable;
  return !fs::exists(list, unreadable) || lists_provider(list, provider);
}

}  // namespace limner::app
