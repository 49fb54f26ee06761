#include "store/owner.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <fmt/format.h>

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <filesystem>
#include <string>
#include <system_error>

namespace limner::store {

namespace {

using nlohmann::json;

constexpr int fields_before_start_time = 19;  // in /proc/PID/stat, after the name

// The first line of a small file; empty when it cannot be read.
std::string line_of(const std::filesystem::path& file) {
  try {
    const std::string text = read_file(file, 1 << 16);
    return text.substr(0, text.find('\n'));
  } catch (const Error&) {
    return "";
  }
}

std::string host() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return fmt::format("{} {}", name.data(), line_of("/etc/machine-id"));
}

// Identifies a boot of the machine and a PID namespace.
std::string boot() {
  std::error_code none;
  return fmt::format("{} {}", line_of("/proc/sys/kernel/random/boot_id"),
                     std::filesystem::read_symlink("/proc/self/ns/pid", none).string());
}

// In ticks since boot; empty when it is not known or the process is a zombie.
std::string start_time(std::int64_t pid) {
  const std::string line = line_of(fmt::format("/proc/{}/stat", pid));
  // The name is in parentheses and may contain spaces and parentheses.
  std::size_t at = line.rfind(')');
  if (at == line.npos || line.compare(at, 3, ") Z") == 0) return "";
  at += 2;
  for (int field = 0; field < fields_before_start_time; ++field) at = line.find(' ', at) + 1;
  return line.substr(at, line.find(' ', at) - at);
}

bool exists(std::int64_t pid) {
  if (pid <= 0 || pid > INT_MAX) return false;
  return kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
}

bool is_process_record(const json& owner) {
  const auto is_text = [&](const char* member) {
    return owner.contains(member) && owner.at(member).is_string();
  };
  return owner.is_object() && is_text("host") && is_text("boot") && is_text("started") &&
         owner.contains("pid") && owner.at("pid").is_number_integer();
}

}  // namespace

json this_process() {
  const std::int64_t pid = getpid();
  return {{"host", host()}, {"boot", boot()}, {"pid", pid}, {"started", start_time(pid)}};
}

bool may_be_alive(const json& owner) {
  if (!is_process_record(owner)) {
    throw Error(ErrorCode::store_damaged, "the store has an owner that is not a process: {}",
                owner.is_discarded() ? "not JSON" : owner.dump());
  }
  if (owner.value("boot", "") != boot()) return owner.value("host", "") != host();
  const std::int64_t pid = owner.value("pid", std::int64_t{0});
  return exists(pid) && start_time(pid) == owner.value("started", "");
}

}  // namespace limner::store
