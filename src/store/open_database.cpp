#include "store/open_database.hpp"

#include <sys/stat.h>

#include <map>
#include <mutex>
#include <system_error>
#include <utility>

namespace limner::store {

namespace fs = std::filesystem;

namespace {

using FileNumber = std::pair<std::uint64_t, std::uint64_t>;

// The directory that holds the database after symbolic links, because SQLite follows them. The
// database itself has no inode yet when it is created.
FileNumber directory_of(const fs::path& database) {
  std::error_code unresolved;
  fs::path target = fs::weakly_canonical(database, unresolved);
  if (unresolved) target = database;
  struct stat facts {};
  if (stat(target.parent_path().c_str(), &facts) != 0) return {0, 0};
  return {facts.st_dev, facts.st_ino};
}

struct OpenCounts {
  std::mutex mutex;
  std::map<FileNumber, int> connections;  // by directory
};

OpenCounts& open_counts() {
  static OpenCounts counts;
  return counts;
}

}  // namespace

OpenDatabase::OpenDatabase(const fs::path& database, const std::function<void()>& inspect)
    : directory_(directory_of(database)) {
  const std::lock_guard lock(open_counts().mutex);
  if (!open_counts().connections.contains(directory_)) inspect();
  ++open_counts().connections[directory_];
}

OpenDatabase::~OpenDatabase() {
  const std::lock_guard lock(open_counts().mutex);
  const auto count = open_counts().connections.find(directory_);
  if (--count->second == 0) open_counts().connections.erase(count);
}

}  // namespace limner::store
