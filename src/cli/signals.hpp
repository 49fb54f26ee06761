// Ctrl-C, kill and a closed terminal, turned into a request to stop.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>
#include <vector>

namespace limner::cli {

// While it lives: the first SIGINT, SIGTERM or SIGHUP asks `stop` to stop, the
// second ends the process at once. A signal that was ignored stays ignored
// (nohup). Make it before other threads, so that they leave the signals to it.
class SignalHandler {
 public:
  explicit SignalHandler(std::stop_source stop);
  SignalHandler(const SignalHandler&) = delete;
  SignalHandler& operator=(const SignalHandler&) = delete;
  ~SignalHandler();

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

}  // namespace limner::cli
