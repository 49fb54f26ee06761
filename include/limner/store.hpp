// The store: a directory with everything that outlives the process. BlobStore has the files,
// Records the database: runs, steps, calls, artifacts, ledger, wallets.
//
// Several processes may use one store at once. Writers queue; readers do not wait for them.
#pragma once

#include <limner/error.hpp>
#include <limner/incoming_file.hpp>
#include <limner/store/batches.hpp>
#include <limner/store/blob_store.hpp>
#include <limner/store/filters.hpp>
#include <limner/store/live_reserves.hpp>
#include <limner/store/rows.hpp>
#include <limner/store/transitions.hpp>
#include <limner/store/work.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::store {

enum class OpenMode { read_only, read_write };
// Whether a store may be on a file system that several machines can mount.
enum class NetworkFileSystem { refused, allowed };

// One connection to the database of a store. Threads that share an object take turns, a
// transaction or a statement each.
//
// Any function may throw Error{store_failed} (disk full, I/O error, locked by another program)
// and Error{store_damaged}; the comments below name further codes. A std::logic_error is a
// call that the schema forbids, such as an unknown run or an illegal change of state. Each
// writing function is one transaction: when it throws, none of it is written, and when it
// returns, all of it is on disk. Writing functions need OpenMode::read_write.
class Records {
 public:
  // Opens the database in the directory `store`. For writing: creates it, or migrates an older
  // one after a backup beside it, then settles the runs of processes that have ended. For
  // reading: opens for writing first when an older store has to be migrated or a log has to be
  // recovered, and otherwise writes nothing. Throws Error{not_found} (reading: no store),
  // Error{store_too_new} and Error{store_damaged} (not a limner store, or one whose database was
  // lost) before anything is written, and Error{store_failed} for a network file system that is
  // refused.
  Records(const std::filesystem::path& store, OpenMode mode, Time now,
          NetworkFileSystem network = NetworkFileSystem::refused);
  ~Records();
  Records(Records&&) noexcept;

  // Whether a run is left of a process that has ended: the next opening for writing settles it.
  bool has_abandoned_runs() const;

  // ---- runs and steps ----

  // Inserts a run that this process owns, its steps and its sources. `price` is held: throws
  // Error{cap_exceeded} or Error{wallet_empty}. With `slot` it is the run of that row of a batch:
  // false, and nothing is written, when the row has one already.
  bool begin_run(const RunRow& run, const std::vector<StepRow>& steps,
                 const TemplateVersion& version, const CatalogSnapshot& catalog,
                 const std::optional<RunPrice>& price = {},
                 const std::optional<BatchSlot>& slot = {});
  // Inserts a queued run without an owner. Returns what has the key `once`: nothing is written
  // then.
  std::optional<OnceEntry> submit_run(const RunRow& run, const std::vector<StepRow>& steps,
                                      const TemplateVersion& version,
                                      const CatalogSnapshot& catalog,
                                      const std::optional<OnceKey>& once = {});
  bool claim_run(const RunId& id);  // makes this process the owner; false: not queued, or owned
  // Makes this process the owner of a run that has failed, was canceled, is in doubt, or that it
  // has claimed, and replaces the rows of `steps`. `price` is held again unless it still is. Throws
  // Error{usage} for a run in another state or with an owner, else as begin_run().
  void reopen_run(const RunRow& run, const std::vector<StepRow>& steps,
                  const std::optional<RunPrice>& price, Time now);
  void advance(const RunId& run, const StepTransition& transition);
  // Also ends the ownership. A run in doubt keeps its price held.
  void end_run(const RunRow& run, const StepTransition& last);

  // ---- batches ----

  // Inserts the batch, or finds that with its template, name and identity, and adds the rows that
  // it does not have. One that is there keeps its limit unless `batch` has one.
  SubmittedBatch submit_batch(const BatchRow& batch, const std::vector<BatchItem>& items,
                              const TemplateVersion& version,
                              const std::optional<OnceKey>& once = {});
  std::optional<BatchId> joined_batch(const BatchRow& batch) const;  // that submit_batch() finds
  std::optional<BatchRow> batch(const BatchId& id) const;
  std::vector<BatchRow> batches(int limit) const;  // newest first; 0: all
  std::int64_t count_batches() const;
  BatchId find_batch(std::string_view text) const;              // `text` and errors: as find_run()
  std::vector<BatchItem> batch_items(const BatchId& id) const;  // by ordinal; content is null
  BatchItem batch_item(const BatchSlot& slot) const;
  BatchCounts count_items(const BatchId& id) const;
  std::optional<BatchId> batch_of(const RunId& run) const;
  void set_max_cost(const BatchId& id, std::optional<Money> max_cost);  // USD

