#include "net/exchange.hpp"

#include "net/body_sink.hpp"
#include "net/secrets.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace limner::net {

namespace {

constexpr std::size_t max_header_bytes = 256 << 10;
constexpr long receive_buffer = 32 << 10;  // bytes; each call in flight has one

// What the callbacks of one exchange share.
struct ExchangeState {
  const HttpRequest& request;
  const std::vector<std::string>& secrets;  // forms of request.secrets
  BodySink sink;
  HttpAnswer answer = {};
  std::size_t header_bytes = 0;
  bool is_success = false;     // by the last status line
  bool about_to_send = false;  // connected; the request follows
  std::string refused_address = {};
};

// The only place that decides this. libcurl calls before_sending() after DNS, connect, proxy and
// TLS, and before the first byte of the request.
Sent sent(const ExchangeState& progress) {
  return progress.about_to_send ? Sent::perhaps : Sent::no;
}

int before_sending(void* self, char*, char*, int, int) {
  static_cast<ExchangeState*>(self)->about_to_send = true;
  return CURL_PREREQFUNC_OK;
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* self) {
  auto& progress = *static_cast<ExchangeState*>(self);
  const std::string_view line(data, size);
  progress.header_bytes += size;
  if (progress.header_bytes > max_header_bytes) return 0;
  if (line.starts_with("HTTP/")) {
    progress.answer.headers.clear();
    progress.is_success = line.find(" 2") == line.find(' ');
  }
  const std::size_t colon = line.find(':');
  if (colon != line.npos) {
    std::string value(trimmed(line.substr(colon + 1)));
    mask_secrets(value, progress.secrets);
    progress.answer.headers.push_back({std::string(line.substr(0, colon)), std::move(value)});
  }
  return size;
}

// Of a compressed body the size is not known.
void expect_declared_size(ExchangeState& progress) {
  const std::string_view text = progress.answer.header("content-length");
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (is_number && progress.answer.header("content-encoding").empty()) progress.sink.expect(size);
}

// The body of an error is not an answer to keep.
void choose_target(ExchangeState& progress) {
  if (progress.is_success && progress.request.save_to != nullptr)
    progress.sink.save_to(*progress.request.save_to);
}

std::size_t on_body_piece(char* data, std::size_t, std::size_t size, void* self) {
  auto& progress = *static_cast<ExchangeState*>(self);
  choose_target(progress);
  if (progress.sink.size() == 0) expect_declared_size(progress);
  if (!progress.sink.add({data, size})) return 0;
  if (progress.is_success && progress.request.on_body) progress.request.on_body({data, size});
  return size;
}

std::span<const std::uint8_t> raw_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    return {reinterpret_cast<const std::uint8_t*>(&v4), sizeof v4};
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  return {reinterpret_cast<const std::uint8_t*>(&v6), sizeof v6};
}

