#include <limner/asset.hpp>
#include <limner/error.hpp>
#include <limner/file_descriptor.hpp>
#include <limner/process.hpp>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

namespace limner {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t max_error_output = 4096;  // bytes of stderr that are kept
constexpr int slice_ms = 50;                    // interval of checks for a stop and the timeout

Error cannot_start(const std::string& program, int failure) {
  Error error(ErrorCode::not_found, "cannot start {}: {}", program, std::strerror(failure));
  error.with_help("check the path, and that it may be executed");
  return error;
}

struct Pipe {
  FileDescriptor read_end, write_end;

  explicit Pipe(const std::string& program) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw cannot_start(program, errno);
    read_end.reset(ends[0]);
    write_end.reset(ends[1]);
  }
};

// An unlinked file with the input, because a pipe would block or raise SIGPIPE when the program
// does not read it.
void fill_input(FileDescriptor& file, std::string_view input, const std::string& program) {
  std::string name = (std::filesystem::temp_directory_path() / "limner-input.XXXXXX").string();
  file.reset(mkostemp(name.data(), O_CLOEXEC));
  if (file.get() < 0) throw cannot_start(program, errno);
  unlink(name.c_str());
  if (!write_all(file.get(), as_bytes(input))) throw cannot_start(program, errno);
  lseek(file.get(), 0, SEEK_SET);
}

// Owns the file actions and attributes of posix_spawn.
struct SpawnPlan {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};

  SpawnPlan() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
  }

  // The program starts with no blocked signals and the default SIGPIPE and SIGXFSZ.
  void set_signals(bool new_process_group) {
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    sigset_t ignored;
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    sigaddset(&ignored, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attributes, &ignored);
    const int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                      (new_process_group ? POSIX_SPAWN_SETPGROUP : 0);  // to a group of its own: 0
    posix_spawnattr_setflags(&attributes, static_cast<short>(flags));
  }
};

class Process {
 public:
  explicit Process(const ProcessOptions& options)
      : options_(options), output_(options.argv.front()), error_output_(options.argv.front()) {
    const std::string& program = options.argv.front();
    FileDescriptor input;
    fill_input(input, options.input, program);
    SpawnPlan plan;
    plan.set_signals(options.new_process_group);
    posix_spawn_file_actions_adddup2(&plan.files, input.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&plan.files, output_.write_end.get(), STDOUT_FILENO);
    if (options.new_process_group)
      posix_spawn_file_actions_adddup2(&plan.files, error_output_.write_end.get(), STDERR_FILENO);
    if (!options.directory.empty())
      posix_spawn_file_actions_addchdir_np(&plan.files, options.directory.c_str());
    const int failure = posix_spawnp(&id_, program.c_str(), &plan.files, &plan.attributes,
                                     null_terminated(options.argv).data(),
                                     null_terminated(options.environment).data());
    if (failure != 0) throw cannot_start(program, failure);
    output_.write_end.reset();
    error_output_.write_end.reset();
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() { finish(); }

  ProcessResult wait(const std::stop_token& stop) {
    const auto end = SteadyClock::now() + options_.timeout;
    while (!has_ended()) {
      if (stop.stop_requested()) return finish(ProcessEnd::stopped);
      if (SteadyClock::now() >= end) return finish(ProcessEnd::timed_out);
      if (!read_for(slice_ms)) return finish(ProcessEnd::output_limit_exceeded);
    }
    // Reads the data that was written before the end.
    while (read_some(0)) {
      if (result_.output.size() > options_.max_output)
        return finish(ProcessEnd::output_limit_exceeded);
    }
    result_.end = WIFEXITED(status_) ? ProcessEnd::exited : ProcessEnd::killed;
    result_.code = WIFEXITED(status_) ? WEXITSTATUS(status_) : WTERMSIG(status_);
    return std::move(result_);
  }

 private:
  bool has_ended() {
    if (!ended_) ended_ = waitpid(id_, &status_, WNOHANG) == id_;
    return ended_;
  }

  // False when the output limit is exceeded.
  bool read_for(int milliseconds) {
    if (!read_some(milliseconds)) {
      // Both pipes are closed: wait for the end.
      const timespec pause{.tv_sec = 0, .tv_nsec = 5'000'000};
      nanosleep(&pause, nullptr);
    }
    return result_.output.size() <= options_.max_output;
  }

  // False when both pipes are closed, or when `milliseconds` is 0 and there is no data.
  bool read_some(int milliseconds) {
    std::array<pollfd, 2> waiting{
        {{.fd = output_.read_end.get(), .events = POLLIN, .revents = 0},
         {.fd = options_.new_process_group ? error_output_.read_end.get() : -1,
          .events = POLLIN,
          .revents = 0}}};
    if (waiting[0].fd < 0 && waiting[1].fd < 0) return false;
    if (poll(waiting.data(), waiting.size(), milliseconds) <= 0) return milliseconds > 0;
    if (waiting[0].revents != 0) read_available(output_.read_end, result_.output);
    if (waiting[1].revents != 0) read_available(error_output_.read_end, result_.error_output);
    if (result_.error_output.size() > max_error_output)
      result_.error_output.erase(0, result_.error_output.size() - max_error_output);
    return true;
  }

  static void read_available(FileDescriptor& from, std::string& text) {
    std::array<char, 4096> bytes{};
    const ssize_t got = read(from.get(), bytes.data(), bytes.size());
    if (got > 0) {
      text.append(bytes.data(), static_cast<std::size_t>(got));
    } else if (got == 0 || errno != EINTR) {
      from.reset();
    }
  }

  ProcessResult finish(ProcessEnd why) {
    finish();
    result_.end = why;
    return std::move(result_);
  }

  // Its children may outlive it, so the group is always killed.
  void finish() {
    if (options_.new_process_group) kill(-id_, SIGKILL);
    if (ended_) return;
    kill(id_, SIGKILL);
    waitpid(id_, &status_, 0);
    ended_ = true;
  }

  const ProcessOptions& options_;
  Pipe output_, error_output_;
  pid_t id_ = 0;
  int status_ = 0;
  bool ended_ = false;
  ProcessResult result_;
};

// The variables of this program whose names are among `names`, or those whose are not.
template <class Name>
std::vector<std::string> environment(std::span<const Name> names, bool among) {
  std::vector<std::string> kept;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const std::string_view name = text.substr(0, text.find('='));
    if ((std::ranges::find(names, name) != names.end()) == among) kept.emplace_back(text);
  }
  return kept;
}

}  // namespace

ProcessResult run_process(const ProcessOptions& options, const std::stop_token& stop) {
  if (options.argv.empty() || options.argv.front().empty())
    throw Error(ErrorCode::not_found, "there is no program to start");
  return Process(options).wait(stop);
}

std::vector<std::string> environment_with(std::span<const std::string_view> names) {
  return environment(names, true);
}

std::vector<std::string> environment_without(std::span<const std::string> hidden) {
  return environment(hidden, false);
}

std::vector<char*> null_terminated(const std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

}  // namespace limner
