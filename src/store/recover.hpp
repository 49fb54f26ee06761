// Recovery of runs whose process has died.
#pragma once

#include "store/database.hpp"

namespace limner::store {

// Settles every run whose owner has ended, in one transaction: calls that were not
// sent become void, calls that may have been sent in doubt, unfinished steps pending. Accepted
// calls stay.
void recover(Database& database, Time now);

// Whether recover() has something to settle. Writes nothing.
bool has_abandoned_runs(Database& database);

}  // namespace limner::store
