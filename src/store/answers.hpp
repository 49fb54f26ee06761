// Answers that a process did not live, or had no room, to store.
#pragma once

#include "store/database.hpp"

#include <string_view>

namespace limner::store {

// Of tmp/call-….answer.
constexpr std::string_view answer_ending = ".answer";

// Stores every answer that waits in tmp/ for a call that is open still.
void take_in_answers(Database& database);

}  // namespace limner::store
