#include "app/key_variables.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>

namespace limner::app {

namespace {

// Those of catalog/*.yaml, which a test compares: reading them there costs every start.
constexpr std::array key_variable_names{
    "BFL_API_KEY",         "FAL_KEY",           "GOOGLE_API_KEY",
    "GEMINI_API_KEY",      "OPENAI_API_KEY",    "REMOVE_BG_API_KEY",
    "REPLICATE_API_TOKEN", "STABILITY_API_KEY", "OPENAI_COMPATIBLE_API_KEY"};

// The variable's bytes are in the block that the kernel shows in /proc/PID/environ.
void wipe(char* text) {
  volatile char* at = text;
  for (std::size_t left = std::strlen(text); left > 0; --left) *at++ = '\0';
}

}  // namespace

std::vector<std::string> all_key_variables() {
  return {key_variable_names.begin(), key_variable_names.end()};
}

Environment process_environment() {
  const auto keys = std::make_shared<std::map<std::string, std::string, std::less<>>>();
  for (const char* name : key_variable_names) {
    char* value = std::getenv(name);
    if (value == nullptr) continue;
    keys->emplace(name, value);
    wipe(value);
    unsetenv(name);
  }
  return [keys](std::string_view name) -> std::optional<std::string> {
    if (const auto key = keys->find(name); key != keys->end()) return key->second;
    const char* value = std::getenv(std::string(name).c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

}  // namespace limner::app
