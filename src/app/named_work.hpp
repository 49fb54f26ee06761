// A run or a batch by its name.
#pragma once

#include <limner/store.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace limner::app {

using WorkId = std::variant<RunId, BatchId>;

std::string full_id(const WorkId& id);     // "run-01k…"
std::string short_name(const WorkId& id);  // "run 7qx2m9kd"

// The run or batch that `text` names, as for store::Records::find_run(). "@last" is the newest of
// both, a batch when the newest run is one of its rows; "@last~2" counts runs.
// Throws Error{not_found} and Error{ambiguous}.
WorkId find_work(const store::Records& records, std::string_view text);

}  // namespace limner::app
