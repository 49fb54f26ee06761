// Looks up each provider's key: a file, a program, the environment, or the file of
// `limner keys set`; the first that exists wins.
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
// program is started to find out. nullopt when no key is configured. Throws
// Error{not_trusted} for a source that only a project names.
std::optional<std::string> key_origin(const Context& context,
                                      const provider::ProviderFacts& provider);

// The last four characters of a provider's key, to recognise it; empty when that would
// start a program, when the key cannot be read, or when it is shorter than 12 characters.
std::string key_ending(const Context& context, const provider::ProviderFacts& provider);

// The provider named `name`, if it takes a key. Throws Error{usage} for any other name.
const provider::ProviderFacts& provider_with_key(const provider::Catalogue& catalogue,
                                                 const std::string& name);

// Stores the key of a provider that takes one, in the file of stored_keys_path(); white
// space around it is removed. Throws Error{usage} for the provider, Error{invalid_input}
// when `text` is not one word of at most 4096 bytes, and what write_stored_keys() throws.
void store_key(const Context& context, const std::string& provider, const std::string& text);

// Throws Error{not_found} when no key is stored for the provider.
void remove_stored_key(const Context& context, const std::string& provider);

// Provides the keys for provider calls; each is looked up once.
class Keys {
 public:
  explicit Keys(const Context& context) : context_(context) {}

  // Empty for a provider that works without a key and has none. Safe to call from any
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

// The base URL that replaces a provider's own: its variable, such as OPENAI_BASE_URL,
// else the settings. Throws Error{invalid_config} for a URL that a key must not be sent
// to: http is allowed for this machine and, for a provider without a key, the local
// network.
//
// A base URL of a project that is not trusted throws Error{not_trusted}, unless nothing is sent
// (--replay) or it is this machine and the provider has no key.
std::optional<std::string> base_url(const Context& context, std::string_view provider);

// A key of `limner keys set` belongs to the origin that requests went to when it was stored.
// Throws Error{key_missing} when that key would be used now, for another one.
void check_stored_key(const Context& context, const provider::ProviderFacts& provider);

}  // namespace limner::app
