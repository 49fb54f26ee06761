// HTTP client: requests, answers, recording and replay, redaction of secrets.
//
// The free functions may be called from several threads at once.
#pragma once

#include <limner/clock.hpp>
#include <limner/error.hpp>
#include <limner/incoming_file.hpp>

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

// A part of a multipart/form-data body. `content` must live until send() returns.
struct HttpPart {
  std::string name;
  std::string file_name;   // empty: a form field, not a file
  std::string media_type;  // empty: not sent
  std::span<const std::byte> content;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // http or https
  std::vector<HttpHeader> headers = {};
  std::string_view body = {};        // must live until send() returns
  std::vector<HttpPart> parts = {};  // multipart/form-data; replaces `body`
  Millis connect_timeout{10'000};
  Millis timeout{600'000};              // of the whole exchange, real time
  std::uint64_t max_body = 1u << 30;    // bytes, after decompression
  std::string_view max_body_hint = {};  // appended to the message for a larger one
  // Directory in which the answer's body is written to a new file; empty: it is kept in
  // memory, up to 4 MiB.
  std::filesystem::path save_in = {};
  // Receives the body of a 2xx answer, instead of a file in `save_in`. Must outlive send().
  IncomingFile* save_to = nullptr;
  // Keys in the headers. Where the answer repeats one of at least 8 bytes, as it is, escaped for
  // JSON or for URLs, each byte is replaced by "*" before anything else reads the answer.
  std::vector<std::string> secrets = {};
  // A redirect is followed to the same origin (scheme, host and port) and to these hosts
  // (".fal.media" includes subdomains, "*" is any host), and only for GET. To another origin no
  // headers are sent, and it must have a public address.
  std::vector<std::string> redirect_hosts = {};
  // Refuses to connect to a non-public address, and requires https. No proxy is used, because
  // the proxy would choose the address.
  bool public_only = false;
  // Hosts exempt from public_only.
  std::vector<std::string> trusted_hosts = {};
  // Called for each piece of the body of a 2xx answer after it was stored, while send() waits, in
  // a thread that all requests share; must not throw or block. `piece` is valid during the call. A
  // replay passes the whole body as one piece.
  std::function<void(std::string_view piece)> on_body = {};
  // Returns a 2xx answer whose body has begun and was cut short or stopped, with is_truncated set,
  // instead of throwing HttpError.
  bool keep_truncated = false;
};

struct HttpAnswer {
  int status = 0;
  std::vector<HttpHeader> headers;  // of the final answer, after redirects
  std::string body;                 // when kept in memory
  std::filesystem::path file;       // when written to disk; the caller removes that of `save_in`
  std::uint64_t size = 0;           // bytes of the decompressed body
  bool is_truncated = false;        // see HttpRequest::keep_truncated

  // The value of the first header of that name, case-insensitive; empty when absent. Valid as
  // long as `headers` is unchanged.
  std::string_view header(std::string_view name) const;
};

// Whether any byte of the request can have left this machine. Decided only in
// src/net/exchange.cpp.
enum class Sent { no, perhaps };

// There was no complete answer. A 4xx or 5xx status is an answer, even when its body was cut
// short. No file is left in HttpRequest::save_in.
class HttpError : public Error {
 public:
  HttpError(Error error, Sent sent) : Error(std::move(error)), sent_(sent) {}
  Sent sent() const { return sent_; }

 private:
  Sent sent_;
};

// Sends requests. All implementations here may be called from several threads at once.
class Http {
 public:
  virtual ~Http() = default;
  // Blocks until the answer is complete. Throws HttpError, with code `interrupted` after a
  // stop. Statuses of 400 and more do not throw.
  virtual HttpAnswer send(const HttpRequest& request, std::stop_token stop) = 0;
};

// Uses libcurl, which is loaded at the first request; send() throws
// HttpError{invalid_config} when it is not installed. Proxies come from http_proxy, https_proxy,
// all_proxy and no_proxy, but not for this machine; certificate authorities from CURL_CA_BUNDLE,
// SSL_CERT_FILE and SSL_CERT_DIR. `variable` is called before make_http returns only.
using EnvironmentVariable = std::function<std::optional<std::string>(std::string_view name)>;
std::unique_ptr<Http> make_http(const EnvironmentVariable& variable);

// Sends by `live`, which must outlive it, and records every exchange in `directory`. A request
// that contains one of `secrets`, or text that looks like a key, is not sent:
// HttpError{invalid_input}. An answer that contains one, or cannot be written, is returned but not
// recorded, and `report` is called with the reason. `secrets` and `report` are called in the
// thread of send(). Throws Error{usage} when the directory cannot be created.
struct RecordingOptions {
  std::filesystem::path directory;
  std::function<std::vector<std::string>()> secrets;
  std::function<void(const std::string& problem)> report;
};
std::unique_ptr<Http> make_recording_http(Http& live, RecordingOptions options);

// Answers from such a directory, without connections. A request that was not recorded throws
// HttpError{not_found}, which names the most similar recording and the differences. Throws
// Error{usage} when there is no such directory, Error{invalid_input} for a file in it that is not
// a recording.
std::unique_ptr<Http> make_replaying_http(std::filesystem::path directory);

// Sends by `inner` and calls `log`, in the thread of send(), with one line per request and per
// answer: method, redacted URL, status, sizes and durations; no bodies, headers or secrets. `inner`
// and `clock` must outlive it.
std::unique_ptr<Http> make_logging_http(Http& inner, Clock& clock,
                                        std::function<void(const std::string& line)> log);

// Access to providers over the network. The references must outlive it.
struct Network {
  Http& http;
  Clock& clock;
  // The provider's key; empty when it has none and works without. Throws Error{key_missing}.
  std::function<std::string(std::string_view provider)> key;
  // The base URL that replaces the provider's default; absent: the default.
  std::function<std::optional<std::string>(std::string_view provider)> base_url;
  std::uint64_t max_answer = 1u << 30;  // bytes: ten 4K pictures in base64
};

// ---- redaction and hosts ----

// A URL without user, password, query and fragment, which may contain secrets.
std::string redact_url(std::string_view url);
// Where an http or https URL leads. `host` is in lower case, a version 4 address in any notation
// is dotted decimal, a version 6 address has brackets; `port` is the scheme's unless given.
struct Origin {
  std::string scheme, host;
  int port = 0;
  bool operator==(const Origin&) const = default;
};
// Read by libcurl's parser, which also connects. Absent for what it refuses, for other schemes,
// and for a URL with a user name or password. Throws Error{invalid_config} without libcurl.
std::optional<Origin> origin_of(std::string_view url);
// The host of that origin, or "".
std::string host_of(std::string_view url);
// Whether a host of an Origin is this machine: localhost, 127.0.0.0/8 or [::1].
bool is_loopback(const std::string& host);
// `host` matches "fal.media" when equal, ".fal.media" when equal or a subdomain.
bool is_host_among(std::string_view host, std::span<const std::string> allowed);
// `text` for an error message: `secrets`, text that looks like a key, and URL queries removed,
// control characters replaced by spaces, cut to 400 bytes.
std::string redact(std::string_view text, std::span<const std::string> secrets);

// The wait that an answer requests: retry-after-ms, or retry-after in seconds or as a date.
// Absent without these headers, or when the wait is not in (0, 31 days].
std::optional<Millis> retry_after(const HttpAnswer& answer, Time now);

// False for private, loopback, link-local and other special-purpose addresses. `address` is 4 or
// 16 bytes in network order; false for other lengths.
bool is_public_address(std::span<const std::uint8_t> address);

}  // namespace limner::net
