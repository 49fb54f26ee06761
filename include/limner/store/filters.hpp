// Selections of rows. An empty field does not restrict the selection.
#pragma once

#include <limner/clock.hpp>
#include <limner/id.hpp>
#include <limner/money.hpp>
#include <limner/store/states.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace limner::store {

struct RunFilter {
  std::optional<RunStatus> status;
  std::string template_id;
  std::optional<Time> since;  // queued at or after
  std::string request_id;
  std::optional<BatchId> batch;
  int limit = 0;  // the newest; 0: all
};

struct ArtifactFilter {
  std::optional<ArtifactStatus> status;
  std::optional<RunId> run;
  std::optional<std::pair<std::string, std::string>> tag;  // key and value
  int limit = 0;                                           // the newest; 0: all
};

// By the time the money was spent: an entry that supersedes another counts at the time of the
// first. Of an artifact: the entries of its calls, with the artifact's share of each amount. An
// amount is divided equally; what is left, in billionths, goes one each to the first artifacts.
struct CostFilter {
  std::optional<RunId> run;
  std::optional<BatchId> batch;  // the runs of it
  std::optional<CallId> call;
  std::optional<ArtifactId> artifact;
  std::optional<Time> since, until;  // since <= time < until
  std::optional<CostStatus> status;
  bool with_superseded = false;
};

enum class GroupBy { run, artifact, provider, model, month, day, tag };

struct CostGroup {
  std::string key;  // an id or a name; a month as "2026-11", a day as "2026-11-30", UTC
  std::int64_t entries = 0;
  Money estimated;                  // with the reserves of open calls
  Money actual;                     // of the entries that have one
  std::int64_t without_actual = 0;  // entries that have none
  Money most = {};                  // as in CostTotal
  std::int64_t open_calls = 0;      // as in CostTotal; so is `reserved`
  Money reserved = {};
};

}  // namespace limner::store
