// Whether another process asks this one to stop.
#pragma once

#include "app/context.hpp"

#include <condition_variable>
#include <mutex>
#include <set>
#include <stop_token>
#include <thread>

namespace limner::app {

// Reads the store four times a second, from a thread and with a connection of its own, which is
// opened when it looks for the first time. A store that cannot be read has no requests.
class StopRequestWatch {
 public:
  struct Watched {
    std::string owner;                              // store::Records::worker_id() of this process
    std::optional<BatchId> batch = {};              // that it works on
    std::function<void(const RunId&)> on_run = {};  // called once for each run
    std::function<void()> on_batch = {};            // called once
  };

  // The functions are called from the thread. `context` must outlive the object.
  StopRequestWatch(const Context& context, Watched watched);
  StopRequestWatch(const StopRequestWatch&) = delete;
  StopRequestWatch& operator=(const StopRequestWatch&) = delete;
  ~StopRequestWatch() = default;  // waits for the thread

 private:
  void watch(const std::stop_token& stop);
  void look(const store::Records& records);

  Watched watched_;
  std::filesystem::path store_;
  store::NetworkFileSystem network_;
  bool batch_stops_ = false;
  std::set<RunId> stopped_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses the members above
};

}  // namespace limner::app
