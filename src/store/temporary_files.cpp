#include "store/temporary_files.hpp"

#include "store/answers.hpp"

#include <chrono>
#include <system_error>

namespace limner::store {

namespace fs = std::filesystem;

fs::path temporary_directory(const fs::path& store) {
  return store / "tmp";
}

void remove_old_temporary_files(const fs::path& store) noexcept {
  std::error_code ignored;
  const auto yesterday = fs::file_time_type::clock::now() - std::chrono::hours(24);
  for (fs::directory_iterator at(temporary_directory(store), ignored), end; at != end;
       at.increment(ignored)) {
    if (at->path().extension() == answer_ending) continue;
    if (at->last_write_time(ignored) < yesterday) fs::remove_all(at->path(), ignored);
  }
}

}  // namespace limner::store
