// Execution: from a plan to a finished run in the store. engine/plan.hpp has the planning,
// engine/events.hpp the progress.
#pragma once

#include <limner/clock.hpp>
#include <limner/engine/events.hpp>
#include <limner/engine/plan.hpp>
#include <limner/engine/work_limits.hpp>
#include <limner/id.hpp>
#include <limner/image.hpp>
#include <limner/money.hpp>
#include <limner/provider.hpp>
#include <limner/store.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace limner::engine {

// The wallet of hosted calls, and its rate for operations that the rate card does not list.
struct WalletOptions {
  std::string wallet = "main";
  std::optional<std::int64_t> credits_per_dollar = {};  // none: the rate card's
};

// Throws Error{in_doubt} when a request of the plan, as far as it is known, equals one whose
// outcome is open, in a run with the same take: it may have been paid for. Reads only; may
// be called from any thread that owns `records`.
void refuse_repeated_requests(const Plan& plan, const store::Records& records);

// The results of earlier runs. Steps with the same parameters, pictures and model have one result;
// each sample number, `take`, has its own.
struct ReuseSources {
  const store::Records& records;
  store::BlobStore& blobs;
  const provider::Providers& providers;
  std::string version;                                           // as RunEnv::version
  const std::vector<std::pair<std::string, std::string>>& tags;  // of the run
  image::ImageLimits image_limits = {};
  // false: files only have to be there with their size. For many plans at once: the run reads them.
  bool reads_files = true;
};

// Sets PlannedStep::reuse of the steps whose result an earlier run has, up to the first step that
// has to be executed: see Plan::uses_cache. Reads only; what it cannot read is executed by the run.
void expect_reuse(Plan& plan, const ReuseSources& sources);

// Checks caps and the wallet against a plan, as its run would. Throws Error{cap_exceeded},
// Error{wallet_empty} or Error{unpriceable}; reads only. Null records: no caps, empty wallet.
void check_spending_limits(const Plan& plan, const store::Records* records,
                           const WalletOptions& wallet_options, Time now);

// What to do about a request that may have been billed without an answer.
enum class InDoubtPolicy {
  hold,   // the step and the run are in doubt until the user decides
  ask,    // RunEnv::confirm_resend decides
  retry,  // count it as paid and send it once more
};

constexpr Millis default_max_wait{10 * 60'000};
constexpr Millis default_grace{60'000};

// Everything a run uses. The references must outlive the call they are given to. Runs in other
// threads may use the same objects, where these allow it.
struct RunEnv {
  provider::Providers& providers;
  store::BlobStore& blobs;
  store::Records& records;  // of the same store, opened for writing
  Clock& clock;
  IdSource& ids;
  EventSink& events;
  std::stop_token stop;    // from any thread: interrupts the current call and ends the run
  std::string request_id;  // ULID of this invocation of the program
  std::vector<std::pair<std::string, std::string>> tags = {};  // of run and artifacts
  std::optional<Money> max_cost = {};                          // of the run, in USD
  Millis max_wait = default_max_wait;    // of one pause that a provider asks for
  Millis grace = default_grace;          // for a paid request in flight when `stop` is requested
  bool strict = false;                   // a picture that deviates from its request fails the step
  std::optional<Time> file_time = {};    // written into files in place of the start of the run
  image::ImageLimits image_limits = {};  // of pictures that are decoded or made
  WalletOptions wallet_options = {};
  std::string version = {};  // of the program: determines the results of its own steps
  InDoubtPolicy in_doubt = InDoubtPolicy::hold;
  // For InDoubtPolicy::ask, called from the thread of the run; true: pay for it again.
  std::function<bool(const store::CallRow&)> confirm_resend = {};
  // Shared with other runs of the process; null: none but the memory and the cores.
  WorkLimits* limits = nullptr;
};

// Executes the plan and blocks until the run has ended. A failed step is not an exception: run,
// steps, calls, costs and artifacts are in env.records, each step committed as it ends. Throws
// Error{cap_exceeded} or Error{wallet_empty} before anything is written when a fixed price
// cannot be held, and later the errors of Records when the store cannot be written; then the
// run is settled by the next writer, and the message has the location of an answer that was
// paid for.
RunId execute(const Plan& plan, const RunEnv& env);

// The same for a row of a batch. None, and nothing is done, when the row has a run already: another
// worker was faster.
std::optional<RunId> execute_item(const Plan& plan, const store::BatchSlot& slot,
                                  const RunEnv& env);

struct SubmitEnv {
  store::Records& records;  // opened for writing
  Clock& clock;
  IdSource& ids;
  std::string request_id;  // ULID of this invocation of the program
  std::vector<std::pair<std::string, std::string>> tags = {};
  std::optional<store::OnceKey> once = {};
};
struct Submission {
  RunId run;
  std::optional<store::OnceEntry> taken;  // what has the key already: nothing was written
};
// Writes the plan as a queued run in one transaction; resume() executes it once a process has
// claimed it (Records::claim_run). Throws the errors of Records.
Submission submit(const Plan& plan, const SubmitEnv& env);

// Continues a run that failed, was canceled, is in doubt, or is queued and claimed by this
// process, at first_unfinished_step(). `plan`
// is that of restore_plan(). Finished steps keep their rows; answers that were paid for are
// read from the store or collected from the provider, not paid for again. Throws before anything
// is written: Error{usage} when the run cannot be continued (Records::reopen_run) and
// Error{store_damaged} when a paid answer is missing. Later as execute().
void resume(const Plan& plan, const RunId& run, const RunEnv& env);

struct CollectResult {
  store::CallState state = store::CallState::in_doubt;  // succeeded, failed or in_doubt
  std::vector<Asset> images;                            // stored
  std::optional<Money> charged;                         // USD, as the provider reported it
  std::string message;  // why there are no images; empty when there are
};

// Asks the provider for the answer to a call that was sent before, without sending it again.
// An answer or a failure settles the call and its cost in one transaction, so that resume()
// uses the answer; otherwise nothing is written. Failures of the provider are in the result;
// throws the errors of Records and BlobStore.
CollectResult collect(const store::InDoubtCall& doubt, const provider::Catalogue& catalogue,
                      const RunEnv& env);

// A picture as expressions and the JSON output have it: {"id", "file_url", "file_name",
// "file_type", "sha256": texts, "file_size" (bytes), "width", "height" (pixels): integers,
// "artifactId": null}. `name`: the file name; empty: that of `file`.
nlohmann::json image_record(const Asset& asset, const std::filesystem::path& file,
                            const std::string& name);

}  // namespace limner::engine
