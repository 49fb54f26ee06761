// Answers to calls that another process has sent.
#pragma once

#include <limner/run.hpp>

#include <stop_token>

namespace limner {

// Asks the provider for the answer to `call`, or reads it from what was kept of it.
// Throws CallError; nothing is sent twice.
ModelAnswer collect_answer(CallRow& call, const Model& model, const Operation& operation,
                           const RunEnv& env, std::stop_token stop);

}  // namespace limner
