// Which process works on a run, and whether it still lives.
#pragma once

#include <nlohmann/json.hpp>

namespace limner::store {

// {"host", "boot", "pid", "started"}: a pid means something only while the machine
// has not been started anew, and only together with its start time.
nlohmann::json this_process();

// False only for what is known to have ended: a process of another machine, or one
// that we cannot see, counts as alive.
bool may_be_alive(const nlohmann::json& owner);

}  // namespace limner::store
