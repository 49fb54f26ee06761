// One request and its answer, without following redirects.
#pragma once

#include "net/curl_library.hpp"

#include <limner/net.hpp>

namespace limner::net {

// libcurl's handles with their open connections. Used by one exchange at a time.
class CurlHandles {
 public:
  explicit CurlHandles(const CurlLibrary& library);
  CurlHandles(const CurlHandles&) = delete;
  CurlHandles& operator=(const CurlHandles&) = delete;
  ~CurlHandles();

  const CurlLibrary& curl;
  CURL* easy;
  CURLM* multi;
};

struct CertificateAuthorities {
  std::string file;       // certificates, PEM; empty: libcurl's own
  std::string directory;  // the same, hashed
};

struct ExchangeResult {
  HttpAnswer answer;
  std::string location;  // absolute redirect target of a 3xx, or empty
};

// Throws HttpError when there is no complete answer.
ExchangeResult exchange(CurlHandles& handles, const HttpRequest& request,
                        const CertificateAuthorities& authorities, const std::stop_token& stop);

}  // namespace limner::net
