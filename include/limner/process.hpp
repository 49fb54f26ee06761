// Runs other programs without a shell.
#pragma once

#include <limner/clock.hpp>

#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace limner {

struct ProcessOptions {
  std::vector<std::string> argv;         // argv[0] is searched in PATH
  std::vector<std::string> environment;  // "NAME=value"; nothing is inherited
  std::filesystem::path directory = {};  // working directory; empty: the current one
  std::string_view input = {};           // stdin; must live until run_process returns
  Millis timeout{600'000};               // real time; then it is killed
  std::size_t max_output = 64 << 10;     // bytes of stdout; with more it is killed
  // The program and its children form a process group: they are killed together, and do not
  // receive the terminal's signals; stderr is captured. Otherwise it shares this program's
  // process group and stderr.
  bool new_process_group = false;
};

// `killed` by a signal, `stopped` by the stop token.
enum class ProcessEnd { exited, killed, timed_out, output_limit_exceeded, stopped };

struct ProcessResult {
  ProcessEnd end = ProcessEnd::exited;
  int code = 0;              // exit status, or the number of the signal that killed it
  std::string output;        // stdout, complete when `end` is `exited` or `killed`
  std::string error_output;  // the last 4096 bytes of stderr, with new_process_group
};

// Blocks until the program has ended or was killed. May be called from several threads at once.
// Throws Error{not_found} when it cannot be started: no program was run then.
ProcessResult run_process(const ProcessOptions& options, const std::stop_token& stop);

// This program's environment as "NAME=value": only the variables `names`, or all except
// `hidden`.
std::vector<std::string> environment_with(std::span<const std::string_view> names);
std::vector<std::string> environment_without(std::span<const std::string> hidden);

// The null-terminated array that exec and posix_spawn take; its pointers are valid as long as
// `words` is unchanged.
std::vector<char*> null_terminated(const std::vector<std::string>& words);

}  // namespace limner