// Checks the address that is connected to, so that a name that resolves differently a moment
// later is checked too.
curl_socket_t open_public_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& progress = *static_cast<ExchangeState*>(self);
  const bool known = address->family == AF_INET || address->family == AF_INET6;
  if (!known || !is_public_address(raw_address(address->addr))) {
    progress.refused_address = redact_url(progress.request.url);
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Reads a part without copying; libcurl may rewind it.
struct PartReader {
  std::span<const std::byte> content;
  std::size_t at = 0;
};

std::size_t read_part(char* into, std::size_t size, std::size_t count, void* self) {
  auto& part = *static_cast<PartReader*>(self);
  const std::size_t piece = std::min(size * count, part.content.size() - part.at);
  if (piece > 0) std::memcpy(into, part.content.data() + part.at, piece);
  part.at += piece;
  return piece;
}

int seek_part(void* self, curl_off_t offset, int origin) {
  auto& part = *static_cast<PartReader*>(self);
  if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_FAIL;
  part.at = std::min(static_cast<std::size_t>(offset), part.content.size());
  return CURL_SEEKFUNC_OK;
}

// Configures the easy handle for one request and resets it afterwards.
class EasySetup {
 public:
  EasySetup(CurlHandle& handle, ExchangeState& progress)
      : curl_(handle.curl), easy_(handle.easy), progress_(progress) {
    curl_.easy_reset(easy_);
  }
  EasySetup(const EasySetup&) = delete;
  EasySetup& operator=(const EasySetup&) = delete;
  ~EasySetup() {
    curl_.easy_reset(easy_);
    curl_.slist_free_all(headers_);
    curl_.mime_free(mime_);
  }

  void apply(const CertificateAuthorities& authorities) {
    set_connection(authorities);
    set_callbacks();
    set_request();
  }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_.easy_setopt(easy_, option, value) != CURLE_OK) {
      throw HttpError(Error(ErrorCode::invalid_config, "libcurl is too old: option {}",
                            static_cast<int>(option)),
                      Sent::no);
    }
  }

  void set_connection(const CertificateAuthorities& authorities) {
    const HttpRequest& request = progress_.request;
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    // With HTTP/2 libcurl may repeat a request when a stream is refused.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    set(CURLOPT_BUFFERSIZE, receive_buffer);
    set(CURLOPT_ACCEPT_ENCODING, "gzip");
    set(CURLOPT_USERAGENT, "limner");
    if (!authorities.file.empty()) set(CURLOPT_CAINFO, authorities.file.c_str());
    if (!authorities.directory.empty()) set(CURLOPT_CAPATH, authorities.directory.c_str());
    if (authorities.file.empty() && authorities.directory.empty()) use_only_bundle();
    // On a reused connection libcurl repeats a request when the peer has closed it, which may be
    // charged twice.
    if (request.method != "GET" || request.public_only) set(CURLOPT_FRESH_CONNECT, 1L);
    const std::string host = host_of(request.url);
    if (is_loopback(host)) set(CURLOPT_PROXY, "");
    if (request.public_only && !is_host_among(host, request.trusted_hosts)) {
      set(CURLOPT_FORBID_REUSE, 1L);
      set(CURLOPT_PROXY, "");
      set(CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
      set(CURLOPT_OPENSOCKETDATA, &progress_);
    }
  }

  // libcurl reads the certificate authorities once for all connections when they are one file.
  // Where a system has the same in a directory, it would read them for each.
  void use_only_bundle() {
    const char* bundle = nullptr;
    std::error_code unreadable;
    const bool has_bundle = curl_.easy_getinfo(easy_, CURLINFO_CAINFO, &bundle) == CURLE_OK &&
                            bundle != nullptr && std::filesystem::exists(bundle, unreadable);
    if (has_bundle) set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }

  void set_callbacks() {
    set(CURLOPT_PREREQFUNCTION, before_sending);
    set(CURLOPT_PREREQDATA, &progress_);
    set(CURLOPT_HEADERFUNCTION, on_header);
    set(CURLOPT_HEADERDATA, &progress_);
    set(CURLOPT_WRITEFUNCTION, on_body_piece);
    set(CURLOPT_WRITEDATA, &progress_);
  }

  void set_request() {
    const HttpRequest& request = progress_.request;
    add_header("Expect:");  // do not wait for 100 Continue
    for (const HttpHeader& header : request.headers)
      add_header((header.name + ": " + header.value).c_str());
    set(CURLOPT_HTTPHEADER, headers_);
    if (!request.parts.empty()) {
      set_parts();
    } else if (request.method != "GET") {
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
      set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
  }

  void set_parts() {
    mime_ = curl_.mime_init(easy_);
    readers_.reserve(progress_.request.parts.size());
    for (const HttpPart& part : progress_.request.parts) {
      readers_.push_back({part.content});
      curl_mimepart* made = curl_.mime_addpart(mime_);
      curl_.mime_name(made, part.name.c_str());
      if (!part.file_name.empty()) curl_.mime_filename(made, part.file_name.c_str());
      if (!part.media_type.empty()) curl_.mime_type(made, part.media_type.c_str());
      curl_.mime_data_cb(made, static_cast<curl_off_t>(part.content.size()), read_part, seek_part,
                         nullptr, &readers_.back());
    }
    set(CURLOPT_MIMEPOST, mime_);
  }

  void add_header(const char* line) {
    if (std::strpbrk(line, "\r\n") != nullptr) {
      throw HttpError(Error(ErrorCode::invalid_input, "a header contains a line break"), Sent::no);
    }
    headers_ = curl_.slist_append(headers_, line);
  }

  const CurlLibrary& curl_;
  CURL* easy_;
  ExchangeState& progress_;
  curl_slist* headers_ = nullptr;
  curl_mime* mime_ = nullptr;
  std::vector<PartReader> readers_;
};

// "127.0.0.1:1234": the port says which server of this machine does not run.
std::string host_and_port(const std::string& url) {
  const std::optional<Origin> origin = origin_of(url);
  return origin && is_loopback(origin->host) ? fmt::format("{}:{}", origin->host, origin->port)
                                             : host_of(url);
}

std::string error_message(const CurlLibrary& curl, CURLcode code, const HttpRequest& request) {
  const std::string host = host_of(request.url);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return fmt::format("cannot resolve the host {}", host);
    case CURLE_COULDNT_RESOLVE_PROXY: return "cannot resolve the proxy";
    case CURLE_COULDNT_CONNECT:
      return fmt::format("cannot connect to {}", host_and_port(request.url));
    case CURLE_OPERATION_TIMEDOUT: return fmt::format("{} did not answer in time", host);
    case CURLE_PEER_FAILED_VERIFICATION:
      return fmt::format("the certificate of {} is not trusted", host);
    case CURLE_PARTIAL_FILE: return fmt::format("the answer of {} was cut short", host);
    case CURLE_GOT_NOTHING: return fmt::format("{} closed the connection without an answer", host);
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR: return fmt::format("the connection to {} was lost", host);
    default: return fmt::format("{}: {}", host, curl.easy_strerror(code));
  }
}

