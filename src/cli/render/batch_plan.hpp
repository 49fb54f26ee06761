// Prints the plan of a batch.
#pragma once

#include "app/batch/batch_plan.hpp"
#include "app/batch/row_changes.hpp"
#include "cli/session.hpp"

#include <optional>

namespace limner::cli {

// Rows by what is left to do, the price of that, and which rows reuse what; with --json a document.
void print_batch_plan(const Session& session, const app::BatchPlan& plan,
                      const std::optional<app::RowChanges>& changes);

}  // namespace limner::cli
