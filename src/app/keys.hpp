// Where each provider's key comes from: a file, a program, the environment, or what
// `limner keys set` keeps; the first that there is.
#pragma once

#include "app/context.hpp"

#include <limner/provider.hpp>

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

// "OPENAI_API_KEY", "stored", the path of a key_file, the name of a key_command. No
// program is started to find out. Nothing when there is no key.
std::optional<std::string> key_origin(const Context& context,
                                      const provider::ProviderFacts& provider);

// Gives keys to whoever calls a provider, and asks for each once.
class Keys {
 public:
  explicit Keys(const Context& context) : context_(context) {}

  // Empty where a provider works without and has none. May be called from many
  // threads. Throws Error{key_missing}.
  std::string key(std::string_view provider);

  // Every key that can be known without starting a program: those given so far, those
  // of the environment and those stored.
  std::vector<std::string> known_keys();

 private:
  const Context& context_;
  std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> known_;
};

std::string base_url_variable(std::string_view provider);  // "OPENAI_BASE_URL"

// Where a provider is asked instead of its own address: its variable, such as
// OPENAI_BASE_URL, else what the settings say. Throws Error{invalid_config} for what
// is no URL that a key may be sent to: without encryption only this machine is asked,
// and for a provider that has no key, the local network.
std::optional<std::string> base_url(const Context& context, std::string_view provider);

}  // namespace limner::app
