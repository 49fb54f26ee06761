// What Records is made of, and the parts that several of its transactions share.
// Whoever calls a part holds the transaction.
#pragma once

#include "store/database.hpp"
#include "store/sql_words.hpp"

#include <limner/store.hpp>

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
  Impl(const std::filesystem::path& store, OpenMode mode, Time now) : database(store, mode, now) {}
  Database database;
};

void insert_step(Database& database, const RunId& run, const StepRow& step);
void update_step(Database& database, const RunId& run, const StepRow& step);
void insert_blob(Database& database, const Asset& asset);
void insert_artifact(Database& database, const ArtifactRow& artifact);
void insert_call(Database& database, const CallRow& call);
// One that is answered by this process is written when it has been: nobody else
// could ever find out more about it.
void insert_embedded_call(Database& database, const CallRow& call);
void settle_call(Database& database, const CallRow& call);
// Throws Error{cap_exceeded} when what `call` may cost would pass a cap.
void refuse_past_caps(Database& database, const CallRow& call);
void refuse_past_caps(Database& database, const RunId& run, const RunPrice& price, Time now);
void write_answer(Database& database, const CallId& id, const Asset& raw);
void hold_price(Database& database, const RunId& run, const RunPrice& price, Time now);
// Spends what a run of fixed price holds, or gives it back.
void settle_price(Database& database, const RunId& run, bool is_due, Time now);
void append_cost(Database& database, const CostEntry& entry);

}  // namespace limner::store
