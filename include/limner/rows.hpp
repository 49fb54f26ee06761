// What the store remembers, as rows: runs, steps, calls, costs, artifacts, reviews.
#pragma once

#include <limner/asset.hpp>
#include <limner/clock.hpp>
#include <limner/id.hpp>
#include <limner/money.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limner {

struct RunRow {
  RunId id;
  std::string request_id;  // ULID of the invocation
  std::string template_id;
  std::string template_digest;
  std::string title;   // the subject, for lists
  std::string status;  // queued running review completed approved rejected failed canceled in_doubt
  nlohmann::json specification;  // frozen; never changes after the start
  nlohmann::json intake;
  int take = 1;
  Time queued;
  std::optional<Time> started, first_artifact, completed;
  std::optional<std::int64_t> duration_ms;
  // null, or {"code", "step", "message", "recovery", "retryable", "charged"}
  nlohmann::json failure;
  nlohmann::json output;
  std::vector<std::pair<std::string, std::string>> tags;
};

struct StepRow {
  int ordinal = 0;
  std::string id, name, uses;
  // pending running waiting succeeded failed skipped reused in_doubt canceled
  std::string status = "pending";
  std::string provider, model;
  // {"requested", "resolved", "underlying", "outputType", "reason"}
  nlohmann::json model_execution;
  std::optional<Time> started, finished;
  std::optional<std::int64_t> duration_ms;
  int attempts = 0;
  std::string cache_key, reused_from;
  nlohmann::json inputs, outputs, usage, warnings, failure;
};

struct CallRow {
  CallId id;
  RunId run;
  int step = 0;  // ordinal
  int attempt = 1;
  std::string state;  // intent dispatching accepted succeeded failed in_doubt void
  std::string provider, model, operation;
  std::string request_digest;
  std::string idempotency_key;
  std::string remote_id;
  bool embedded = false;  // answered by this process: never in doubt
  std::string charge;     // hosted, personal
  Money reserved;
  std::optional<Digest> raw_answer;
  std::string billing_class;
  nlohmann::json failure;
  Time at;
};

// Ledger entries are only ever added; a newer one supersedes an older by naming it.
struct CostEntry {
  EntryId id;
  Time at;
  RunId run;
  std::optional<ArtifactId> artifact;  // when read: the run's only artifact, if it has one
  int step = 0;
  std::string step_name;
  std::optional<CallId> call;
  std::optional<EntryId> supersedes;
  std::string provider, operation, model;
  std::int64_t quantity = 1;
  std::string unit;
  Money unit_price;
  Money estimated;
  std::optional<Money> actual;
  std::string status;  // estimated provider_reported reconciled disputed
  std::string pricing_source, pricing_version, source_url;
  std::string charge;
};

// As settled as its least settled entry: disputed before estimated before
// provider_reported before reconciled. Of no entries: zero, zero, reconciled.
struct CostTotal {
  Money estimated;
  std::optional<Money> actual;  // absent while any entry has none
  std::string status = "estimated";
};

struct ArtifactFile {
  std::string role;  // raw processed source …
  Asset asset;
  std::string kind, bucket, object_key;
};

struct ArtifactRow {
  ArtifactId id;
  std::optional<RunId> run;
  std::string type, artifact_class;
  std::string status;   // pending review approved rejected superseded completed
  std::string primary;  // role
  nlohmann::json request, model_execution, context, usage, failure, record, evaluation, credits;
  Time created;
  std::optional<Time> completed;
  std::vector<ArtifactFile> files;
  std::vector<std::pair<std::string, std::string>> tags;
};

struct ReviewRow {
  ReviewId id;
  ArtifactId artifact;
  std::optional<RunId> run;
  std::string verdict;  // approved rejected reopened
  Digest seen;          // the primary file the verdict was given on
  std::string reviewer, note;
  Time at;
};

struct TemplateVersion {
  std::string digest, id, version, canonical, source;
};

struct CatalogSnapshot {
  std::string digest, content;
};

}  // namespace limner
