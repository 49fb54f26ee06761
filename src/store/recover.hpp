// What processes that died have left behind.
#pragma once

#include "store/database.hpp"

namespace limner::store {

// Settles every run whose process is known to have ended: what was not sent is void,
// what may have been sent is in doubt, what had not finished is pending again.
void recover(Database& database, Time now);

}  // namespace limner::store
