// What Records is made of, and the parts that several of its transactions share.
// Whoever calls a part holds the transaction.
#pragma once

#include "store/database.hpp"

#include <limner/store.hpp>

#include <string>
#include <utility>
#include <vector>

namespace limner {

struct Records::Impl {
  Impl(const std::filesystem::path& store, OpenMode mode, Time now) : database(store, mode, now) {}
  Database database;
};

void insert_step(Database& database, const RunId& run, const StepRow& step);
void update_step(Database& database, const RunId& run, const StepRow& step);
void insert_blob(Database& database, const Asset& asset);
void insert_artifact(Database& database, const ArtifactRow& artifact);
void settle_call(Database& database, const CallRow& call);
void append_cost(Database& database, const CostEntry& entry);

// Of a column that is json_group_object(key, value) over tags.
std::vector<std::pair<std::string, std::string>> read_tags(Query& row);

}  // namespace limner
