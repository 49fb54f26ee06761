// HTTP: a request goes out, and an answer or the reason for none comes back.
#pragma once

#include <limner/clock.hpp>
#include <limner/error.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace limner::net {

struct HttpHeader {
  std::string name;
  std::string value;
};

// A part of a multipart/form-data body. What it points to must live as long as the
// request.
struct HttpPart {
  std::string name;
  std::string file_name;   // empty: a field
  std::string media_type;  // empty: none is sent
  std::span<const std::byte> content;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // http or https
  std::vector<HttpHeader> headers = {};
  std::string_view body = {};        // must live as long as the request
  std::vector<HttpPart> parts = {};  // instead of a body
  Millis connect_timeout{10'000};
  Millis timeout{600'000};            // of the whole exchange
  std::uint64_t max_body = 1u << 30;  // bytes, after unpacking
  // Where a body of an answer is streamed to, in a file of its own; empty: it is kept
  // in memory, which is for answers of a few kilobytes.
  std::filesystem::path save_in = {};
  // A redirect is followed to these hosts only (".fal.media": and all below; "*": to
  // any), and never with a method other than GET.
  std::vector<std::string> redirect_hosts = {};
  // Refuses to connect to anything but a public address. No proxy is asked then:
  // it would do the connecting.
  bool public_only = false;
  // Hosts that are asked wherever they are, and without encryption, all the same.
  std::vector<std::string> trusted_hosts = {};
  // Told each piece of a success's body once it is kept; must not throw. A replay tells
  // the whole body as one piece.
  std::function<void(std::string_view piece)> watch = {};
  // A success whose body breaks off, or is stopped, is an answer all the same, and is_cut.
  bool keep_cut = false;
};

struct HttpAnswer {
  int status = 0;
  std::vector<HttpHeader> headers;  // of the last answer, after redirects
  std::string body;                 // when it was kept in memory
  std::filesystem::path file;       // when it was streamed to disk; whoever asked removes it
  std::uint64_t size = 0;           // bytes of the body, unpacked
  bool is_cut = false;              // more was to come, and did not: see keep_cut

  // The first of that name, in any case; empty when there is none.
  std::string_view header(std::string_view name) const;
};

// Whether the first byte of the request can have left this machine. Decided in
// src/net/exchange.cpp and nowhere else.
enum class Sent { no, perhaps };

// No whole answer came. An answer that is a refusal (4xx, 5xx) is an answer, even when
// its body was cut short.
class HttpError : public Error {
 public:
  HttpError(Error error, Sent sent) : Error(std::move(error)), sent_(sent) {}
  Sent sent() const { return sent_; }

 private:
  Sent sent_;
};

// The sixth thing a test or a recording stands in for. Blocks; may be called from
// many threads at once. A stop ends the exchange with HttpError{interrupted}.
class Http {
 public:
  virtual ~Http() = default;
  virtual HttpAnswer send(const HttpRequest& request, std::stop_token stop) = 0;
};

// By libcurl, which is loaded at the first request: a program that sends nothing does
// not pay for it. Proxies are taken from http_proxy, https_proxy, all_proxy and
// no_proxy, authorities from CURL_CA_BUNDLE, SSL_CERT_FILE and SSL_CERT_DIR.
using EnvironmentVariable = std::function<std::optional<std::string>(std::string_view name)>;
std::unique_ptr<Http> make_http(const EnvironmentVariable& variable);

// Asks `live` and keeps every exchange in `directory`. What holds a secret, one of
// `secrets` or something that looks like a key, is not kept: a request that does is not
// sent, for an answer that does `tell` is called.
struct RecordingOptions {
  std::filesystem::path directory;
  std::function<std::vector<std::string>()> secrets;
  std::function<void(const std::string& problem)> tell;
};
std::unique_ptr<Http> make_recording_http(Http& live, RecordingOptions options);

// Answers from such a directory, and opens no connection. What was never recorded is
// HttpError{not_found}: it names the nearest recording and how it differs.
std::unique_ptr<Http> make_replaying_http(std::filesystem::path directory);

// Asks `inner`, and tells in a line each what is asked of whom and what came back: sizes and
// times, no words and no secrets. Both outlive it.
std::unique_ptr<Http> make_logging_http(Http& inner, Clock& clock,
                                        std::function<void(const std::string& line)> tell);

// What a company on the network is asked with.
struct Network {
  Http& http;
  Clock& clock;
  // The key of the provider of that name; empty where one works without and has none.
  // Throws Error{key_missing}.
  std::function<std::string(std::string_view provider)> key;
  // Where to ask instead of the company's own address; nothing: there.
  std::function<std::optional<std::string>(std::string_view provider)> base_url;
};

// ---- for messages ----

// A URL without user, password, query and fragment: those hold secrets.
std::string redact_url(std::string_view url);
// The host of an http or https URL in lower case, without port; empty for any other.
std::string host_of(std::string_view url);
// "fal.media" is that host, ".fal.media" that host and all below it.
bool is_host_among(std::string_view host, std::span<const std::string> allowed);
// `text` with each of `secrets` and whatever looks like a key taken out, control
// characters taken out, and cut to a length that a person reads.
std::string redact(std::string_view text, std::span<const std::string> secrets);

// How long an answer asks to wait: retry-after-ms, or retry-after in seconds or as a
// date. Nothing when it does not say, or says no time in (0, 5 minutes].
std::optional<Millis> retry_after(const HttpAnswer& answer, Time now);

// Addresses that are not of the public internet: private, loopback, link-local, …
// `address` is 4 or 16 bytes in network order.
bool is_public_address(std::span<const std::uint8_t> address);

}  // namespace limner::net
