// Answers to calls that were sent earlier, perhaps by another process.
#pragma once

#include <limner/engine.hpp>

#include <stop_token>

namespace limner::engine {

// Reads the stored answer of `call`, or asks the provider for it; does not send the request
// again. Blocks. What the provider reports is committed to the call's row and set in `call`.
// Throws CallError.
provider::ModelAnswer collect_answer(store::CallRow& call, const provider::Model& model,
                                     const provider::Operation& operation, const RunEnv& env,
                                     std::stop_token stop);

}  // namespace limner::engine
