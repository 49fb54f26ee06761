// Other programs, started without a shell.
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
  std::vector<std::string> argv;         // argv[0] is looked up in PATH
  std::vector<std::string> environment;  // "NAME=value": all that it sees
  std::filesystem::path directory = {};  // where it works; empty: here
  std::string_view input = {};           // its stdin
  Millis limit{600'000};                 // of real time; then it is killed
  std::size_t most_output = 64 << 10;    // bytes of stdout; with more it is killed
  // It and what it starts are a group of their own: killed together, and out of reach of
  // the terminal's keys. Its stderr is kept. Otherwise both are this program's.
  bool new_process_group = false;
};

enum class ProcessEnd { exited, killed, timed_out, output_limit_exceeded, stopped };

struct ProcessResult {
  ProcessEnd end = ProcessEnd::exited;
  int code = 0;           // exit status, or the signal that killed it
  std::string output;     // stdout
  std::string error_output;  // the last of stderr, when it was kept
};

// Returns when it has ended or was killed. Throws Error{not_found} when it cannot be
// started: nothing has happened then.
ProcessResult run_process(const ProcessOptions& options, const std::stop_token& stop);

// This program's environment, "NAME=value" each: as far as it is named, or but for what is.
std::vector<std::string> environment_with(std::span<const std::string_view> names);
std::vector<std::string> environment_without(std::span<const std::string> hidden);

// The form that exec and posix_spawn want; valid as long as `words`.
std::vector<char*> pointers_to(const std::vector<std::string>& words);

}  // namespace limner
