// A request whose outcome is open, or whose answer waits to be used, is not sent a second time
// without a decision.
#pragma once

#include "engine/call_request.hpp"

namespace limner::engine {

// Throws Error{in_doubt} when an equal request of another run with the same take is open,
// or was answered and waits for its run to be resumed: it may have been paid for. Nothing was
// charged for this one.
void refuse_repeated_request(const CallRequest& request, const Plan& plan, const RunId& own,
                             const store::Records& records);

}  // namespace limner::engine
