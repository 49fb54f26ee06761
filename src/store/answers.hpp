// Answers that a process left because it died or the disk was full: in tmp/, or in the system's
// temporary directory.
#pragma once

#include "store/database.hpp"

#include <string_view>

namespace limner::store {

// The ending of tmp/call-….answer.
constexpr std::string_view answer_ending = ".answer";

// Stores each such answer whose call is live and has none, one transaction each, and removes
// files that no call needs. Files of runs with a living owner stay. An answer that cannot be
// stored stays too: does not throw for it.
void import_answers(Database& database);

}  // namespace limner::store
