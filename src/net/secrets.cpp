#include "net/secrets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace limner::net {

namespace {

// Prefixes of providers' keys.
constexpr std::array<std::string_view, 6> beginnings{"sk-", "sk_", "r8_", "AIza", "bfl_", "whsec_"};
constexpr std::size_t shortest_key = 20;
constexpr std::size_t shortest_masked = 8;
constexpr std::size_t shortest_secret = 6;  // shorter ones occur in ordinary text

bool is_alphanumeric(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

bool is_key_letter(char c) {
  return is_alphanumeric(c) || c == '-' || c == '_';
}

// A long word of its own with a digit. Excludes matches inside base64 pictures, which continue
// with "+", "/" or "=".
bool is_key_at(std::string_view text, std::size_t at) {
  if (at > 0 && is_key_letter(text[at - 1])) return false;
  std::size_t end = at;
  while (end < text.size() && is_key_letter(text[end])) ++end;
  if (end - at < shortest_key) return false;
  const std::string_view key = text.substr(at, end - at);
  const bool digits = std::ranges::any_of(
      key.substr(4), [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
  const bool goes_on = end < text.size() && std::string_view("+/=").find(text[end]) != text.npos;
  return digits && !goes_on;
}

bool holds_key_form(std::string_view text, std::string_view beginning) {
  for (std::size_t at = text.find(beginning); at != text.npos; at = text.find(beginning, at + 1)) {
    if (is_key_at(text, at)) return true;
  }
  return false;
}

}  // namespace

bool holds_secret(std::string_view text, const std::vector<std::string>& secrets) {
  const auto is_in = [&](const std::string& secret) {
    return secret.size() >= shortest_secret && text.find(secret) != text.npos;
  };
  return std::ranges::any_of(secrets, is_in) ||
         std::ranges::any_of(beginnings,
                             [&](std::string_view b) { return holds_key_form(text, b); });
}

std::vector<std::string> secret_forms(const std::vector<std::string>& secrets) {
  std::vector<std::string> forms;
  for (const std::string& secret : secrets) {
    if (secret.size() < shortest_masked) continue;
    std::string json, url;
    for (const char c : secret) {
      json += c == '/' ? "\\/" : c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
      url += is_key_letter(c) || c == '.' || c == '~'
                 ? std::string(1, c)
                 : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    for (const std::string& form : {secret, json, url}) {
      if (std::ranges::find(forms, form) == forms.end()) forms.push_back(form);
    }
  }
  return forms;
}

bool mask_secrets(std::string& text, const std::vector<std::string>& forms) {
  bool any = false;
  for (const std::string& form : forms) {
    for (std::size_t at = text.find(form); at != text.npos; at = text.find(form, at)) {
      text.replace(at, form.size(), form.size(), '*');
      any = true;
    }
  }
  return any;
}

}  // namespace limner::net
