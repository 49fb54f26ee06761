// Everything that outlives the process: blobs, runs, steps, calls, artifacts, money.
#pragma once

#include <limner/asset.hpp>
#include <limner/clock.hpp>
#include <limner/id.hpp>
#include <limner/money.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner {

// A directory whose file names are the digests of their contents:
// artifacts/ab/<sha256>.<ext>, mode 0444.
class BlobStore {
 public:
  explicit BlobStore(std::filesystem::path root);  // the store's directory

  // Bytes to tmp/, fsync, rename, fsync of the directory. What is there already
  // is not written again. Throws Error{artifact_storage_failed}.
  Asset put(std::span<const std::byte> content, std::string media_type, int width = 0,
            int height = 0);
  Bytes get(const Asset& asset) const;  // throws Error{artifact_storage_failed} if damaged
  std::filesystem::path path_of(const Asset& asset) const;
  std::string key_of(const Asset& asset) const;  // "ab/<sha256>.<ext>"

 private:
  std::filesystem::path root_;
};

// ---- rows ----

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
  nlohmann::json
      failure;  // null, or {"code", "step", "message", "recovery", "retryable", "charged"}
  nlohmann::json output;
  std::vector<std::pair<std::string, std::string>> tags;
};

struct StepRow {
  int ordinal = 0;
  std::string id, name, uses;
  std::string status =
      "pending";  // pending running succeeded failed skipped reused in_doubt canceled
  std::string provider, model;
  nlohmann::json
      model_execution;  // {"requested", "resolved", "underlying", "outputType", "reason"}
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
  std::optional<ArtifactId> artifact;
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

// ---- the records ----

struct RunFilter {
  std::string status;  // empty: any
  std::string template_id;
  std::optional<Time> since;
  std::string request_id;
  int limit = 0;  // 0: all; newest first
};

struct ArtifactFilter {
  std::string status;
  std::optional<RunId> run;
  std::optional<std::pair<std::string, std::string>> tag;
  int limit = 0;
};

struct CostFilter {
  std::optional<RunId> run;
  std::optional<ArtifactId> artifact;
  std::optional<Time> since, until;
  bool with_superseded = false;
};

struct CostGroup {
  std::string key;
  std::int64_t entries = 0;
  Money estimated;
  Money actual;
  std::int64_t without_actual = 0;
};
enum class GroupBy { run, artifact, provider, model, month };

enum class OpenMode { read_only, read_write };

class Records {
 public:
  // Creates the database, or migrates it with a backup beside it; refuses a
  // newer one without a write (Error{store_too_new}). Opening for writing settles
  // what processes that died have left behind.
  Records(const std::filesystem::path& store, OpenMode mode, Time now);
  ~Records();
  Records(Records&&) noexcept;

  // Each of these is one transaction.
  void begin_run(const RunRow& run, const std::vector<StepRow>& steps,
                 const TemplateVersion& version, const CatalogSnapshot& catalog);
  // Ends one step and starts the next: what happens at one moment is one commit.
  struct Advance {
    const StepRow* finished = nullptr;
    const StepRow* started = nullptr;
    std::vector<Asset> blobs;
    const ArtifactRow* artifact = nullptr;
    std::vector<CallRow> calls;  // answered in this step: their end is part of the step's
    std::vector<CostEntry> costs;
  };
  void advance(const RunId& run, const Advance& what);
  void end_run(const RunRow& run, const Advance& last);

  void open_call(const CallRow& intent);  // state intent
  void dispatch_call(const CallId& id);
  void store_answer(const CallId& id, const Asset& raw);
  // For an attempt that ends before its step does.
  void close_call(const CallRow& call, const std::vector<CostEntry>& costs);

  // Also sets the artifact's status, and its run's.
  void add_review(const ReviewRow& review, std::string_view status);
  void tag(const ArtifactId& id, std::string_view key, std::string_view value);

  std::optional<RunRow> run(const RunId& id) const;
  std::vector<RunRow> runs(const RunFilter& filter) const;
  std::vector<StepRow> steps(const RunId& id) const;
  std::vector<CallRow> calls(const RunId& id) const;
  std::optional<ArtifactRow> artifact(const ArtifactId& id) const;
  std::vector<ArtifactRow> artifacts(const ArtifactFilter& filter) const;
  std::vector<ReviewRow> reviews(const ArtifactId& id) const;
  std::vector<CostEntry> costs(const CostFilter& filter) const;
  CostTotal total(const CostFilter& filter) const;
  std::vector<CostGroup> grouped(GroupBy by, const CostFilter& filter) const;
  std::optional<std::string> template_source(std::string_view digest) const;

  // A full id, any unique prefix, the last eight letters, "@last", "@last~2", a
  // run's request id. Throws Error{not_found} or Error{ambiguous}.
  RunId find_run(std::string_view text) const;
  ArtifactId find_artifact(std::string_view text) const;

  // Usual time of a step or template in this store: the median of the last 20.
  std::optional<Millis> usual_duration(std::string_view template_id) const;

  // Nothing when all invariants that a database can check hold.
  std::vector<std::string> check() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace limner
