#include "app/key_command.hpp"

#include <limner/error.hpp>
#include <limner/process.hpp>

namespace limner::app {

namespace {

constexpr std::size_t most_bytes = 64 << 10;

Error key_command_error(const std::string& program, std::string_view why) {
  Error error(ErrorCode::key_missing, "key_command {} {}", program, why);
  error.with_help("run it yourself to see its output");
  return error;
}

ProcessResult run_key_program(const ProcessOptions& order) {
  try {
    return run_process(order, {});
  } catch (const Error& error) {
    throw Error(ErrorCode::key_missing, "key_command: {}", error.what())
        .with_help("check the command in your config.yaml: limner config path");
  }
}

}  // namespace

std::string run_key_command(const std::vector<std::string>& argv,
                            const std::filesystem::path& directory,
                            std::span<const std::string> hidden, Millis limit) {
  // In the same process group: the program may have to ask on the terminal.
  ProcessResult result = run_key_program({.argv = argv,
                                          .environment = environment_without(hidden),
                                          .directory = directory,
                                          .timeout = limit,
                                          .max_output = most_bytes});
  if (result.end == ProcessEnd::exited && result.code == 0) return std::move(result.output);
  const bool failed_itself = result.end == ProcessEnd::exited || result.end == ProcessEnd::killed;
  throw key_command_error(argv.front(), failed_itself ? "failed" : "did not print a key in time");
}

}  // namespace limner::app
