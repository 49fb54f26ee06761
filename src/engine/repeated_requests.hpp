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

// Throws Error{in_doubt} for a call of another run that may have been paid for.
[[noreturn]] void refuse_open_call(const store::CallRow& call);
// The same for one whose answer was paid for and has not been used.
[[noreturn]] void refuse_answered_call(const store::CallRow& call);

}  // namespace limner::engine
