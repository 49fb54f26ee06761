// Child processes.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
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

// A child that reports a text and then waits to be killed.
class ReportingChild {
 public:
  using Report = std::function<bool(std::string_view)>;  // returns when the child is killed
  explicit ReportingChild(const std::function<bool(const Report&)>& work)
      : child_([&] {
          return work([&](std::string_view text) {
            return write(channel_[1], text.data(), text.size()) > 0 && pause() != 0;
          });
        }) {
    close(channel_[1]);
    std::array<char, 256> buffer{};
    const ssize_t size = read(channel_[0], buffer.data(), buffer.size());
    text_.assign(buffer.data(), static_cast<std::size_t>(size > 0 ? size : 0));
    close(channel_[0]);
  }

  const std::string& text() const { return text_; }  // empty: the child has failed
  Child& process() { return child_; }

 private:
  std::array<int, 2> channel_ = [] {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) std::terminate();
    return ends;
  }();
  std::string text_;
  Child child_;
};

}  // namespace limner::store
