// Measures processes: time, peak memory and exit status.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace limner {

struct ProcessRun {
  std::string name;
  std::vector<std::string> argv;
  int rounds;
  std::vector<double> millis = {};      // wall time
  std::vector<double> cpu_millis = {};  // user and system, of all threads
  long peak_kib = 0;
  bool failed = false;
};

inline void run_once(ProcessRun& row) {
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  for (const int fd : {0, 1, 2})
    posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
  std::vector<char*> argv;
  for (std::string& word : row.argv) argv.push_back(word.data());
  argv.push_back(nullptr);

  const auto began = std::chrono::steady_clock::now();
  pid_t child = 0;
  const int failure = posix_spawnp(&child, argv[0], &quiet, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&quiet);
  int status = 1;
  rusage usage{};
  if (failure == 0) wait4(child, &status, 0, &usage);
  row.millis.push_back(
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
  const auto millis_of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1000 + static_cast<double>(time.tv_usec) / 1000;
  };
  row.cpu_millis.push_back(millis_of(usage.ru_utime) + millis_of(usage.ru_stime));
  row.peak_kib = std::max(row.peak_kib, usage.ru_maxrss);
  row.failed = row.failed || failure != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

inline double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

}  // namespace limner
