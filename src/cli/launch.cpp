// Starts programs without a shell.
#include "cli/launch.hpp"

#include "app/key_variables.hpp"

#include <limner/error.hpp>
#include <limner/file_descriptor.hpp>
#include <limner/process.hpp>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

// Starts the program and destroys `files` and `attributes`. `help`: what to do when it cannot be
// started.
pid_t spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
            posix_spawn_file_actions_t& files, posix_spawnattr_t& attributes,
            const std::string& help) {
  pid_t child = 0;
  const int failure =
      posix_spawnp(&child, argv.front().c_str(), &files, &attributes, null_terminated(argv).data(),
                   null_terminated(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (failure == 0) return child;
  throw Error(ErrorCode::usage, "cannot start {}: {}", argv.front(), std::strerror(failure))
      .with_help(help);
}

}  // namespace

void launch_program(const std::vector<std::string>& argv) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t ignored;  // here, and that would be inherited
  sigemptyset(&ignored);
  sigaddset(&ignored, SIGPIPE);
  sigaddset(&ignored, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &ignored);
  short flags = POSIX_SPAWN_SETSIGDEF;
#ifdef POSIX_SPAWN_SETSID
  flags |= POSIX_SPAWN_SETSID;
#endif
  posix_spawnattr_setflags(&attributes, flags);

  spawn(argv, environment_without(app::all_key_variables()), files, attributes,
        argv.size() > 1 ? "open the file yourself: " + argv.back()
                        : "install it, or start it yourself");
}

namespace {

// With a number above those of the standard streams, so that it can be put in their places.
void move_above_streams(FileDescriptor& descriptor) {
  if (descriptor.get() < 0 || descriptor.get() > STDERR_FILENO) return;
  descriptor.reset(fcntl(descriptor.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

void open_log(FileDescriptor& file, const fs::path& log) {
  std::error_code failure;
  fs::create_directories(log.parent_path(), failure);
  file.reset(open(log.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  move_above_streams(file);
  if (file.get() < 0) {
    throw Error(ErrorCode::store_failed, "cannot write {}: {}", log.string(), std::strerror(errno));
  }
}

// A worker must not keep a pipe of its parent's parent open: what reads from it would wait.
void close_on_exec() {
  std::error_code unreadable;
  for (fs::directory_iterator at("/dev/fd", unreadable), end; at != end; at.increment(unreadable)) {
    const int descriptor = std::atoi(at->path().filename().c_str());
    if (descriptor > STDERR_FILENO) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  }
}

std::string own_path() {
#ifdef __APPLE__
  std::array<char, 4096> path{};
  auto size = static_cast<std::uint32_t>(path.size());
  if (_NSGetExecutablePath(path.data(), &size) == 0) return path.data();
  return "limner";
#else
  std::error_code unreadable;
  const fs::path path = fs::read_symlink("/proc/self/exe", unreadable);
  return unreadable ? "limner" : path.string();
#endif
}

std::vector<std::string> worker_environment(const Session& session) {
  const std::vector<std::string> keys = app::all_key_variables();
  std::vector<std::string> environment = environment_without(keys);
  for (const std::string& name : keys) {
    if (const auto key = session.variable(name)) environment.push_back(name + "=" + *key);
  }
  return environment;
}

void set_worker_attributes(posix_spawnattr_t& attributes) {
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t usual;
  sigemptyset(&usual);
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGINT, SIGQUIT, SIGTERM, SIGHUP})
    sigaddset(&usual, signal);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
#ifdef POSIX_SPAWN_SETSID
  flags |= POSIX_SPAWN_SETSID;
#endif
  posix_spawnattr_setflags(&attributes, flags);
}

pid_t spawn_worker(const Session& session, const std::vector<std::string>& argv, int ready,
                   int log) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ready, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, log, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, log, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  set_worker_attributes(attributes);
  close_on_exec();
  return spawn(argv, worker_environment(session), files, attributes,
               "without a worker: leave out --detach");
}

std::string read_from(int file, off_t start) {
  std::string text;
  std::array<char, 4096> part{};
  while (true) {
    const ssize_t size = pread(file, part.data(), part.size(), start);
    if (size <= 0) return text;
    text.append(part.data(), static_cast<std::size_t>(size));
    start += size;
  }
}

}  // namespace

WorkerStart start_worker(const Session& session, const std::vector<std::string>& arguments,
                         const fs::path& log) {
  FileDescriptor file;
  open_log(file, log);
  const off_t start = lseek(file.get(), 0, SEEK_END);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    throw Error(ErrorCode::store_failed, "cannot start a worker: {}", std::strerror(errno));
  FileDescriptor read_end(ends[0]), write_end(ends[1]);
  move_above_streams(write_end);
  std::vector<std::string> argv{own_path()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  const pid_t child = spawn_worker(session, argv, write_end.get(), file.get());
  write_end.reset();
  char ready = 0;
  ssize_t size = 0;
  do size = read(read_end.get(), &ready, 1);
  while (size < 0 && errno == EINTR);
  if (size == 1) return {.is_ready = true};
  int status = 0;
  waitpid(child, &status, 0);
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .output = read_from(file.get(), start)};
}

void report_ready() {
  [[maybe_unused]] const ssize_t size = write(STDIN_FILENO, "r", 1);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  if (nothing > STDERR_FILENO) close(nothing);
}

void open_file(const Session& session, const std::filesystem::path& file) {
#ifdef __APPLE__
  const char* viewer = "open";
#else
  const char* viewer = "xdg-open";
#endif
  session.launch({viewer, file.string()});
}

}  // namespace limner::cli
