// What Records is made of, and the parts that several of its transactions share.
// Whoever calls a part holds the transaction.
#pragma once

#include "store/database.hpp"

#include <limner/store.hpp>

#include <string_view>

namespace limner::store {

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
constexpr std::string_view is_live = "state in ('intent', 'dispatching', 'accepted', 'in_doubt')";
void append_cost(Database& database, const CostEntry& entry);

}  // namespace limner::store
