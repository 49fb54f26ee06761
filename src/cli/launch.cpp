// Starts programs without a shell.
#include "cli/launch.hpp"

#include "app/key_variables.hpp"

#include <limner/error.hpp>
#include <limner/process.hpp>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

#include <cstring>

namespace limner::cli {

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

  const std::vector<std::string> environment = environment_without(app::all_key_variables());
  pid_t child = 0;
  const int failure =
      posix_spawnp(&child, argv.front().c_str(), &files, &attributes, null_terminated(argv).data(),
                   null_terminated(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (failure == 0) return;
  throw Error(ErrorCode::usage, "cannot start {}: {}", argv.front(), std::strerror(failure))
      .with_help(argv.size() > 1 ? "open the file yourself: " + argv.back()
                                 : "install it, or start it yourself");
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
