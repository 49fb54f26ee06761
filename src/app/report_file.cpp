#include "app/report_file.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <span>
#include <utility>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr mode_t log_mode = 0666;  // reduced by the umask

fs::path checked_path(const fs::path& base, const std::string& flag, const std::string& name) {
  if (name.empty() || name == "-") {
    throw Error(ErrorCode::usage, "{} needs the name of a file", flag)
        .with_help("stdout has the pictures; for example: " + flag + " rows.out");
  }
  fs::path path = base / name;
  std::error_code failure;
  if (fs::is_directory(path, failure)) {
    throw Error(ErrorCode::usage, "{} is a directory: {}", flag, path.string())
        .with_help("name a file in it");
  }
  return path;
}

[[noreturn]] void refuse_file(const std::string& flag, const fs::path& path, int code) {
  throw Error(ErrorCode::usage, "{} cannot be written: {}: {}", flag, path.string(),
              std::strerror(code))
      .with_help(code == ENOENT ? "create its directory first" : "name a file elsewhere");
}

bool is_special(const fs::path& path) {
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  return fs::exists(status) && !fs::is_regular_file(status);
}

// Whether a file can be created beside it and take its name.
void check_directory(const std::string& flag, const fs::path& path) {
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::string name = (directory / ".limner-check-XXXXXX").string();
  const int file = mkstemp(name.data());
  if (file < 0) refuse_file(flag, path, errno);
  close(file);
  unlink(name.c_str());
}

bool write_text(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

ReportFile::ReportFile(const fs::path& base, std::string flag, const std::string& name)
    : flag_(std::move(flag)), path_(checked_path(base, flag_, name)) {
  if (!is_special(path_)) {
    check_directory(flag_, path_);
  } else if (access(path_.c_str(), W_OK) != 0) {
    refuse_file(flag_, path_, errno);
  }
}

void ReportFile::write(std::string_view text) const {
  if (!is_special(path_)) return write_file(path_, std::as_bytes(std::span(text)));
  const int file = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  const bool is_written = file >= 0 && write_text(file, text);
  const int code = errno;
  if (file >= 0) close(file);
  if (is_written) return;
  throw Error(ErrorCode::store_failed, "{} cannot be written: {}: {}", flag_, path_.string(),
              std::strerror(code));
}

LogFile::LogFile(const fs::path& base, const std::string& flag, const std::string& name)
    : path_(checked_path(base, flag, name)) {
  file_ = open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, log_mode);
  if (file_ < 0) refuse_file(flag, path_, errno);
}

LogFile::~LogFile() {
  close(file_);
}

void LogFile::write(std::string text) noexcept try {
  if (!failure_.empty()) return;
  text += '\n';
  if (!write_text(file_, text)) failure_ = fmt::format("{}: {}", path_.string(), strerror(errno));
} catch (...) {
  // Without memory there is no line, and no message about it.
}

}  // namespace limner::app
