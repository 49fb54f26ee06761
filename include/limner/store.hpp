// Everything that outlives the process: blobs, runs, steps, calls, artifacts, money.
#pragma once

#include <limner/error.hpp>
#include <limner/store/rows.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limner::store {

// A directory whose file names are the digests of their contents:
// artifacts/ab/<sha256>.<ext>, mode 0444.
class BlobStore {
 public:
  explicit BlobStore(std::filesystem::path root);  // the store's directory

  // Bytes to tmp/, fsync, rename, fsync of the directory. What is there already,
  // intact, is not written again. Throws Error{artifact_storage_failed}.
  Asset put(std::span<const std::byte> content, std::string media_type, int width = 0,
            int height = 0);
  // The same for a file of scratch(), which also stays where it is.
  Asset import_file(const std::filesystem::path& file, std::string media_type);
  // tmp/, on the same file system; made when it is not there.
  std::filesystem::path scratch() const;

  Bytes get(const Asset& asset) const;  // throws Error{store_damaged} when its digest is another
  std::filesystem::path path_of(const Asset& asset) const;
  std::string key_of(const Asset& asset) const;  // "ab/<sha256>.<ext>"

 private:
  std::filesystem::path root_;
};

// A filter's empty fields let everything through.
struct RunFilter {
  std::optional<RunStatus> status;
  std::string template_id;
  std::optional<Time> since;
  std::string request_id;
  int limit = 0;  // 0: all; newest first
};

struct ArtifactFilter {
  std::optional<ArtifactStatus> status;
  std::optional<RunId> run;
  std::optional<std::pair<std::string, std::string>> tag;
  int limit = 0;
};

// By the moment the money was spent: what supersedes an entry counts where that
// entry did. An artifact's entries are those of its run, unless an entry names
// another artifact.
struct CostFilter {
  std::optional<RunId> run;
  std::optional<CallId> call;
  std::optional<ArtifactId> artifact;
  std::optional<Time> since, until;  // from, and before
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
  // For writing: creates the database, or migrates it with a backup beside it, and
  // settles what processes that died have left behind. For reading: never waits,
  // and throws Error{not_found} when there is no store. Refuses a newer store
  // without a write (Error{store_too_new}), and a file that is no store of ours or
  // is broken (Error{store_damaged}).
  Records(const std::filesystem::path& store, OpenMode mode, Time now);
  ~Records();
  Records(Records&&) noexcept;

  // Each of these is one transaction.
  // A fixed price is held: throws Error{cap_exceeded} or Error{wallet_empty}, and
  // then nothing is written.
  void begin_run(const RunRow& run, const std::vector<StepRow>& steps,
                 const TemplateVersion& version, const CatalogSnapshot& catalog,
                 const std::optional<RunPrice>& price = {});
  // Takes up a run that ended early: it is running again and ours, and so are `steps`.
  // A fixed price that was given back is held once more. Throws Error{usage} when the
  // run has ended well, or somebody works on it.
  void reopen_run(const RunRow& run, const std::vector<StepRow>& steps,
                  const std::optional<RunPrice>& price, Time now);
  // Ends one step and starts the next: what happens at one moment is one commit.
  struct Advance {
    const StepRow* finished = nullptr;
    const StepRow* started = nullptr;
    std::vector<Asset> blobs;
    const ArtifactRow* artifact = nullptr;
    // Answered in this step: their end is part of the step's. An embedded one was
    // never opened and is written whole.
    std::vector<CallRow> calls;
    std::vector<CostEntry> costs;
    bool price_is_due = false;  // at the end of a run: its fixed price is spent, else given back
  };
  void advance(const RunId& run, const Advance& what);
  void end_run(const RunRow& run, const Advance& last);

  // One call at a time is live in a step: an earlier one must have ended. Its price
  // is checked against all caps and its credits are held in the same transaction:
  // throws Error{cap_exceeded} or Error{wallet_empty}, and then nothing is written.
  void open_call(const CallRow& intent);  // state intent
  void dispatch_call(const CallId& id);
  void accept_call(const CallId& id, const nlohmann::json& remote);
  // Takes the answer's file over: from its first moment on it can be found by the
  // call's name, whatever happens next. Throws Error{artifact_storage_failed} that
  // says where the answer is.
  Asset keep_answer(const CallId& id, const std::filesystem::path& body,
                    std::string_view media_type);
  // For an attempt that ends before its step does. A call that fails before it was
  // dispatched is void: nothing was sent.
  void close_call(const CallRow& call, const std::vector<CostEntry>& costs);

