// The process that owns a run. Functions may be called from any thread.
#pragma once

#include <nlohmann/json.hpp>

namespace limner::store {

// {"host", "boot": texts, "pid": integer, "started": text}. A PID identifies a process only
// within one boot and together with the start time.
nlohmann::json this_process();

// False only when the process is known to have ended: one of another machine, or of another
// PID namespace of this one, may be alive. `owner`: as this_process() returns it;
// throws Error{store_damaged} for JSON of another shape and for discarded JSON.
bool may_be_alive(const nlohmann::json& owner);

}  // namespace limner::store
