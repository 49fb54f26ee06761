// The thread that performs all transfers of a client.
#pragma once

#include "net/curl_library.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace limner::net {

// One curl multi handle, so that certificate authorities, names and idle connections are kept once
// for all transfers. Its thread starts with the first one. May be used from several threads; the
// destructor must not be called while one is in perform().
class TransferLoop {
 public:
  explicit TransferLoop(const CurlLibrary& library);
  TransferLoop(const TransferLoop&) = delete;
  TransferLoop& operator=(const TransferLoop&) = delete;
  ~TransferLoop();

  // Blocks until the transfer of `easy` has ended; absent when it was stopped. Its callbacks are
  // called in the thread of the loop, and not after this returns: they must not block.
  std::optional<CURLcode> perform(CURL* easy, const std::stop_token& stop);

  const CurlLibrary& curl() const { return curl_; }

 private:
  struct Transfer {
    CURL* easy = nullptr;
    std::optional<CURLcode> result = {};
    bool is_done = false;
    std::condition_variable done = {};
  };

  void run();
  bool take_requests();  // false: the loop ends
  void take_results();
  void stop(Transfer& transfer);
  // With the mutex held:
  void start_transfers();
  void end_transfer(Transfer& transfer, std::optional<CURLcode> result);

  const CurlLibrary& curl_;
  CURLM* multi_;
  std::mutex mutex_;
  std::vector<Transfer*> starting_, active_, stopping_;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace limner::net
