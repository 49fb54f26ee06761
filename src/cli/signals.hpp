// Turns SIGINT, SIGTERM and SIGHUP into a stop request.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>
#include <vector>

namespace limner::cli {

// During its lifetime the first SIGINT, SIGTERM or SIGHUP requests a stop, the
// second ends the process immediately. An ignored signal stays ignored (nohup).
// Construct it before other threads, so that they inherit the signal mask.
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

// Ends the process by raising `signal` with its default action, so that a shell loop
// stops too; returns `exit_code` when `signal` is 0.
int ended_by(int signal, int exit_code);

}  // namespace limner::cli
