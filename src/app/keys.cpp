#include "app/keys.hpp"

#include "app/config_lock.hpp"
#include "app/key_command.hpp"
#include "app/key_variables.hpp"
#include "app/stored_keys.hpp"

#include <limner/file.hpp>
#include <limner/net.hpp>
#include <limner/suggest.hpp>
#include <limner/text.hpp>

#include <fmt/ranges.h>

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace limner::app {

namespace {

constexpr std::uint64_t largest_key_file = 1 << 16;  // bytes
constexpr std::size_t longest_key = 4096;            // bytes
constexpr std::string_view white_space = " \t\r\n";
constexpr Millis command_limit{30'000};
constexpr std::string_view stored_origin = "stored";

const ProviderSetting* provider_setting(const Context& context, std::string_view provider) {
  const ProviderSettings& all = context.settings.providers();
  const auto found = all.find(provider);
  return found == all.end() ? nullptr : &found->second;
}

std::string trim_whitespace(std::string text) {
  text.erase(text.find_last_not_of(white_space) + 1);
  text.erase(0, std::min(text.find_first_not_of(white_space), text.size()));
  return text;
}

// The first line, without what editors and terminals put around it.
std::string first_line(const std::string& written) {
  std::string text = normalize_text(written);
  text.erase(std::min(text.find_first_of("\r\n"), text.size()));
  return trim_whitespace(std::move(text));
}

std::string checked_key(std::string key, std::string_view provider, const std::string& origin) {
  const bool plain = std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!key.empty() && plain) return key;
  throw Error(ErrorCode::key_missing, "the key for {} from {} {}", provider, origin,
              key.empty() ? "is empty" : "contains characters that a key cannot contain")
      .with_help(fmt::format("store it again: limner keys set {}", provider));
}

std::string key_from(const Context& context, const provider::ProviderFacts& provider) {
  if (const ProviderSetting* setting = provider_setting(context, provider.name)) {
    require_trusted(*setting, {"key_file", "key_command"});
    if (!setting->key_file.empty())
      return first_line(read_file(setting->key_file, largest_key_file));
    if (!setting->key_command.empty()) {
      return first_line(run_key_command(setting->key_command, setting->key_command_directory,
                                        all_key_variables(), command_limit));
    }
  }
  for (const std::string& name : provider.key_variables) {
    std::string value = first_line(context.variable(name).value_or(""));
    if (!value.empty()) return value;
  }
  check_stored_key(context, provider);
  return read_stored_keys(context.variable)[provider.name].text;
}

bool is_local_network(const std::string& host) {
  std::array<std::uint8_t, 4> address{};
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 && !net::is_public_address(address);
}

// "https://proxy.example:8443"; empty for an empty URL.
std::string origin_text(std::string_view url) {
  const std::optional<net::Origin> origin = url.empty() ? std::nullopt : net::origin_of(url);
  return origin ? fmt::format("{}://{}:{}", origin->scheme, origin->host, origin->port) : "";
}

// Where requests would go now; empty: to the provider's own hosts. A project that is not trusted
// does not decide it.
std::string bound_origin(const Context& context, const std::string& provider) {
  try {
    return origin_text(base_url(context, provider).value_or(""));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_trusted) throw;
    return {};
  }
}

bool may_send_key(const Context& context, std::string_view provider) {
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  const provider::ProviderFacts* facts = catalogue.provider(provider);
  return !facts || key_origin(context, *facts).has_value();
}

// Without encryption the key could be read in transit.
std::string checked_url(const Context& context, std::string_view provider, std::string url,
                        std::string_view origin) {
  const std::optional<net::Origin> to = net::origin_of(url);
  const std::string host = to ? to->host : std::string();
  if (to && (net::is_loopback(host) || to->scheme == "https")) return url;
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  const provider::ProviderFacts* facts = catalogue.provider(provider);
  const bool keyless = facts && facts->key_optional && !key_origin(context, *facts);
  if (keyless && is_local_network(host)) return url;
  throw Error(ErrorCode::invalid_config, "{} {}, which \"{}\" is not", origin,
              to ? "must be an encrypted URL" : "must be a URL with a scheme and a host",
              net::redact_url(url))
      .with_help(!to       ? "write https://host/path, or http://127.0.0.1:PORT/path, without a "
                             "user name"
                 : keyless ? "write https://host/path; http is for this machine and private "
                             "addresses such as 192.168.0.1"
                           : "write https://host/path; http is for this machine only");
}

}  // namespace

std::optional<std::string> key_origin(const Context& context,
                                      const provider::ProviderFacts& provider) {
  if (const ProviderSetting* setting = provider_setting(context, provider.name)) {
    require_trusted(*setting, {"key_file", "key_command"});
    if (!setting->key_file.empty()) return setting->key_file.string();
    if (!setting->key_command.empty()) return setting->key_command.front();
  }
  for (const std::string& name : provider.key_variables) {
    if (!first_line(context.variable(name).value_or("")).empty()) return name;
  }
  if (read_stored_keys(context.variable).contains(provider.name)) return std::string(stored_origin);
  return std::nullopt;
}

