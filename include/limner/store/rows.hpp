// What the store remembers, as rows: runs, steps, calls, costs, artifacts, reviews.
#pragma once

#include <limner/asset.hpp>
#include <limner/billing.hpp>
#include <limner/clock.hpp>
#include <limner/id.hpp>
#include <limner/money.hpp>
#include <limner/store/states.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limner::store {

struct RunRow {
  RunId id;
  std::string request_id;  // ULID of the invocation
  std::string template_id;
  std::string template_digest;
  std::string title;  // the subject, for lists
  RunStatus status = RunStatus::queued;
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
  StepStatus status = StepStatus::pending;
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
  CallState state = CallState::intent;
  std::string provider, model, operation;
  nlohmann::json request;  // what was asked, pictures by their digest; null when not kept
  std::string request_digest;
  std::string idempotency_key;
  std::string remote_id;
  nlohmann::json remote;  // null, or how to ask the provider for the answer
  bool embedded = false;  // answered by this process: never in doubt
  ChargeType charge = ChargeType::personal;
  Money reserved;
  std::string wallet;  // charged for a hosted call; empty when none is
  Credits credits;     // held in it
  std::optional<Digest> raw_answer;
  std::optional<Billing> billing_class;
  nlohmann::json failure;
  Time at;

  // Only when a call is closed: when, and how much of the credits was earned. The
  // rest goes back.
  std::optional<Time> ended = {};
  Credits captured = {};
};

// The fixed price of a run: held from its begin to its end.
struct RunPrice {
  std::string wallet;
  Credits credits;
};

// What a plan would buy: one call, or with neither provider nor model the fixed price
// of the run.
struct Purchase {
  std::string provider, model;
  Money most;
  std::string wallet;  // empty when none is charged
  Credits credits;
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
  CostStatus status = CostStatus::estimated;
  std::string pricing_source, pricing_version, source_url;
  ChargeType charge = ChargeType::personal;
};

// As settled as its least settled entry: disputed before estimated before
// provider_reported before reconciled. Of no entries: zero, zero, reconciled.
struct CostTotal {
  Money estimated;
  std::optional<Money> actual;  // absent while any entry has none
  CostStatus status = CostStatus::estimated;
};

// The most that may be spent on what falls into `scope`, in each `period`.
struct CapRow {
  std::string id;  // ULID
  CapScope scope;
  CapPeriod period = CapPeriod::ever;
  std::string unit;  // "USD", or "CR:" and a wallet
  std::int64_t nanos = 0;
  Time created;
};

// A cap and what counts against it now: entries, live calls, calls in doubt.
struct CapUse {
  CapRow cap;
  std::optional<std::int64_t> used;  // nanos; nothing when each run or batch has its own
};

struct WalletRow {
  std::string name;
  Credits available, held, spent;
};

// One line of a wallet's statement, oldest first.
struct WalletMove {
  Time at;
  JournalKind kind = JournalKind::topup;
  Credits amount;           // moved; always positive
  Credits available, held;  // after it
  std::optional<RunId> run;
  std::optional<CallId> call;
  std::string note;
};

// What one run took from a wallet and what it gave back; retries that were not
// billed count for neither.
struct CreditTotal {
  std::string wallet;  // empty when none was charged
  Credits charged, refunded;
};

// A call that may have been paid for, with what a person needs to decide.
struct InDoubtCall {
  CallRow call;
  std::string template_id, title, step_name;
  std::optional<Asset> answer;  // kept, not yet used
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
  ArtifactStatus status = ArtifactStatus::pending;
  std::string primary;  // role
  nlohmann::json request, model_execution, context, usage, failure, record, evaluation, credits;
  Time created;
  std::optional<Time> completed;
  std::vector<ArtifactFile> files;
  std::vector<std::pair<std::string, std::string>> tags;
  std::vector<ArtifactId> parents = {};  // the artifacts that it was made from, oldest first
};

struct ReviewRow {
  ReviewId id;
  ArtifactId artifact;
  std::optional<RunId> run;
  ReviewVerdict verdict = ReviewVerdict::approved;
  Digest seen;  // the primary file the verdict was given on
  std::string reviewer, note;
  Time at;
};

struct TemplateVersion {
  std::string digest, id, version, canonical, source;
};

struct CatalogSnapshot {
  std::string digest, content;
};

}  // namespace limner::store