  // Ends a call of a run that nobody works on: its step becomes `step_status`, and
  // the run, when nothing else of it is open, failed with `failure`. Throws
  // Error{usage} when the call is not open any more, or is being worked on.
  struct Resolution {
    CallRow call;
    std::vector<CostEntry> costs;
    std::vector<Asset> blobs;
    StepStatus step_status = StepStatus::pending;
    nlohmann::json failure;
  };
  void resolve_call(const Resolution& resolution);

  void add_costs(const std::vector<CostEntry>& costs);

  // Throws Error{cap_exceeded} or Error{wallet_empty} when there is no room for all of
  // this now, as begin_run() and open_call() would, and writes nothing.
  void check_spending_limits(const std::string& template_id, const std::vector<Purchase>& purchases,
                             Time now) const;
  std::vector<CapUse> caps(Time now) const;
  // Replaces the cap of the same scope, period and unit; gives what is kept.
  CapRow set_cap(const CapRow& cap);
  void remove_cap(std::string_view id);  // throws Error{not_found}

  std::vector<WalletRow> wallets() const;
  bool has_wallet(std::string_view name) const;
  // The same key tops up once.
  bool top_up(std::string_view wallet, Credits amount, std::string_view key, std::string_view why,
              Time at);
  std::vector<WalletMove> statement(std::string_view wallet, std::optional<Time> since) const;
  CreditTotal credits(const RunId& id) const;

  // Calls whose fate nobody knows and nobody is finding out, oldest first.
  std::vector<InDoubtCall> doubts() const;
  InDoubtCall find_doubt(std::string_view text) const;  // as find_run

  // Also sets the artifact's status, and its run's: review while any artifact waits
  // for a verdict, then rejected if any was, else approved.
  void add_review(const ReviewRow& review, ArtifactStatus status);
  void add_artifact(const ArtifactRow& artifact);  // that no run has made
  void tag(const ArtifactId& id, std::string_view key, std::string_view value);

  std::optional<RunRow> run(const RunId& id) const;
  std::vector<RunRow> runs(const RunFilter& filter) const;  // without specification and intake
  std::vector<StepRow> steps(const RunId& id) const;
  std::vector<CallRow> calls(const RunId& id) const;
  // Those that a bill may mean by this: our id, the provider's, the idempotency key.
  std::vector<CallRow> billed_calls(std::string_view name) const;
  std::optional<Asset> blob(const Digest& digest) const;
  std::optional<ArtifactRow> artifact(const ArtifactId& id) const;
  std::vector<ArtifactRow> artifacts(const ArtifactFilter& filter) const;
  // The oldest artifact of that type that has a file of those bytes.
  std::optional<ArtifactId> artifact_with(std::string_view type, const Digest& digest) const;
  std::vector<ReviewRow> reviews(const ArtifactId& id) const;
  std::vector<CostEntry> costs(const CostFilter& filter) const;
  CostTotal total(const CostFilter& filter) const;
  std::vector<CostGroup> grouped(GroupBy by, const CostFilter& filter) const;
  std::optional<TemplateVersion> template_version(std::string_view digest) const;

  // A full id, any unique prefix, the last eight letters, "@last", "@last~2", a
  // run's request id. Throws Error{not_found} or Error{ambiguous}.
  RunId find_run(std::string_view text) const;
  ArtifactId find_artifact(std::string_view text) const;

  // Usual time of a template in this store: the median of its last 20 good runs.
  std::optional<Millis> usual_duration(std::string_view template_id) const;

  // Nothing when all invariants that a database can check hold.
  std::vector<std::string> check() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Error{wallet_empty}: what is there, what is needed, how to fill it.
Error empty_wallet(std::string_view wallet, Credits there, Credits needed);

}  // namespace limner::store