  // ---- processes that work ----

  std::string worker_id();                 // this process as an owner: the name of its lock
  bool has_worker(const RunId& id) const;  // a process that is alive works on it
  bool has_worker(const BatchId& id) const;
  // With `continues` it is no longer canceled; else false, with nothing written, for one that was.
  bool begin_batch_work(const BatchId& id, bool continues);
  void end_batch_work(const BatchId& id, int exit_code);
  StopRequests stop_requests(const std::string& owner, const std::optional<BatchId>& batch) const;
  // Ends what is queued until it is continued, and asks processes that work on it to stop.
  CancelResult cancel_run(const RunId& id, Time now);
  CancelResult cancel_batch(const BatchId& id, Time now);
  // take_over() makes this process the owner of the entry; false: another process was faster.
  std::optional<OnceEntry> find_once(const OnceKey& key, Time now) const;
  bool take_over(const OnceKey& key, const OnceEntry& entry);
  // Makes `own` the step that is executed with the key, unless a living run executes another one.
  // The end of the step ends it too. A power failure may undo both functions.
  FlightTurn begin_flight(std::string_view cache_key, const Flight& own, Time now);
  void end_flight(const Flight& own);

  // ---- calls ----

  // Inserts a call in state `intent` and holds its credits. The earlier call of the step must
  // have ended. Throws Error{cap_exceeded} or Error{wallet_empty}, as ReservedByLiveCalls when the
  // calls in flight of other runs are the only reason.
  void open_call(const CallRow& intent);
  void dispatch_call(const CallId& id);  // before the request is sent
  // `remote`: an object that the provider needs to be asked again; a text "id" is its name.
  void accept_call(const CallId& id, const nlohmann::json& remote);
  // Creates the file for the answer of a call, named after the call, with space for `room` bytes.
  // A later process that writes finds it. To be called before the request is sent. Throws
  // Error{artifact_storage_failed}.
  std::unique_ptr<IncomingFile> open_answer(const CallId& id, std::uint64_t room);
  // Moves the file `body` into the blobs as the answer of the call. Throws
  // Error{artifact_storage_failed} whose message has the path of the answer; then the file is
  // there, named after the call where renaming succeeded, and the next writer imports it.
  Asset store_answer(const CallId& id, const std::filesystem::path& body,
                     std::string_view media_type);
  // Ends an attempt before its step ends. `failed` in state intent becomes void: nothing was sent.
  void close_call(const CallRow& call, const std::vector<CostEntry>& costs);

  // Sets the status of the step; a run in doubt without another live call becomes failed with
  // `failure`, and its price is released. Throws Error{not_found}, and Error{usage} when the
  // call has ended already or its run has an owner.
  void resolve_call(const ResolvedCall& resolved);

  // Accepted calls and calls in doubt of runs without an owner, oldest first.
  std::vector<InDoubtCall> doubts() const;
  InDoubtCall find_doubt(std::string_view text) const;  // `text` and errors: as find_run()
  std::vector<SettledCall> settled_calls(std::string_view model, int limit) const;  // newest first
  // By the id of a call or of a ledger entry of it; `text` and errors: as find_run().
  CallId find_call(std::string_view text) const;
  std::vector<CallRow> calls(const RunId& id) const;  // oldest first
  // An answered call with this request, of a run of the template and take that can be resumed,
  // whose step has not used the answer. Not of the run `except`.
  std::optional<CallRow> unused_answer(std::string_view request_digest,
                                       std::string_view template_id, int take,
                                       const std::optional<RunId>& except) const;
  // By a name that a provider's bill may have: the call's id, the provider's id, or the
  // idempotency key, which all attempts of one request share.
  std::vector<CallRow> billed_calls(std::string_view name) const;

  // ---- ledger, caps, wallets ----

