// Http by libcurl: reuses connections and checks redirects.
#include "net/exchange.hpp"

#include <algorithm>
#include <mutex>

namespace limner::net {

namespace {

constexpr int max_redirects = 5;
constexpr std::size_t max_idle = 32;  // handles kept for the next request

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// public_only requires encryption, so that the content of a fetched URL cannot be read or
// replaced on the way.
void refuse_plain(const HttpRequest& request) {
  const std::optional<Origin> origin = origin_of(request.url);
  if (!origin) {
    throw HttpError(
        Error(ErrorCode::invalid_input, "{} is not a usable URL", redact_url(request.url))
            .with_help("write https://host/path, without a user name"),
        Sent::no);
  }
  if (!request.public_only || origin->scheme == "https" ||
      is_host_among(origin->host, request.trusted_hosts))
    return;
  throw HttpError(Error(ErrorCode::invalid_input, "{} is not encrypted", redact_url(request.url))
                      .with_help("write https://, or give the picture as a file"),
                  Sent::no);
}

[[noreturn]] void refuse_redirect(const std::string& from, const std::string& to,
                                  std::string_view why) {
  throw HttpError(Error(ErrorCode::provider_unavailable, "{} redirects to {}, {}", host_of(from),
                        redact_url(to), why),
                  Sent::perhaps);
}

// The request that a redirect asks for. Throws when it must not be followed.
HttpRequest redirected(HttpRequest request, const std::string& location) {
  const std::optional<Origin> from = origin_of(request.url);
  const std::optional<Origin> to = origin_of(location);
  if (!from || !to) refuse_redirect(request.url, location, "which is not a usable URL");
  const bool any = std::ranges::count(request.redirect_hosts, "*") > 0;
  if (*to != *from && !any && !is_host_among(to->host, request.redirect_hosts))
    refuse_redirect(request.url, location, "which is not allowed");
  if (from->scheme == "https" && to->scheme != "https")
    refuse_redirect(request.url, location, "which is not encrypted");
  if (*to != *from) {
    request.headers.clear();  // keys must not reach another origin
    request.public_only = true;
  }
  request.url = location;
  return request;
}

void discard(const HttpAnswer& answer) {
  std::error_code ignored;
  if (!answer.file.empty()) std::filesystem::remove(answer.file, ignored);
}

class CurlHttp : public Http {
 public:
  explicit CurlHttp(CertificateAuthorities authorities) : authorities_(std::move(authorities)) {}

  HttpAnswer send(const HttpRequest& request, std::stop_token stop) override {
    auto handle = acquire_handle();  // loads the library, or throws HttpError
    HttpRequest next = request;
    for (int hop = 0;; ++hop) {
      refuse_plain(next);
      ExchangeResult done = exchange(*handle, next, authorities_, stop);
      const bool follow = is_redirect(done.answer.status) && next.method == "GET";
      if (!follow || done.location.empty()) {
        release_handle(std::move(handle));
        return std::move(done.answer);
      }
      discard(done.answer);
      if (hop == max_redirects)
        refuse_redirect(next.url, done.location, "after too many redirects");
      next = redirected(std::move(next), done.location);
    }
  }

 private:
  std::unique_ptr<CurlHandle> acquire_handle() {
    const std::lock_guard lock(mutex_);
    if (!loop_) loop_ = std::make_unique<TransferLoop>(library());
    if (idle_.empty()) return std::make_unique<CurlHandle>(*loop_);
    auto handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }

  void release_handle(std::unique_ptr<CurlHandle> handle) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < max_idle) idle_.push_back(std::move(handle));
  }

  static const CurlLibrary& library() {
    try {
      return curl_library();
    } catch (const Error& error) {
      throw HttpError(error, Sent::no);
    }
  }

  CertificateAuthorities authorities_;
  std::mutex mutex_;
  std::unique_ptr<TransferLoop> loop_;
  std::vector<std::unique_ptr<CurlHandle>> idle_;
};

}  // namespace

std::string_view HttpAnswer::header(std::string_view name) const {
  const auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
  const auto found = std::ranges::find_if(headers, [&](const HttpHeader& header) {
    return std::ranges::equal(header.name, name, same);
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

std::unique_ptr<Http> make_http(const EnvironmentVariable& variable) {
  const auto value = [&](std::string_view name) { return variable(name).value_or(""); };
  std::string file = value("CURL_CA_BUNDLE");
  if (file.empty()) file = value("SSL_CERT_FILE");
  return std::make_unique<CurlHttp>(
      CertificateAuthorities{.file = std::move(file), .directory = value("SSL_CERT_DIR")});
}

}  // namespace limner::net
