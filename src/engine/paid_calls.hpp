// Pays for a run.
#pragma once

#include "engine/call_request.hpp"

#include <limner/engine.hpp>

#include <set>
#include <vector>

namespace limner::engine {

// What one call came to: written with the step that made it, or before the step's
// next call, for one call at a time is live in a step.
struct Settlement {
  store::CallRow call;
  store::CostEntry cost;
  nlohmann::json usage;
  std::string output_type;
  bool recorded = false;
};

// The only door through which money leaves. Before a call goes out its price is
// checked and held and its intent is on disk; what cannot be priced, or would pass
// a cap, is refused before anything is written. What may have been paid for is
// never sent again without a decision, and what was answered is not paid for twice.
class PaidCalls {
 public:
  PaidCalls(const Plan& plan, const RunEnv& env, RunId run)
      : plan_(plan), env_(env), run_(std::move(run)), stop_(env.stop) {}

  // What ends the calls from now on: the run's own stop, or that of a step's time.
  void stop_by(std::stop_token stop) { stop_ = std::move(stop); }

  provider::ModelAnswer call(const PlannedStep& step, int ordinal,
                             const provider::Operation& operation);

  // For a run that is taken up: what it had cost counts towards its limits. Until
  // allow_calls(), only answers that were paid for are given, and nothing is bought.
  void close_at(Money spent);
  void allow_calls() { is_closed_ = false; }

  // What was bought since the last call.
  std::vector<Settlement> take_settlements();
  int attempts() const { return attempts_; }

 private:
  CallRequest request_for(const PlannedStep& step, int ordinal,
                          const provider::Operation& operation) const;
  // The limit of the run that buying this as well would pass.
  std::optional<Money> limit_passed_by(const CallRequest& order) const;
  void refuse_past_limit(const CallRequest& order) const;
  std::optional<store::CallRow> earlier_call(const CallRequest& order) const;
  std::optional<provider::ModelAnswer> finish_earlier(const CallRequest& order);
  store::CallRow write_intent(const CallRequest& order, const std::string& key);
  provider::ModelAnswer send(const CallRequest& order, store::CallRow& call);
  void settle(const CallRequest& order, store::CallRow call, const provider::ModelAnswer& answer);
  void settle_failed(const CallRequest& order, store::CallRow& call, const Error& error);
  bool pays_again(const CallRequest& order, const store::CallRow& call) const;
  bool may_repeat(const PlannedStep& step, const Error& error) const;
  void wait(const CallRequest& order, const Error& error);
  void record_settlements();

  const Plan& plan_;
  const RunEnv& env_;
  RunId run_;
  std::stop_token stop_;
  Money committed_;  // the worst case of all that was sent, or may have been
  bool is_closed_ = false;
  int attempts_ = 0;
  std::set<CallId> own_;  // calls of this process: their answers are in use already
  std::vector<Settlement> settlements_;
};

}  // namespace limner::engine
