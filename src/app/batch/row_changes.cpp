#include "app/batch/row_changes.hpp"

#include <limner/text.hpp>

#include <fmt/ranges.h>

#include <set>
#include <string_view>

namespace limner::app {

RowChanges compare_rows(const std::vector<store::BatchItem>& before,
                        const std::vector<store::BatchItem>& items) {
  std::set<std::string_view> known, known_keys, given, given_keys;
  for (const store::BatchItem& item : before) {
    known.insert(item.digest);
    known_keys.insert(item.key);
  }
  for (const store::BatchItem& item : items) {
    given.insert(item.digest);
    given_keys.insert(item.key);
  }
  RowChanges changes;
  for (const store::BatchItem& item : items) {
    if (known.contains(item.digest)) continue;
    ++(known_keys.contains(item.key) ? changes.changed : changes.added);
  }
  for (const store::BatchItem& item : before) {
    if (!given.contains(item.digest) && !given_keys.contains(item.key)) ++changes.removed;
  }
  return changes;
}

std::string changes_text(const RowChanges& changes, const std::string& name) {
  std::vector<std::string> parts;
  const auto add = [&](std::int64_t rows, std::string_view one, std::string_view several) {
    if (rows == 0) return;
    parts.push_back(fmt::format("{}{} {}", rows,
                                parts.empty() ? (rows == 1 ? " row" : " rows") : "",
                                rows == 1 ? one : several));
  };
  add(changes.added, "is new", "are new");
  add(changes.changed, "has changed", "have changed");
  add(changes.removed, "is removed", "are removed");
  return fmt::format("{} has changed: {}", name, fmt::join(parts, ", "));
}

}  // namespace limner::app
