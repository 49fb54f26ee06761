// Ctrl-C, kill and a closed terminal, turned into a request to stop.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>
#include <vector>

namespace limner {

// While it lives: the first SIGINT, SIGTERM or SIGHUP asks `stop` to stop, the
// second ends the process at once. A signal that was ignored stays ignored
// (nohup). Make it before other threads, so that they leave the signals to it.
class StopOnSignal {
 public:
  explicit StopOnSignal(std::stop_source stop);
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  ~StopOnSignal();

  int caught() const { return caught_; }  // the first signal; 0: none

 private:
  void watch();

  std::stop_source stop_;
  std::vector<int> signals_;
  std::atomic<int> caught_ = 0;
  std::thread watcher_;
};

// Ends the process as `signal` would have, so that a shell's loop stops too;
// with 0, gives `exit_code` back.
int ended_by(int signal, int exit_code);

}  // namespace limner
