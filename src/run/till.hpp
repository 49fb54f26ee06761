// Pays for a run.
#pragma once

#include "run/order.hpp"

#include <limner/run.hpp>

#include <set>
#include <vector>

namespace limner {

// What one call came to: written with the step that made it, or before the step's
// next call, for one call at a time is live in a step.
struct Settlement {
  CallRow call;
  CostEntry cost;
  nlohmann::json usage;
  std::string output_type;
  bool recorded = false;
};

// The only door through which money leaves. Before a call goes out its price is
// checked and held and its intent is on disk; what cannot be priced, or would pass
// a cap, is refused before anything is written. What may have been paid for is
// never sent again without a decision, and what was answered is not paid for twice.
class Till {
 public:
  Till(const Plan& plan, const RunEnv& env, RunId run)
      : plan_(plan), env_(env), run_(std::move(run)), stop_(env.stop) {}

  // What ends the calls from now on: the run's own stop, or that of a step's time.
  void stop_by(std::stop_token stop) { stop_ = std::move(stop); }

  ModelAnswer buy(const PlannedStep& step, int ordinal, const Operation& operation);

  // For a run that is taken up: what it had cost counts towards its limits. Until
  // reopen(), only answers that were paid for are given, and nothing is bought.
  void close_at(Money spent);
  void reopen() { is_closed_ = false; }

  // What was bought since the last call.
  std::vector<Settlement> take_settlements();
  int attempts() const { return attempts_; }

 private:
  Order order_for(const PlannedStep& step, int ordinal, const Operation& operation) const;
  // The limit of the run that buying this as well would pass.
  std::optional<Money> limit_passed_by(const Order& order) const;
  void refuse_past_limit(const Order& order) const;
  std::optional<CallRow> earlier_call(const Order& order) const;
  std::optional<ModelAnswer> finish_earlier(const Order& order);
  CallRow intend(const Order& order, const std::string& key);
  ModelAnswer send(const Order& order, CallRow& call);
  void settle(const Order& order, CallRow call, const ModelAnswer& answer);
  void give_up(const Order& order, CallRow& call, const Error& error);
  bool pays_again(const Order& order, const CallRow& call) const;
  bool may_repeat(const PlannedStep& step, const Error& error) const;
  void wait(const Order& order, const Error& error);
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

}  // namespace limner
