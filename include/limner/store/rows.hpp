// The rows of the store, as values. A JSON field is null when it does not apply.
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
  std::string request_id;  // ULID of the invocation of the program
  std::string template_id;
  std::string template_digest;  // TemplateVersion::digest
  std::string title;            // the subject, for lists
  RunStatus status = RunStatus::queued;
  nlohmann::json specification;  // an object: engine::Plan::specification(); never changes
  nlohmann::json intake;         // an object: engine::Plan::intake; never changes
  int take = 1;                  // number of the attempt at the same request, from 1
  Time queued;
  std::optional<Time> started, first_artifact, completed;
  std::optional<std::int64_t> duration_ms;  // monotonic
  // {"code": name of an ErrorCode, "step": name or null, "message", "recovery": texts,
  // "retryable": boolean, "charged": "no", "yes" or "unknown"}
  nlohmann::json failure;
  nlohmann::json output;  // the value of the template's `output`
  std::vector<std::pair<std::string, std::string>> tags;
};

struct StepRow {
  int ordinal = 0;  // from 0
  std::string id, name, uses;
  StepStatus status = StepStatus::pending;
  std::string provider, model;  // empty for a step without a model
  // {"requested", "resolved": model ids, "underlying": the provider's name of the model,
  // "outputType": text or null, "reason": a sentence}
  nlohmann::json model_execution;
  std::optional<Time> started, finished;
  std::optional<std::int64_t> duration_ms;
  int attempts = 0;
  std::string cache_key, reused_from;
  // A JSON Patch (RFC 6902): what cache_key is computed from, beside the other members and the run
  nlohmann::json key_facts;
  nlohmann::json inputs;   // an object: the parameters, expressions replaced
  nlohmann::json outputs;  // an object: the values that expressions of later steps see
  // An array, one for each picture that the step returned: {"id": of its record, "from",
  // "references": ids of the pictures it was made from, "callId": text or null, …}
  nlohmann::json lineage;
  nlohmann::json usage;     // an object: the provider's own counters
  nlohmann::json warnings;  // an array of {"code": text, "message": text, …}
  nlohmann::json failure;   // as RunRow::failure
};

struct CallRow {
  CallId id;
  RunId run;
  int step = 0;     // ordinal
  int attempt = 1;  // of the same request, from 1
  CallState state = CallState::intent;
  std::string provider, model, operation;
  nlohmann::json request;       // an object: engine's request_record(); pictures as digests
  std::string request_digest;   // SHA-256 of `request`, hexadecimal
  std::string idempotency_key;  // equal for every attempt of one request
  std::string remote_id;        // the provider's name of the call; empty: none yet
  nlohmann::json remote;        // an object of the provider, for Provider::collect()
  bool embedded = false;        // answered by this process: never in doubt
  ChargeType charge = ChargeType::personal;
  Money reserved;                    // the maximum cost
  std::string wallet;                // that pays for a hosted call; empty: none
  Credits credits;                   // held in it
  std::optional<Digest> raw_answer;  // blob with the answer as received
  std::optional<Billing> billing_class;
  nlohmann::json failure;  // as RunRow::failure
  Time at;                 // of the intent

  // Only read by functions that end a call, not stored in the row: when it ended, and the
  // part of the credits to capture. The rest returns to the wallet.
  std::optional<Time> ended = {};
  Credits captured = {};
};

// The fixed price of a run: held from its start to its end.
struct RunPrice {
  std::string wallet;
  Credits credits;
};

// A planned expense: one call, or with empty provider and model the fixed price of the run.
struct Purchase {
  std::string provider, model;
  Money most;          // the maximum cost in USD
  std::string wallet;  // empty: none is charged
  Credits credits;
};

// An entry of the ledger: one priced component of a call. The ledger is append-only: a
// correction is a new entry that names the one it supersedes. The difference between a bill and
// the components is an entry of its own, the adjustment. All money is in USD.
struct CostEntry {
  EntryId id;
  Time at;             // of writing
  Time incurred = {};  // only read: of the spending, `at` of the first entry of the chain
  RunId run;
  // Only read: the artifacts that share the cost, oldest first. A call belongs to the artifacts
  // with a file that was made from its answer; without such artifacts, to those that it was a
  // reference for. `artifact` is the first, or the one that CostFilter::artifact selects; then
  // the amounts are its share.
  std::optional<ArtifactId> artifact = {};
  std::vector<ArtifactId> artifacts = {};
  int step = 0;
  std::string step_name;
  std::optional<CallId> call;
  std::optional<EntryId> supersedes;
  std::string provider, operation, model;
  std::string item = "request";  // priced component: "image", "text_input", "adjustment", …
  Quantity quantity = Quantity::whole(1);  // of `unit`
  std::string unit;                        // "image", "1M tokens"
  Money unit_price;  // times `quantity`: the actual cost, or the estimate while that is not known
  Money estimated;
  std::optional<Money> actual;  // none: neither provider nor bill has reported it
  CostStatus status = CostStatus::estimated;
  // "catalog", "provider" (an amount without units), "bill", "person", "replay"; the date and the
  // source of the unit price.
  std::string pricing_source, pricing_version, source_url;
  CostOrigin origin = CostOrigin::call;
  std::string reason, note;  // of a person's decision
  ChargeType charge = ChargeType::personal;
};

