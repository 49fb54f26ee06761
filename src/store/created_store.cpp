#include "store/created_store.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>
#include <limner/store.hpp>

#include <system_error>

namespace limner::store {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view marker_text =
    "A limner store was created in this directory. Keep this file: with it limner notices that\n"
    "limner.db was lost, instead of creating an empty one without spending limits.\n";

fs::path marker_in(const fs::path& store) {
  return store / "limner.store";
}

// The newest copy that a migration has made of the database.
fs::path newest_backup(const fs::path& store) {
  fs::path newest;
  std::error_code ignored;
  for (fs::directory_iterator at(store, ignored), end; at != end; at.increment(ignored)) {
    const std::string name = at->path().filename().string();
    const bool is_backup = name.starts_with("limner.db.before-") && !name.ends_with(".draft");
    if (is_backup && at->path() > newest) newest = at->path();
  }
  return newest;
}

}  // namespace

// Stores of earlier versions have pictures, but no marker.
bool was_created(const fs::path& store) {
  std::error_code unreadable;
  if (fs::exists(marker_in(store), unreadable)) return true;
  const fs::path artifacts = store / "artifacts";
  return fs::is_directory(artifacts, unreadable) && !fs::is_empty(artifacts, unreadable) &&
         !unreadable;
}

void mark_as_created(const fs::path& store) noexcept {
  try {
    if (!fs::exists(marker_in(store))) write_file(marker_in(store), as_bytes(marker_text));
  } catch (...) {
  }
}

void refuse_lost_database(const fs::path& store) {
  const fs::path backup = newest_backup(store);
  const std::string source = backup.empty() ? "a backup" : backup.string();
  throw Error(ErrorCode::store_damaged,
              "{} is missing or empty, but the store was used before: its spending limits, "
              "wallets and ledger are lost",
              (store / "limner.db").string())
      .with_help(fmt::format("restore limner.db from {}; to begin with a new store, move {} away",
                             source, store.string()));
}

bool has_store(const fs::path& directory) {
  std::error_code unreadable;
  return fs::exists(directory / "limner.db", unreadable) || was_created(directory);
}

}  // namespace limner::store
