// The implementation of Records: parts of transactions, shared by its files. The caller holds
// the transaction.
#pragma once

#include "store/database.hpp"
#include "store/sql_words.hpp"

#include <limner/store.hpp>

#include <string>
#include <string_view>

namespace limner::store {

// The same list as that of the index one_live_call_per_step, in the same order: otherwise
// SQLite does not use the index.
constexpr std::string_view live_calls =
    sql_words<CallState::intent, CallState::dispatching, CallState::accepted, CallState::in_doubt>;
// Sent, and the outcome is not known yet.
constexpr std::string_view pending_calls = sql_words<CallState::accepted, CallState::in_doubt>;
constexpr std::string_view unfinished_runs =
    sql_words<RunStatus::queued, RunStatus::running, RunStatus::in_doubt>;
constexpr std::string_view successful_runs =
    sql_words<RunStatus::review, RunStatus::completed, RunStatus::approved, RunStatus::rejected>;

struct Records::Impl {
  Impl(const std::filesystem::path& store, OpenMode mode, Time now, NetworkFileSystem network)
      : database(store, mode, now, network) {}
  Database database;
};

// The condition that column `run` is a run of the batch that is bound to it.
std::string run_in_batch(std::string_view run);

// The entry of the key; an expired one is removed, and counts as none.
std::optional<OnceEntry> known_once(Database& database, const OnceKey& key, Time now);
// Of a key without an entry; the owner is this process.
void insert_once(Database& database, const OnceKey& key, const OnceEntry& entry);
void write_canceled(Database& database, const BatchId& id, const std::optional<Time>& canceled);

// The invocation and the template of a run or batch.
void insert_request(Database& database, const std::string& request, const TemplateVersion& version,
                    Time at);
void remove_flight(Database& database, const Flight& flight);
void remove_flights(Database& database, const RunId& run);
bool has_run(Database& database, const BatchSlot& slot);
void start_item(Database& database, const BatchSlot& slot, const RunId& run);
void insert_step(Database& database, const RunId& run, const StepRow& step);
void update_step(Database& database, const RunId& run, const StepRow& step);
void insert_blob(Database& database, const Asset& asset);
void insert_artifact(Database& database, const ArtifactRow& artifact);
void insert_call(Database& database, const CallRow& call);
// An embedded call is inserted when it has ended, in state `dispatching`, for settle_call().
void insert_embedded_call(Database& database, const CallRow& call);
// Ends a call: its row, and its credits unless it is in doubt.
void settle_call(Database& database, const CallRow& call);
// Throws Error{cap_exceeded} when the maximum cost of `call` exceeds what is left of a cap.
void check_caps(Database& database, const CallRow& call);
void check_caps(Database& database, const RunId& run, const RunPrice& price, Time now);
void write_answer(Database& database, const CallId& id, const Asset& raw);
// Does nothing while the price is held already. Throws Error{cap_exceeded} or Error{wallet_empty}.
void hold_price(Database& database, const RunId& run, const RunPrice& price, Time now);
// Captures the price that a run holds when it is due, releases it otherwise.
void settle_price(Database& database, const RunId& run, bool is_due, Time now);
// Of a run that has failed or was canceled: returns what its calls spent, unless it has an
// artifact.
void return_credits(Database& database, const RunId& run, Time now);
// When such a run is opened again: spends the returned credits of its answered calls again.
// Throws Error{cap_exceeded} or Error{wallet_empty}.
void spend_credits_again(Database& database, const RunId& run, Time now);
// Inserts a ledger entry and posts the difference to the entry that it supersedes.
void append_cost(Database& database, const CostEntry& entry);

}  // namespace limner::store
