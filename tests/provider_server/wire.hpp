// An HTTP/1.1 server on loopback with control over bytes and timing.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace limner::provider_server {

struct WireRequest {
  std::string method;
  std::string target;                          // "/openai/v1/images/generations?x=1"
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  std::string header(const std::string& name) const;
  std::string path() const { return target.substr(0, target.find('?')); }
  std::string base() const { return "http://" + header("host"); }
};

struct WireReply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::chrono::milliseconds wait{0};   // before the first byte
  std::size_t chunk = 0;               // bytes sent at a time; 0: all at once
  std::chrono::milliseconds pause{0};  // between chunks
  std::size_t cut = 0;                 // bytes of Content-Length that are never sent
  bool reset = false;                  // no answer: the connection is reset
  bool chunked = false;                // sent as one chunk, without a length
  bool no_last_chunk = false;          // the connection is closed instead; needs `chunked`
};

// Listens on 127.0.0.1 until it is destroyed. The handler is called from many
// threads at once.
class WireServer {
 public:
  using Handler = std::function<WireReply(const WireRequest&)>;

  explicit WireServer(Handler handler, int port = 0);
  WireServer(const WireServer&) = delete;
  WireServer& operator=(const WireServer&) = delete;
  ~WireServer();

  int port() const { return port_; }
  std::string base() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  void accept_all();
  void serve(int connection);
  bool send_reply(int connection, const WireReply& reply);
  bool wait(std::chrono::milliseconds time);  // false: the server is stopping

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stopped_ = false;
  std::set<int> connections_;
  std::list<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace limner::provider_server
