// Removes secrets from URLs and messages.
#include <limner/net.hpp>
#include <limner/utf8.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace limner::net {

namespace {

constexpr std::size_t max_redacted_bytes = 400;  // bytes
constexpr std::string_view hidden = "[hidden]";
// Prefixes of keys, and of the headers and parameters that precede them.
constexpr std::array<std::string_view, 9> key_prefixes{
    "Bearer ", "Key ", "sk-", "r8_", "AIza", "key-", "bfl_", "whsec_", "X-Amz-Signature="};
constexpr std::size_t shortest_redacted = 8;

bool is_token_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("-_.:+/=*~").find(c) != std::string_view::npos;
}

void replace_all(std::string& text, std::string_view secret) {
  if (secret.size() < 4) return;
  for (std::size_t at = text.find(secret); at != std::string::npos;
       at = text.find(secret, at + hidden.size()))
    text.replace(at, secret.size(), hidden);
}

// Hides the key characters that follow `mark`.
void replace_after(std::string& text, std::string_view mark) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const std::size_t from = mark.back() == ' ' || mark.back() == '=' ? at + mark.size() : at;
    std::size_t end = at + mark.size();
    while (end < text.size() && is_token_character(text[end])) ++end;
    if (end - from >= shortest_redacted) text.replace(from, end - from, hidden);
  }
}

// https://host/path?signature → https://host/path
void remove_queries(std::string& text) {
  for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
    const std::size_t end = std::min(text.find_first_of(" \"'<>)\n\t", at), text.size());
    const std::size_t query = text.find_first_of("?#", at);
    if (query < end) text.erase(query, end - query);
  }
}

// Replaces control characters and shortens without splitting a character.
std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty() && result.size() < max_redacted_bytes + 1) {
    const Character next = first_character(text);
    append_utf8(result, is_unsafe_to_print(next.code) ? U' ' : next.code);
    text.remove_prefix(next.bytes);
  }
  if (result.size() > max_redacted_bytes) {
    std::size_t end = max_redacted_bytes;
    while (end > 0 && (result[end] & 0xc0) == 0x80) --end;
    result = result.substr(0, end) + "…";
  }
  return result;
}

}  // namespace

std::string redact_url(std::string_view url) {
  constexpr std::size_t longest_other = 40;  // "data:…", with a whole picture
  std::string result(url.substr(0, url.find_first_of("?#")));
  const std::size_t start = result.find("://");
  if (start == std::string::npos) return printable(result.substr(0, longest_other));
  const std::size_t slash = std::min(result.find('/', start + 3), result.size());
  const std::size_t at = result.rfind('@', slash);
  if (at != std::string::npos && at > start) result.erase(start + 3, at - start - 2);
  return printable(result);
}

std::string redact(std::string_view text, std::span<const std::string> secrets) {
  std::string result(text.substr(0, 16 * max_redacted_bytes));
  for (const std::string& secret : secrets) replace_all(result, secret);
  for (const std::string_view mark : key_prefixes) replace_after(result, mark);
  remove_queries(result);
  return printable(result);
}

}  // namespace limner::net
