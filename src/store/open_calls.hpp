// Calls that may cost their reserve and have no ledger entry yet.
#pragma once

#include "store/database.hpp"

#include <limner/store/filters.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner::store {

struct OpenCalls {
  std::string key;
  std::int64_t count = 0;
  Money reserved;
};

// Live calls and calls in doubt with a reserve, grouped by `key`, an expression over the columns
// of `calls` with `key_values` for its parameters, and ordered by it. Of an artifact: those of its
// run.
std::vector<OpenCalls> open_calls_by(Database& database, const CostFilter& filter,
                                     std::string_view key,
                                     const std::vector<Value>& key_values = {});

}  // namespace limner::store
