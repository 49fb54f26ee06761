// One request and its answer, without following redirects.
#pragma once

#include "net/transfer_loop.hpp"

#include <limner/net.hpp>

namespace limner::net {

// libcurl's handle of one request. Used by one exchange at a time; `loop` must outlive it.
class CurlHandle {
 public:
  explicit CurlHandle(TransferLoop& loop);
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;
  ~CurlHandle();

  TransferLoop& loop;
  const CurlLibrary& curl;
  CURL* easy;
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
ExchangeResult exchange(CurlHandle& handle, const HttpRequest& request,
                        const CertificateAuthorities& authorities, const std::stop_token& stop);

}  // namespace limner::net
