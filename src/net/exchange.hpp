// One request and its answer, without following where it points.
#pragma once

#include "net/curl_library.hpp"

#include <limner/net.hpp>

namespace limner::net {

// A pair of libcurl's handles with the connections that they keep open. Used by one
// exchange at a time.
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

struct Authorities {
  std::string file;       // certificates, PEM; empty: libcurl's own
  std::string directory;  // the same, hashed
};

struct Exchanged {
  HttpAnswer answer;
  std::string location;  // where a 3xx points, absolute; empty when it does not
};

// Throws HttpError when no whole answer came.
Exchanged exchange(CurlHandles& handles, const HttpRequest& request, const Authorities& authorities,
                   const std::stop_token& stop);

}  // namespace limner::net
