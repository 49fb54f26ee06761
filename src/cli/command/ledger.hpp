// The commands of `limner ledger`.
#pragma once

#include "cli/command/commands.hpp"

#include <vector>

namespace limner::cli {

void add_ledger_summary(CLI::App& group, Session& session);
void add_ledger_entries(CLI::App& group, Session& session);
void add_ledger_reconcile(CLI::App& group, Session& session);
void add_ledger_resolve(CLI::App& group, Session& session);
void add_ledger_export(CLI::App& group, Session& session);
void add_ledger_check(CLI::App& group, Session& session);

// A table, followed by `total` on terminals.
void print_entries(const std::vector<store::CostEntry>& entries, const store::CostTotal& total,
                   const Session& session);

// --run, --artifact, --since, --until and --status.
struct LedgerFilter {
  std::string run, artifact, since, until, status;
};
void add_filter(CLI::App& command, LedgerFilter& filter);
bool is_set(const LedgerFilter& filter);
// Throws Error{not_found} for a run or an artifact that is not there.
store::CostFilter cost_filter(const LedgerFilter& filter, const Session& session);

}  // namespace limner::cli
