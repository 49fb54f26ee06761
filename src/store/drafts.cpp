#include "store/drafts.hpp"

#include "store/answers.hpp"

#include <chrono>
#include <system_error>

namespace limner {

namespace fs = std::filesystem;

fs::path drafts_of(const fs::path& store) {
  return store / "tmp";
}

void remove_old_drafts(const fs::path& store) noexcept {
  std::error_code ignored;
  const auto yesterday = fs::file_time_type::clock::now() - std::chrono::hours(24);
  for (fs::directory_iterator at(drafts_of(store), ignored), end; at != end;
       at.increment(ignored)) {
    if (at->path().extension() == answer_ending) continue;
    if (at->last_write_time(ignored) < yesterday) fs::remove_all(at->path(), ignored);
  }
}

}  // namespace limner
