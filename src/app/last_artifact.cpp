#include "app/last_artifact.hpp"

namespace limner::app {

std::string last_artifact_note(const store::Records& records, std::string_view text,
                               const store::ArtifactRow& found) {
  if (text != "@last") return {};
  const std::vector<store::RunRow> newest = records.runs({.limit = 1});
  if (newest.empty() || found.run == newest.front().id || found.created > newest.front().queued)
    return {};
  const store::RunRow& run = newest.front();
  if (!records.artifacts({.run = run.id, .limit = 1}).empty()) return {};
  const std::string origin = found.run ? fmt::format("of run {}", found.run->short_id())
                                       : std::string("an imported picture");
  return fmt::format("@last is artifact {}, {}; the newest run {} ({}) has no picture",
                     found.id.short_id(), origin, run.id.short_id(), to_string(run.status));
}

}  // namespace limner::app
