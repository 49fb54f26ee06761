#include "net/exchange.hpp"

#include "net/body_sink.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace limner::net {

namespace {

constexpr std::size_t most_header_bytes = 256 << 10;
constexpr long receive_buffer = 32 << 10;  // bytes; each call in flight has one

// What the callbacks of one exchange share.
struct Progress {
  const HttpRequest& request;
  BodySink sink;
  HttpAnswer answer = {};
  std::size_t header_bytes = 0;
  bool is_success = false;     // by the last status line
  bool about_to_send = false;  // a connection stands; the next bytes are the request's
  std::string refused_address = {};
};

// The one place that decides it. Name, connection, proxy and TLS come before
// libcurl's last question, and nothing of the request before that.
Sent sent(const Progress& progress) {
  return progress.about_to_send ? Sent::perhaps : Sent::no;
}

int before_sending(void* self, char*, char*, int, int) {
  static_cast<Progress*>(self)->about_to_send = true;
  return CURL_PREREQFUNC_OK;
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* self) {
  auto& progress = *static_cast<Progress*>(self);
  const std::string_view line(data, size);
  progress.header_bytes += size;
  if (progress.header_bytes > most_header_bytes) return 0;
  if (line.starts_with("HTTP/")) {
    progress.answer.headers.clear();
    progress.is_success = line.find(" 2") == line.find(' ');
  }
  const std::size_t colon = line.find(':');
  if (colon != line.npos) {
    progress.answer.headers.push_back(
        {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
  }
  return size;
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* self) {
  auto& progress = *static_cast<Progress*>(self);
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

// Asked with the very address that is connected to: a name that resolves to
// another one a moment later gains nothing.
curl_socket_t open_public_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& progress = *static_cast<Progress*>(self);
  const bool known = address->family == AF_INET || address->family == AF_INET6;
  if (!known || !is_public_address(raw_address(address->addr))) {
    progress.refused_address = redact_url(progress.request.url);
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Reads a part from where it lies, as often as libcurl wants.
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

// The easy handle for one request, as long as it lasts.
class Setup {
 public:
  Setup(CurlHandles& handles, Progress& progress)
      : curl_(handles.curl), easy_(handles.easy), progress_(progress) {
    curl_.easy_reset(easy_);
  }
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;
  ~Setup() {
    curl_.easy_reset(easy_);
    curl_.slist_free_all(headers_);
    curl_.mime_free(mime_);
  }

  void apply(const Authorities& authorities) {
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

  void set_connection(const Authorities& authorities) {
    const HttpRequest& request = progress_.request;
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    // HTTP/2 may send a request again on its own when a stream is refused.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    set(CURLOPT_BUFFERSIZE, receive_buffer);
    set(CURLOPT_ACCEPT_ENCODING, "gzip");
    set(CURLOPT_USERAGENT, "limner");
    if (!authorities.file.empty()) set(CURLOPT_CAINFO, authorities.file.c_str());
    if (!authorities.directory.empty()) set(CURLOPT_CAPATH, authorities.directory.c_str());
    // On a connection that was used before, libcurl sends a request again when the
    // other side hung up: that may be a second payment.
    if (request.method != "GET" || request.public_only) set(CURLOPT_FRESH_CONNECT, 1L);
    if (request.public_only && !is_host_among(host_of(request.url), request.trusted_hosts)) {
      set(CURLOPT_FORBID_REUSE, 1L);
      set(CURLOPT_PROXY, "");
      set(CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
      set(CURLOPT_OPENSOCKETDATA, &progress_);
    }
  }

  void set_callbacks() {
    set(CURLOPT_PREREQFUNCTION, before_sending);
    set(CURLOPT_PREREQDATA, &progress_);
    set(CURLOPT_HEADERFUNCTION, take_header);
    set(CURLOPT_HEADERDATA, &progress_);
    set(CURLOPT_WRITEFUNCTION, take_body);
    set(CURLOPT_WRITEDATA, &progress_);
  }

  void set_request() {
    const HttpRequest& request = progress_.request;
    add_header("Expect:");  // no wait for a 100
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
      throw HttpError(Error(ErrorCode::invalid_input, "a header with a line end is not sent"),
                      Sent::no);
    }
    headers_ = curl_.slist_append(headers_, line);
  }

  const CurlLibrary& curl_;
  CURL* easy_;
  Progress& progress_;
  curl_slist* headers_ = nullptr;
  curl_mime* mime_ = nullptr;
  std::vector<PartReader> readers_;
};

// Until it is done or stopped; nothing when it was stopped.
std::optional<CURLcode> perform(CurlHandles& handles, const std::stop_token& stop) {
  const CurlLibrary& curl = handles.curl;
  const std::stop_callback wake(stop, [&] { curl.multi_wakeup(handles.multi); });
  curl.multi_add_handle(handles.multi, handles.easy);
  std::optional<CURLcode> result;
  int running = 1;
  while (running > 0 && !stop.stop_requested()) {
    curl.multi_perform(handles.multi, &running);
    if (running > 0) curl.multi_poll(handles.multi, nullptr, 0, 1000, nullptr);
  }
  int left = 0;
  while (const CURLMsg* message = curl.multi_info_read(handles.multi, &left)) {
    if (message->msg == CURLMSG_DONE) result = message->data.result;
  }
  curl.multi_remove_handle(handles.multi, handles.easy);
  return result;
}

std::string words_for(const CurlLibrary& curl, CURLcode code, const HttpRequest& request) {
  const std::string host = host_of(request.url);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return fmt::format("there is no host {}", host);
    case CURLE_COULDNT_RESOLVE_PROXY: return "there is no such proxy";
    case CURLE_COULDNT_CONNECT: return fmt::format("cannot connect to {}", host);
    case CURLE_OPERATION_TIMEDOUT: return fmt::format("{} did not answer in time", host);
    case CURLE_PEER_FAILED_VERIFICATION:
      return fmt::format("the certificate of {} is not trusted", host);
    case CURLE_PARTIAL_FILE: return fmt::format("the answer of {} was cut short", host);
    case CURLE_GOT_NOTHING: return fmt::format("{} hung up without an answer", host);
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR: return fmt::format("the connection to {} broke", host);
    default: return fmt::format("{}: {}", host, curl.easy_strerror(code));
  }
}

std::string help_for(CURLcode code) {
  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
    return "name the authorities of your network: SSL_CERT_FILE=/path/ca.pem";
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
    return "write the URL as https://host/path";
  return "check the network and the proxy, and try again";
}

[[noreturn]] void fail(const CurlLibrary& curl, CURLcode code, const Progress& progress) {
  if (!progress.refused_address.empty()) {
    throw HttpError(Error(ErrorCode::invalid_input, "{} is not on the public internet",
                          progress.refused_address)
                        .with_help("give the picture as a file, not as a URL"),
                    Sent::no);
  }
  if (progress.sink.why()) throw HttpError(*progress.sink.why(), sent(progress));
  throw HttpError(
      Error(ErrorCode::provider_unavailable, "{}", words_for(curl, code, progress.request))
          .with_help(help_for(code)),
      sent(progress));
}

// The body began, and more of it was to come.
bool broke_off(CURLcode code) {
  return code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR;
}

// A refusal is whole enough when its status is there.
bool is_answer(CURLcode code, int status) {
  return code == CURLE_OK || (status >= 400 && broke_off(code));
}

// Nothing as a code: it was stopped.
bool is_truncated_success(std::optional<CURLcode> code, const Progress& progress) {
  return progress.request.keep_truncated && progress.is_success &&
         (!code || broke_off(*code) || code == CURLE_OPERATION_TIMEDOUT);
}

}  // namespace

CurlHandles::CurlHandles(const CurlLibrary& library)
    : curl(library), easy(library.easy_init()), multi(library.multi_init()) {
  if (easy == nullptr || multi == nullptr) throw std::bad_alloc();
}

CurlHandles::~CurlHandles() {
  curl.easy_cleanup(easy);
  curl.multi_cleanup(multi);
}

Exchanged exchange(CurlHandles& handles, const HttpRequest& request, const Authorities& authorities,
                   const std::stop_token& stop) {
  const CurlLibrary& curl = handles.curl;
  Progress progress{.request = request, .sink = BodySink(request.save_in, request.max_body)};
  Setup setup(handles, progress);
  setup.apply(authorities);
  const std::optional<CURLcode> code = perform(handles, stop);
  progress.answer.is_truncated = is_truncated_success(code, progress);
  if (!code && !progress.answer.is_truncated) {
    throw HttpError(
        Error(ErrorCode::interrupted, "stopped while waiting for {}", host_of(request.url)),
        sent(progress));
  }
  long status = 0;
  curl.easy_getinfo(handles.easy, CURLINFO_RESPONSE_CODE, &status);
  if (!progress.answer.is_truncated && !is_answer(*code, static_cast<int>(status)))
    fail(curl, *code, progress);
  Exchanged done{.answer = std::move(progress.answer)};
  done.answer.status = static_cast<int>(status);
  try {
    progress.sink.take_into(done.answer);
  } catch (const Error& error) {
    throw HttpError(error, sent(progress));
  }
  const char* location = nullptr;
  curl.easy_getinfo(handles.easy, CURLINFO_REDIRECT_URL, &location);
  if (location != nullptr) done.location = location;
  return done;
}

}  // namespace limner::net
