// Reads where a URL leads, with the parser that connects to it.
#include "net/curl_library.hpp"

#include <limner/net.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

namespace limner::net {

namespace {

constexpr std::uint8_t loopback_prefix = 127;  // of 127.0.0.0/8

// Owns a parsed URL of libcurl.
class ParsedUrl {
 public:
  explicit ParsedUrl(const CurlLibrary& curl) : curl_(curl), url_(curl.url()) {
    if (url_ == nullptr) throw std::bad_alloc();
  }
  ParsedUrl(const ParsedUrl&) = delete;
  ParsedUrl& operator=(const ParsedUrl&) = delete;
  ~ParsedUrl() { curl_.url_cleanup(url_); }

  bool parse(const std::string& text) {
    return curl_.url_set(url_, CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  }

  // Absent when the URL has no such part.
  std::optional<std::string> part(CURLUPart which) const {
    char* text = nullptr;
    if (curl_.url_get(url_, which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return std::nullopt;
    std::string copy(text);
    curl_.free(text);
    return copy;
  }

 private:
  const CurlLibrary& curl_;
  CURLU* url_;
};

void to_lower_case(std::string& text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
}

bool is_loopback_v6(const std::string& host) {
  constexpr std::array<std::uint8_t, 16> loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  std::array<std::uint8_t, 16> address{};
  if (!host.starts_with('[') || !host.ends_with(']')) return false;
  if (inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), address.data()) != 1)
    return false;
  return address == loopback || (std::equal(mapped.begin(), mapped.end(), address.begin()) &&
                                 address[12] == loopback_prefix);
}

}  // namespace

std::optional<Origin> origin_of(std::string_view url) {
  if (url.find('\0') != std::string_view::npos) return std::nullopt;
  ParsedUrl parsed(curl_library());
  if (!parsed.parse(std::string(url))) return std::nullopt;
  if (parsed.part(CURLUPART_USER) || parsed.part(CURLUPART_PASSWORD)) return std::nullopt;
  Origin origin{.scheme = parsed.part(CURLUPART_SCHEME).value_or(""),
                .host = parsed.part(CURLUPART_HOST).value_or("")};
  const std::string port = parsed.part(CURLUPART_PORT).value_or("");
  to_lower_case(origin.scheme);
  to_lower_case(origin.host);
  std::from_chars(port.data(), port.data() + port.size(), origin.port);
  const bool is_http = origin.scheme == "http" || origin.scheme == "https";
  if (!is_http || origin.host.empty() || origin.port == 0) return std::nullopt;
  return origin;
}

std::string host_of(std::string_view url) {
  const std::optional<Origin> origin = origin_of(url);
  return origin ? origin->host : std::string();
}

bool is_loopback(const std::string& host) {
  std::array<std::uint8_t, 4> address{};
  if (inet_pton(AF_INET, host.c_str(), address.data()) == 1) return address[0] == loopback_prefix;
  return host == "localhost" || is_loopback_v6(host);
}

bool is_host_among(std::string_view host, std::span<const std::string> allowed) {
  return !host.empty() && std::ranges::any_of(allowed, [&](const std::string& name) {
    if (!name.starts_with('.')) return host == name;
    return host == std::string_view(name).substr(1) || host.ends_with(name);
  });
}

}  // namespace limner::net
