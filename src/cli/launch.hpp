// Starts other programs in the background.
#pragma once

#include "cli/session.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace limner::cli {

// Starts argv[0] (looked up in PATH) in a new session without waiting for it. Its streams
// are /dev/null, and keys are removed from its environment. Throws Error{usage} when the
// program does not exist.
void launch_program(const std::vector<std::string>& argv);

struct WorkerStart {
  bool is_ready = false;
  // Of a worker that ended before it was ready:
  int exit_code = 0;
  std::string output;
};

// Starts this program with `arguments` in a new session, with the environment and keys of this
// process and none of its descriptors: stdin is a pipe that the worker closes when it is ready,
// stdout and stderr are added to `log`, which is created with its directory. Returns when the
// worker is ready or has ended. Throws Error{store_failed} for the log, and Error{usage} when the
// program cannot be started.
WorkerStart start_worker(const Session& session, const std::vector<std::string>& arguments,
                         const std::filesystem::path& log);

// For a worker: reports to the process that started it that it is ready, and closes stdin. Once.
void report_ready();

// xdg-open or open, in the background. Throws what Session::launch throws.
void open_file(const Session& session, const std::filesystem::path& file);

}  // namespace limner::cli
