// The commands of `limner ledger`.
#pragma once

#include "cli/command/commands.hpp"

#include <vector>

namespace limner::cli {

void add_ledger_summary(CLI::App& group, Session& session);
void add_ledger_entries(CLI::App& group, Session& session);
void add_ledger_reconcile(CLI::App& group, Session& session);
void add_ledger_check(CLI::App& group, Session& session);

// A table, followed by a total on terminals.
void print_entries(const std::vector<store::CostEntry>& entries, const Session& session);

// --run, --artifact, --since and --until.
struct LedgerFilter {
  std::string run, artifact, since, until;
};
void add_filter(CLI::App& command, LedgerFilter& filter);
bool is_set(const LedgerFilter& filter);
// Throws Error{not_found} for a run or an artifact that is not there.
store::CostFilter cost_filter(const LedgerFilter& filter, const Session& session);

}  // namespace limner::cli
