// Runs whose processes live, and the reserves of their calls in flight.
#pragma once

#include "store/conditions.hpp"
#include "store/database.hpp"

#include <limner/id.hpp>
#include <limner/money.hpp>

#include <string>
#include <string_view>

namespace limner::store {

// States of calls that end by themselves while the process of their run lives.
extern const std::string_view calls_in_flight;

// A condition on rows of the journal, named `journal`: the hold of a call in flight.
std::string held_by_live_calls(std::string_view journal);

// Adds the condition that `column` is a run, other than `asking`, whose process lives.
void add_living_runs(Database& database, std::string_view column, const RunId& asking,
                     Conditions& conditions);

// The credits of a wallet that calls in flight of such runs hold.
Credits held_by_living_runs(Database& database, std::string_view wallet, const RunId& asking);

}  // namespace limner::store