std::string key_ending(const Context& context, const provider::ProviderFacts& provider) {
  constexpr std::size_t shortest = 12;
  const ProviderSetting* setting = provider_setting(context, provider.name);
  if (setting && setting->key_file.empty() && !setting->key_command.empty()) return {};
  try {
    const std::string key = checked_key(key_from(context, provider), provider.name, "");
    return key.size() < shortest ? std::string() : key.substr(key.size() - 4);
  } catch (const Error&) {
    return {};
  }
}

const provider::ProviderFacts& provider_with_key(const provider::Catalogue& catalogue,
                                                 const std::string& name) {
  std::vector<std::string> names;
  for (const provider::ProviderFacts& provider : catalogue.providers()) {
    if (provider.key_variables.empty()) continue;
    if (provider.name == name) return provider;
    names.push_back(provider.name);
  }
  const std::string near = nearest(name, names);
  throw Error(ErrorCode::usage, "no provider \"{}\" takes a key", name)
      .with_help(near.empty() ? fmt::format("one of: {}", fmt::join(names, ", "))
                              : fmt::format("did you mean \"{}\"?", near));
}

void store_key(const Context& context, const std::string& provider, const std::string& text) {
  provider_with_key(load_catalogue(context), provider);
  const std::string key = trim_whitespace(text);
  if (key.empty() || key.size() > longest_key ||
      key.find_first_of(white_space) != std::string::npos) {
    throw Error(ErrorCode::invalid_input, "the value given for {} is not a key", provider)
        .with_help("give one line that contains only the key");
  }
  const std::string origin = bound_origin(context, provider);
  const ConfigLock lock(context.variable);
  StoredKeys keys = read_stored_keys(context.variable);
  keys[provider] = {key, origin};
  write_stored_keys(context.variable, keys);
}

void remove_stored_key(const Context& context, const std::string& provider) {
  const ConfigLock lock(context.variable);
  StoredKeys keys = read_stored_keys(context.variable);
  if (keys.erase(provider) == 0) {
    throw Error(ErrorCode::not_found, "no key is stored for \"{}\"", provider)
        .with_help("list the keys: limner keys ls");
  }
  write_stored_keys(context.variable, keys);
}

std::string Keys::key(std::string_view provider) {
  const std::lock_guard lock(mutex_);
  if (const auto known = known_.find(provider); known != known_.end()) return known->second;
  const provider::Catalogue catalogue = provider::Catalogue::built_in();
  const provider::ProviderFacts* facts = catalogue.provider(provider);
  const auto origin = facts ? key_origin(context_, *facts) : std::nullopt;
  if (!origin && facts && facts->key_optional) return {};
  if (!origin) {
    throw Error(ErrorCode::key_missing, "no key for {}", provider)
        .with_help(fmt::format("limner keys set {}", provider));
  }
  std::string key = checked_key(key_from(context_, *facts), provider, *origin);
  known_.emplace(provider, key);
  return key;
}

std::vector<std::string> Keys::known_keys() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> keys;
  const auto add = [&keys](std::string key) {
    if (!key.empty()) keys.push_back(std::move(key));
  };
  for (const auto& [provider, key] : known_) add(key);
  for (const std::string& name : all_key_variables())
    add(first_line(context_.variable(name).value_or("")));
  const StoredKeys stored = read_stored_keys(context_.variable);
  for (const auto& [provider, key] : stored) add(key.text);
  return keys;
}

std::string base_url_variable(std::string_view provider) {
  std::string name(provider);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return name + "_BASE_URL";
}

std::optional<std::string> base_url(const Context& context, std::string_view provider) {
  const std::string variable = base_url_variable(provider);
  const std::string text = context.variable(variable).value_or("");
  if (!text.empty()) return checked_url(context, provider, text, variable);
  const ProviderSetting* setting = provider_setting(context, provider);
  if (setting == nullptr || setting->base_url.empty()) return std::nullopt;
  std::string url = checked_url(context, provider, setting->base_url, setting->base_url_origin);
  const bool is_free_to_use =
      net::is_loopback(net::host_of(url)) && !may_send_key(context, provider);
  if (context.replay_directory.empty() && !is_free_to_use) require_trusted(*setting, {"base_url"});
  return url;
}

void check_stored_key(const Context& context, const provider::ProviderFacts& provider) {
  if (key_origin(context, provider) != stored_origin) return;
  const StoredKeys keys = read_stored_keys(context.variable);
  const std::string bound = keys.at(provider.name).origin;
  const std::string now = origin_text(base_url(context, provider.name).value_or(""));
  const ProviderSetting* setting = provider_setting(context, provider.name);
  const bool of_settings =
      context.variable(base_url_variable(provider.name)).value_or("").empty() && setting &&
      !setting->base_url.empty();
  if (bound == now || (bound.empty() && of_settings)) return;
  const auto place = [](const std::string& origin) {
    return origin.empty() ? std::string("the provider's own hosts") : origin;
  };
  throw Error(ErrorCode::key_missing, "the stored key for {} is for {}, not for {}", provider.name,
              place(bound), place(now))
      .with_help(fmt::format("store the key for it: limner keys set {}", provider.name));
}

}  // namespace limner::app
