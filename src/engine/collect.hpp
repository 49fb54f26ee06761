// Answers to calls that another process has sent.
#pragma once

#include <limner/engine.hpp>

#include <stop_token>

namespace limner::engine {

// Asks the provider for the answer to `call`, or reads it from what was kept of it.
// Throws CallError; nothing is sent twice.
provider::ModelAnswer collect_answer(store::CallRow& call, const provider::Model& model,
                                     const provider::Operation& operation, const RunEnv& env,
                                     std::stop_token stop);

}  // namespace limner::engine