// The newest entries, and calls that are live or in doubt: these have no entry yet, may cost
// their reserve, and count as estimated. `status` is the smallest status, in the order of
// CostStatus. Of no entry and no such call: zero, zero, no status.
struct CostTotal {
  Money estimated;              // with the reserves of open calls
  std::optional<Money> actual;  // none while an entry has none, or a call is open
  std::optional<CostStatus> status;
  Money most = {};              // actual costs, estimates where they are not known, and reserves
  std::int64_t open_calls = 0;  // live or in doubt, with a reserve
  Money reserved = {};          // of the open calls
};

// Adds calls that are live or in doubt to a total.
void add_open_calls(CostTotal& total, std::int64_t count, Money reserved);

// The maximum that may be spent within `scope` in each `period`.
struct CapRow {
  std::string id;  // ULID
  CapScope scope;
  CapPeriod period = CapPeriod::ever;
  std::string unit;        // "USD", or "CR:" and a wallet's name
  std::int64_t nanos = 0;  // billionths of the unit
  Time created;
};

// A cap and its use now: the newest ledger entries, and live calls at their maximum cost.
struct CapUse {
  CapRow cap;
  std::optional<std::int64_t> used;  // nanos; none: each run or batch has its own
};

struct WalletRow {
  std::string name;
  Credits available, held, spent;  // disjoint
};

// A movement of a wallet, as a statement lists them: oldest first.
struct StatementLine {
  Time at;
  JournalKind kind = JournalKind::topup;
  Credits amount;           // absolute value
  Credits available, held;  // after it
  std::optional<RunId> run;
  std::optional<CallId> call;
  std::string note;
};

// Of one run: credits taken from the wallet and returned to it. Retries that were not billed
// count for neither.
struct CreditTotal {
  std::string wallet;  // empty: none was charged
  Credits charged, refunded;
};

// A call that may have been billed, with the facts that a decision about it needs.
struct InDoubtCall {
  CallRow call;
  std::string template_id, title, step_name;
  std::optional<Asset> answer;  // stored, not used yet
  int take = 1;                 // of its run
};

// A call that has succeeded and whose cost is known: reported by the provider, or from a bill.
struct SettledCall {
  nlohmann::json request;  // as CallRow::request
  Money cost;              // USD
};

struct ArtifactFile {
  std::string role;  // unique in the artifact: "raw", "processed", "source", …
  Asset asset;
  std::string kind, bucket, object_key;  // "local", "artifacts", BlobStore::key_of()
  std::string image = {};                // id of the picture in the lineage of the run; empty: none
};

// A call that an artifact comes from.
struct ArtifactCall {
  CallId call;
  bool is_direct = true;  // a file was made from its answer; false: it was a reference picture
};

struct ArtifactRow {
  ArtifactId id;
  std::optional<RunId> run;
  std::string type, artifact_class;  // "generated_image", "visual"
  ArtifactStatus status = ArtifactStatus::pending;
  std::string primary;  // role of the main file
  // An object: inputs of the step whose call is the first on the way to the primary file
  nlohmann::json request;
  nlohmann::json model_execution;  // as StepRow::model_execution, of that step
  // {"templateId", "templateVersion", "templateDigest", "title": texts, "seed", "take":
  // integers, "offline": boolean}
  nlohmann::json context;
  nlohmann::json usage;       // as StepRow::usage, of that call
  nlohmann::json failure;     // as RunRow::failure
  nlohmann::json record;      // the template's own data
  nlohmann::json evaluation;  // the template's own data
  nlohmann::json credits;     // an array of {"asset", "source", "licence", "changes"}: texts
  Time created;
  std::optional<Time> completed;
  std::vector<ArtifactFile> files;
  std::vector<std::pair<std::string, std::string>> tags;
  std::vector<ArtifactId> parents = {};  // artifacts that it was derived from, oldest first
  std::vector<ArtifactCall> calls = {};  // only read when the artifact is inserted
};

struct ReviewRow {
  ReviewId id;
  ArtifactId artifact;
  std::optional<RunId> run;
  ReviewVerdict verdict = ReviewVerdict::approved;
  Digest seen;  // the primary file at the time of the verdict
  std::string reviewer, note;
  Time at;
};

struct TemplateVersion {
  std::string digest;  // SHA-256 of `canonical`, hexadecimal
  std::string id, version;
  std::string canonical;  // canonical JSON, `extends` merged
  std::string source;     // YAML, as its author wrote it
};

struct CatalogSnapshot {
  std::string digest;   // SHA-256 of `content`, hexadecimal
  std::string content;  // canonical JSON: an array of models, schema/model.json
};

}  // namespace limner::store
