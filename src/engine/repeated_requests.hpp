// A request whose outcome is open is not sent a second time without a decision.
#pragma once

#include "engine/call_request.hpp"

namespace limner::engine {

// Throws Error{in_doubt} when an equal request of another run with the same take is open:
// it may have been paid for. Nothing was charged for this one.
void refuse_repeated_request(const CallRequest& request, int take, const RunId& own,
                             const store::Records& records);

}  // namespace limner::engine
