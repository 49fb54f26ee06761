#include "provider/exec_plugin.hpp"

#include <limner/file.hpp>
#include <limner/json.hpp>
#include <limner/net.hpp>
#include <limner/process.hpp>

#include <array>

namespace limner::provider {

namespace {

constexpr int exec_protocol = 1;
constexpr std::size_t largest_exec_reply = 1 << 20;  // bytes of stdout, without pictures

// What programs commonly need; none of these holds a key.
constexpr std::array<std::string_view, 9> variables{
    "PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LOGNAME"};

std::string failure_reason(const ProcessResult& result, Millis limit) {
  switch (result.end) {
    case ProcessEnd::exited: return fmt::format("ended with exit code {}", result.code);
    case ProcessEnd::killed: return fmt::format("was killed by signal {}", result.code);
    case ProcessEnd::timed_out:
      return fmt::format("did not finish within {} s", limit.count() / 1000);
    case ProcessEnd::output_limit_exceeded:
      return fmt::format("wrote more than {} bytes", largest_exec_reply);
    case ProcessEnd::stopped: return "was stopped";
  }
  return {};
}

std::string last_line(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return net::redact(text.substr(text.rfind('\n') + 1), {});
}

ProcessResult started(const ProcessOptions& options, const std::stop_token& stop) {
  try {
    return run_process(options, stop);
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_config, "{}", error.what())
        .with_help("check the command of the provider exec: limner help exec");
  }
}

CallError failed(const Program& program, const ProcessResult& result) {
  const std::string said = last_line(result.error_output);
  const bool stopped = result.end == ProcessEnd::stopped;
  Error error(stopped ? ErrorCode::interrupted : ErrorCode::in_doubt, "{} {}{}{}",
              program.argv.front(), failure_reason(result, program.limit), said.empty() ? "" : ": ",
              said);
  return CallError(error.with_help("see what is open: limner doubts ls"), Billing::unknown);
}

}  // namespace

std::filesystem::path run_plugin(const Program& program, nlohmann::json request,
                                 const std::filesystem::path& directory,
                                 const std::stop_token& stop) {
  if (program.argv.empty()) {
    throw Error(ErrorCode::invalid_config, "no program is set for the provider exec")
        .with_help("limner help exec");
  }
  if (!request.contains("protocol")) request["protocol"] = exec_protocol;
  request["directory"] = directory.string();
  const std::string input = canonical(request) + "\n";
  const ProcessResult result = started({.argv = program.argv,
                                        .environment = environment_with(variables),
                                        .directory = directory,
                                        .input = input,
                                        .timeout = program.limit,
                                        .max_output = largest_exec_reply,
                                        .new_process_group = true},
                                       stop);
  if (result.end != ProcessEnd::exited || result.code != 0) throw failed(program, result);
  std::filesystem::path file = directory.string() + ".json";
  write_file(file, as_bytes(result.output));
  return file;
}

}  // namespace limner::provider