  void add_costs(const std::vector<CostEntry>& costs);
  std::vector<CostEntry> costs(const CostFilter& filter) const;  // oldest first
  // The newest `limit` of them, oldest first; 0: all.
  std::vector<CostEntry> newest_costs(const CostFilter& filter, int limit) const;
  std::int64_t count_costs(const CostFilter& filter) const;
  CostTotal total(const CostFilter& filter) const;
  // Ordered by key. `tag`: the key of the tag whose values GroupBy::tag groups by; entries of runs
  // without it have the key "".
  std::vector<CostGroup> grouped(GroupBy by, const CostFilter& filter,
                                 std::string_view tag = {}) const;
  // Whether the run has cost something: yes as soon as one entry says so, unknown while a call
  // is open, or has ended without the provider saying whether it charged.
  Charged charged(const RunId& id) const;

  // Whether all `purchases` together are within caps and wallets now. Throws
  // Error{cap_exceeded} or Error{wallet_empty} otherwise. The reserves of calls in flight do not
  // count. Holds nothing: another process may spend before open_call() checks again.
  void check_spending_limits(const std::string& template_id, const std::vector<Purchase>& purchases,
                             Time now) const;
  std::vector<CapUse> caps(Time now) const;
  CapRow set_cap(const CapRow& cap);  // replaces that of equal scope, period and unit, keeps its id
  void remove_cap(std::string_view id);  // an unknown id changes nothing

  std::vector<WalletRow> wallets() const;  // by name
  bool has_wallet(std::string_view name) const;
  // Creates the wallet when it does not exist. False, and nothing is written, when `key` was
  // used before or `amount` is zero.
  bool top_up(std::string_view wallet, Credits amount, std::string_view key, std::string_view note,
              Time at);
  std::vector<StatementLine> statement(std::string_view wallet, std::optional<Time> since) const;
  CreditTotal credits(const RunId& id) const;

  // ---- artifacts ----

  // Sets the artifact's status too. The status of its run, unless that has failed, becomes
  // `review` while an artifact waits for a verdict, then `rejected` if one was, else `approved`.
  void add_review(const ReviewRow& review, ArtifactStatus status);
  void add_artifact(const ArtifactRow& artifact);                                // of no run
  void tag(const ArtifactId& id, std::string_view key, std::string_view value);  // replaces
  std::optional<ArtifactRow> artifact(const ArtifactId& id) const;
  std::vector<ArtifactRow> artifacts(const ArtifactFilter& filter) const;  // newest first
  std::int64_t count_artifacts(const ArtifactFilter& filter) const;        // without the limit
  // The oldest artifact of the type with a file of that digest.
  std::optional<ArtifactId> find_artifact_by_file(std::string_view type,
                                                  const Digest& digest) const;
  std::vector<ReviewRow> reviews(const ArtifactId& id) const;  // oldest first
  std::optional<Asset> blob(const Digest& digest) const;

  // ---- reading runs ----

  std::optional<RunRow> run(const RunId& id) const;
  std::vector<RunRow> runs(const RunFilter& filter) const;  // specification and intake are null
  std::int64_t count_runs(const RunFilter& filter) const;   // without the limit
  std::vector<StepRow> steps(const RunId& id) const;        // by ordinal
  // The newest step that succeeded with that StepRow::cache_key, and its run.
  std::optional<std::pair<RunId, StepRow>> step_with_key(std::string_view cache_key) const;
  // Of earlier runs, newest first: `limit` steps that succeeded with the key of `step`, then as
  // many with a key that are the same step of the template.
  std::vector<std::pair<RunId, StepRow>> earlier_steps(const RunRow& run, const StepRow& step,
                                                       int limit) const;
  std::optional<TemplateVersion> template_version(std::string_view digest) const;

  // `text`: a full id, a unique prefix, the last eight letters, "@last", "@last~2" (counting
  // back), or for a run its request id. Throws Error{not_found} or Error{ambiguous}.
  RunId find_run(std::string_view text) const;
  ArtifactId find_artifact(std::string_view text) const;

  // The median duration of the template's last 20 successful runs.
  std::optional<Millis> usual_duration(std::string_view template_id) const;
  // The highest take of the runs of a template with that intake; 0 without one.
  int highest_take(std::string_view template_id, const nlohmann::json& intake) const;

  std::vector<std::string> quick_check() const;  // of the schema only: reads no rows
  // The broken invariants, one sentence each. Compares the sizes of files, not their contents.
  std::vector<std::string> check() const;
  // Facts that are not damage, one sentence each: calls that cost more than they had reserved.
  std::vector<std::string> remarks() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Whether `directory` has a database, or had one: then opening it fails with Error{store_damaged}.
bool has_store(const std::filesystem::path& directory);

}  // namespace limner::store
