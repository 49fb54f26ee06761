// Child processes.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <functional>
#include <utility>

namespace limner::store {

// Runs `work` in a child process, which ends without unwinding: 0 when `work`
// returns true, 1 when false, 2 when it throws.
class Child {
 public:
  explicit Child(const std::function<bool()>& work) : pid_(fork()) {
    if (pid_ != 0) return;
    int code = 2;
    try {
      code = work() ? 0 : 1;
    } catch (const std::exception&) {
      code = 2;
    }
    _exit(code);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) kill();
  }

  // The exit code, or 128 and the signal.
  int wait() {
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  void kill() {
    ::kill(pid_, SIGKILL);
    wait();
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

}  // namespace limner::store
