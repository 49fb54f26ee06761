// Records review decisions about artifacts.
#pragma once

#include "app/context.hpp"
#include "app/report/json_output.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

// Resolves ids of artifacts or runs to artifacts, without duplicates, in that order. For
// a run, only artifacts in the state `preferred` if it has any. Throws
// Error{not_found} for an unknown id or a run without artifacts.
std::vector<ArtifactReport> reviewed_artifacts(const store::Records& records,
                                               const std::vector<std::string>& ids,
                                               std::optional<store::ArtifactStatus> preferred = {});

struct ReviewDecision {
  store::ReviewVerdict verdict = store::ReviewVerdict::approved;
  std::string reviewer;  // empty: $USER, else $LOGNAME
  std::string note;      // the reason; may be empty
};

// Records one decision about each artifact that `ids` mean, as reviewed_artifacts() resolves
// them, and returns the artifacts with it. Approved and rejected are given to artifacts in
// review, reopened to rejected ones. Every artifact and its file is checked before the
// first decision is written: throws Error{usage} for one in another state or without a
// file, Error{store_damaged} for a file with other bytes. Each decision is a transaction.
std::vector<ArtifactReport> record_verdicts(store::Records& records, const store::BlobStore& blobs,
                                            const std::vector<std::string>& ids,
                                            const ReviewDecision& decision, const Context& context);

// "by ada, 2026-11-21T03:31:33.000Z: too dark"; `time` is the formatted time of the review.
std::string verdict_text(const store::ReviewRow& review, std::string_view time);

}  // namespace limner::app
