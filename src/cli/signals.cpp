// One thread waits for signals; no signal handlers are installed.
#include "cli/signals.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <string_view>

namespace limner::cli {

namespace {

constexpr int wake_up = SIGUSR2;  // from the destructor to the watcher

constexpr std::string_view quitting =
    "\nstopped at once; requests that may have been paid: limner doubts ls\n";

bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t set_of(const std::vector<int>& signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  sigaddset(&set, wake_up);
  return set;
}

[[noreturn]] void end_at_once(int signal) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  ::signal(signal, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  raise(signal);
  _exit(128 + signal);
}

}  // namespace

SignalHandler::SignalHandler(std::stop_source stop) : stop_(std::move(stop)) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (!is_ignored(signal)) signals_.push_back(signal);
  }
  const sigset_t set = set_of(signals_);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  watcher_ = std::thread([this] { watch(); });
}

SignalHandler::~SignalHandler() {
  pthread_kill(watcher_.native_handle(), wake_up);
  watcher_.join();
  const sigset_t set = set_of(signals_);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void SignalHandler::watch() {
  const sigset_t set = set_of(signals_);
  for (int signal = 0; sigwait(&set, &signal) == 0 && signal != wake_up;) {
    if (caught_ != 0) {
      [[maybe_unused]] const auto ignored =
          write(STDERR_FILENO, quitting.data(), quitting.size());  // streams may be locked
      end_at_once(signal);
    }
    caught_ = signal;
    stop_.request_stop();
  }
}

int ended_by(int signal, int exit_code) {
  if (signal != 0) end_at_once(signal);
  return exit_code;
}

}  // namespace limner::cli