std::string help_for(CURLcode code, const std::string& url) {
  const std::optional<Origin> origin = origin_of(url);
  if (code == CURLE_COULDNT_CONNECT && origin && is_loopback(origin->host))
    return "start the server there, or change the base URL of the provider: limner help config";

  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
    return "set the certificate authorities of your network: SSL_CERT_FILE=/path/ca.pem";
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
    return "write the URL as https://host/path";
  return "check the network and the proxy, and try again";
}

[[noreturn]] void fail(const CurlLibrary& curl, CURLcode code, const ExchangeState& progress) {
  if (!progress.refused_address.empty()) {
    throw HttpError(Error(ErrorCode::invalid_input, "{} does not have a public address",
                          progress.refused_address)
                        .with_help("give the picture as a file, not as a URL"),
                    Sent::no);
  }
  if (progress.sink.failure()) throw HttpError(*progress.sink.failure(), sent(progress));
  throw HttpError(
      Error(ErrorCode::provider_unavailable, "{}", error_message(curl, code, progress.request))
          .with_help(help_for(code, progress.request.url)),
      sent(progress));
}

// The body started but is incomplete.
bool is_cut_short(CURLcode code) {
  return code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR ||
         code == CURLE_BAD_CONTENT_ENCODING;
}

// For a 4xx or 5xx the status is sufficient.
bool is_answer(CURLcode code, int status) {
  return code == CURLE_OK || (status >= 400 && is_cut_short(code));
}

// `code` is absent when the transfer was stopped.
bool is_truncated_success(std::optional<CURLcode> code, const ExchangeState& progress) {
  return progress.request.keep_truncated && progress.is_success && progress.sink.size() > 0 &&
         (!code || is_cut_short(*code) || code == CURLE_OPERATION_TIMEDOUT);
}

}  // namespace

CurlHandle::CurlHandle(TransferLoop& owner)
    : loop(owner), curl(owner.curl()), easy(owner.curl().easy_init()) {
  if (easy == nullptr) throw std::bad_alloc();
}

CurlHandle::~CurlHandle() {
  curl.easy_cleanup(easy);
}

ExchangeResult exchange(CurlHandle& handle, const HttpRequest& request,
                        const CertificateAuthorities& authorities, const std::stop_token& stop) {
  const CurlLibrary& curl = handle.curl;
  const std::vector<std::string> secrets = secret_forms(request.secrets);
  ExchangeState progress{
      .request = request,
      .secrets = secrets,
      .sink = BodySink(request.save_in, request.max_body, secrets, request.max_body_hint)};
  EasySetup setup(handle, progress);
  setup.apply(authorities);
  const std::optional<CURLcode> code = handle.loop.perform(handle.easy, stop);
  progress.answer.is_truncated = is_truncated_success(code, progress);
  if (!code && !progress.answer.is_truncated) {
    throw HttpError(
        Error(ErrorCode::interrupted, "stopped while waiting for {}", host_of(request.url)),
        sent(progress));
  }
  long status = 0;
  curl.easy_getinfo(handle.easy, CURLINFO_RESPONSE_CODE, &status);
  if (!progress.answer.is_truncated && !is_answer(*code, static_cast<int>(status)))
    fail(curl, *code, progress);
  ExchangeResult done{.answer = std::move(progress.answer)};
  done.answer.status = static_cast<int>(status);
  choose_target(progress);
  try {
    progress.sink.move_into(done.answer);
  } catch (const Error& error) {
    throw HttpError(error, sent(progress));
  }
  const char* location = nullptr;
  curl.easy_getinfo(handle.easy, CURLINFO_REDIRECT_URL, &location);
  if (location != nullptr) done.location = location;
  return done;
}

}  // namespace limner::net
