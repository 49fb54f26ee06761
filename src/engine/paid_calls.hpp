// The calls of a run to providers, with their records in the ledger.
#pragma once

#include "engine/call_request.hpp"
#include "engine/step_resources.hpp"

#include <limner/deadline.hpp>
#include <limner/engine.hpp>

#include <array>
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
      : plan_(plan),
        env_(env),
        run_(std::move(run)),
        own_limits_(env.clock),
        limits_(env.limits != nullptr ? *env.limits : own_limits_),
        stop_(env.stop),
        paid_stop_(env.stop) {}

  // What interrupts calls and pauses from now on: `limit`, and for a request that was sent and may
  // cost money `paid`, which leaves its answer time to arrive. The time in which a call waits for
  // its turn does not count. Both must outlive the step.
  void set_deadlines(Deadline& limit, Deadline& paid) {
    deadlines_ = {&limit, &paid};
    stop_ = limit.token();
    paid_stop_ = paid.token();
  }

  // Makes the call and its retries, and blocks until the answer is complete. Throws
  // Error{unpriceable}, Error{cap_exceeded}, Error{wallet_empty} or Error{unsupported_model}
  // before anything is written; later what the provider throws, with charged() and the call's
  // row set accordingly, or the errors of Records.
  provider::ModelAnswer call(const PlannedStep& step, int ordinal,
                             const provider::Operation& operation);
  // What the step works with: given back while a call waits or is in flight, and taken again, with
  // `bytes` beside the answer, before the answer is read. Null: nothing.
  void set_resources(StepResources* resources, std::uint64_t bytes) {
    resources_ = resources;
    bytes_ = bytes;
  }
  // Whether the step's model is answered by this process.
  bool is_embedded(const PlannedStep& step) const;

  WorkLimits& limits() { return limits_; }
  std::stop_token stop_token() const { return stop_; }
  // The two of set_deadlines(), or null.
  const std::array<Deadline*, 2>& deadlines() const { return deadlines_; }

  // After the settlements of a step were written: calls that wait for a spending limit try again.
  void announce_settled() { limits_.settlements.add_settled(); }

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
  struct OpenCall {
    CallGate::Slot slot;
    store::CallRow row;
  };
  OpenCall open(const CallRequest& request, const std::string& key);
  bool needs_slot(const CallRequest& request) const;
  CallGate::Slot take_slot(const CallRequest& request);
  void announce_wait(const CallRequest& request, CallQueue queue);
  void announce_dequeued(const CallRequest& request);
  store::CallRow write_intent(const CallRequest& request, const std::string& key);
  provider::ModelAnswer send(const CallRequest& request, store::CallRow& call);
  void settle(const CallRequest& request, store::CallRow call, const provider::ModelAnswer& answer);
  void settle_failed(const CallRequest& request, store::CallRow& call, const Error& error);
  bool may_resend(const CallRequest& request, const store::CallRow& call) const;
  bool may_retry(const PlannedStep& step, const Error& error) const;
  void end_slot(const CallRequest& request, CallGate::Slot& slot, const Error& error);
  bool must_wait_too_long(const Error& error) const;
  [[noreturn]] void rethrow(const Error& error) const;
  void announce_retry(const CallRequest& request, const Error& error) const;
  void wait(const CallRequest& request, const Error& error);
  void record_settlements();

  const Plan& plan_;
  const RunEnv& env_;
  RunId run_;
  WorkLimits own_limits_;  // without RunEnv::limits
  WorkLimits& limits_;
  std::array<Deadline*, 2> deadlines_{};
  std::stop_token stop_, paid_stop_;
  bool is_queued_ = false;  // CallQueued was announced
  int attempts_ = 0;
  int uncounted_attempts_ = 0;  // refused because of the rate of all runs together
  std::uint64_t answers_ = 0;   // of the provider, when the attempt was sent
  Millis waited_{0};            // for rate limits
  Millis pause_{0};             // before the next attempt
  StepResources* resources_ = nullptr;
  std::uint64_t bytes_ = 0;
  std::set<CallId> used_calls_;  // of this process, or used already
  std::vector<Settlement> settlements_;
};

}  // namespace limner::engine
