// The calls of a run to providers, with their records in the ledger.
#pragma once

#include "engine/call_request.hpp"

#include <limner/engine.hpp>

#include <set>
#include <vector>

namespace limner::engine {

// The end of one call and its costs: written with the end of its step, or before the next call of
// the step, because a step has one live call at most.
struct Settlement {
  store::CallRow call;
  std::vector<store::CostEntry> costs;  // at least one
  nlohmann::json usage;
  std::string output_type;
  bool recorded = false;  // written already
};

// The only component that spends money. Before a request is sent, its maximum cost is checked
// against limits and caps, its credits are held and its intent is on disk. A request that may
// have been billed is not sent again unless RunEnv::in_doubt permits it, and an answer in the
// store is not paid for again. One per run, used from its thread; `plan` and `env` must outlive it.
class PaidCalls {
 public:
  PaidCalls(const Plan& plan, const RunEnv& env, RunId run)
      : plan_(plan), env_(env), run_(std::move(run)), stop_(env.stop), paid_stop_(env.stop) {}

  // The tokens that interrupt calls and pauses from now on: `stop`, and for a request that was
  // sent and may cost money `paid_stop`, which leaves its answer time to arrive.
  void set_stop_tokens(std::stop_token stop, std::stop_token paid_stop) {
    stop_ = std::move(stop);
    paid_stop_ = std::move(paid_stop);
  }

  // Makes the call and its retries, and blocks until the answer is complete. Throws
  // Error{unpriceable}, Error{cap_exceeded}, Error{wallet_empty} or Error{unsupported_model}
  // before anything is written; later what the provider throws, with charged() and the call's
  // row set accordingly, or the errors of Records.
  provider::ModelAnswer call(const PlannedStep& step, int ordinal,
                             const provider::Operation& operation);

  // The settlements since the last call of this function.
  std::vector<Settlement> take_settlements();
  // Of the last successful call, until the next call or take_settlements().
  const Settlement& last_settlement() const { return settlements_.back(); }
  int attempts() const { return attempts_; }

 private:
  CallRequest request_for(const PlannedStep& step, int ordinal,
                          const provider::Operation& operation) const;
  // The lowest limit of the run, if this request would exceed it. What counts is the ledger: the
  // newest amounts of the run, reported or estimated, and the maximum cost of its open calls.
  std::optional<Money> exceeded_limit(const CallRequest& request) const;
  void check_run_limit(const CallRequest& request) const;
  std::optional<store::CallRow> earlier_call(const CallRequest& request) const;
  std::optional<provider::ModelAnswer> reuse_earlier_call(const CallRequest& request);
  store::CallRow write_intent(const CallRequest& request, const std::string& key);
  provider::ModelAnswer send(const CallRequest& request, store::CallRow& call);
  void settle(const CallRequest& request, store::CallRow call, const provider::ModelAnswer& answer);
  void settle_failed(const CallRequest& request, store::CallRow& call, const Error& error);
  bool may_resend(const CallRequest& request, const store::CallRow& call) const;
  bool may_retry(const PlannedStep& step, const Error& error) const;
  bool must_wait_too_long(const Error& error) const;
  [[noreturn]] void rethrow(const Error& error) const;
  void wait(const CallRequest& request, const Error& error);
  void record_settlements();

  const Plan& plan_;
  const RunEnv& env_;
  RunId run_;
  std::stop_token stop_, paid_stop_;
  int attempts_ = 0;
  std::set<CallId> used_calls_;  // of this process, or used already
  std::vector<Settlement> settlements_;
};

}  // namespace limner::engine
