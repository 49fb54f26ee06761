#include "cli/key_command.hpp"

#include "cli/child_environment.hpp"

#include <limner/error.hpp>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

namespace limner {

namespace {

constexpr std::size_t most_bytes = 64 << 10;

Error failed(const std::string& program, std::string_view why) {
  Error error(ErrorCode::key_missing, "key_command {} {}", program, why);
  error.with_help("run it yourself to see what it says");
  return error;
}

// A running program whose stdout is read here. Ends with it.
class Child {
 public:
  Child(const std::vector<std::string>& argv, std::span<const std::string> hidden) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw failed(argv.front(), std::strerror(errno));
    output_ = ends[0];
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, ends[1], 1);
    const std::vector<std::string> environment = environment_without(hidden);
    const int failure = posix_spawnp(&process_, argv.front().c_str(), &files, nullptr,
                                     pointers_to(argv).data(), pointers_to(environment).data());
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    if (failure == 0) return;
    close(output_);
    throw failed(argv.front(), std::strerror(failure));
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    close(output_);
    if (process_ > 0) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
    }
  }

  // Nothing when it took longer than `limit` or said too much.
  bool read_all(std::string& text, Millis limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    for (;;) {
      const auto left =
          std::chrono::duration_cast<Millis>(end - std::chrono::steady_clock::now()).count();
      pollfd waiting{.fd = output_, .events = POLLIN, .revents = 0};
      if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) == 0) return false;
      char bytes[4096];
      const ssize_t got = read(output_, bytes, sizeof bytes);
      if (got == 0) return true;
      if (got > 0) text.append(bytes, static_cast<std::size_t>(got));
      if (text.size() > most_bytes) return false;
    }
  }

  bool succeeded() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  pid_t process_ = 0;
  int output_ = -1;
};

}  // namespace

std::string run_key_command(const std::vector<std::string>& argv,
                            std::span<const std::string> hidden, Millis limit) {
  Child child(argv, hidden);
  std::string text;
  if (!child.read_all(text, limit)) throw failed(argv.front(), "gave no key in time");
  if (!child.succeeded()) throw failed(argv.front(), "failed");
  return text;
}

}  // namespace limner
