// Files that a command writes beside its result.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace limner::app {

// A file that is replaced as a whole at the end of a command, a symbolic link too. A pipe or a
// device of that name is opened and written.
class ReportFile {
 public:
  // `name` relative to `base`; `flag` is named in messages. Throws Error{usage} when it is a
  // directory, or cannot be written; creates and changes nothing that stays.
  ReportFile(const std::filesystem::path& base, std::string flag, const std::string& name);

  // Throws Error{store_failed}; the file is then as it was.
  void write(std::string_view text) const;

 private:
  std::string flag_;
  std::filesystem::path path_;
};

// Lines that are added to a file while a command works: each is written at once, whole, also when
// several processes write to the same file. One thread at a time.
class LogFile {
 public:
  // As ReportFile; creates the file.
  LogFile(const std::filesystem::path& base, const std::string& flag, const std::string& name);
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  ~LogFile();

  // `text` with a line feed. A failure ends the log, not the command.
  void write(std::string text) noexcept;
  // Why the log ended; empty: it did not.
  const std::string& failure() const { return failure_; }

 private:
  std::filesystem::path path_;
  int file_ = -1;
  std::string failure_;
};

}  // namespace limner::app
