#include "engine/paid_calls.hpp"

#include "engine/collect.hpp"
#include "engine/failure.hpp"
#include "engine/stored_call_log.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

constexpr Millis first_pause{500};
constexpr Millis longest_pause{120'000};
constexpr Millis slice{100};  // of a pause: a stop is seen after one

// Failures of which the provider says that nothing was charged are tried again
// this often even when the template does not ask for it.
constexpr int safe_retries = 2;

const CallError* call_error(const Error& error) {
  return dynamic_cast<const CallError*>(&error);
}

// A provider throws a plain Error when nothing was sent.
Billing billing_of(const Error& error) {
  if (const CallError* call = call_error(error)) return call->billing();
  if (error.charged() == Charged::unknown) return Billing::unknown;
  if (error.charged() == Charged::yes) return Billing::billed_unusable;
  return traits(error.code()).retryable ? Billing::unbilled_error : Billing::rejected;
}

bool is_safe_to_repeat(Billing billing) {
  return billing == Billing::not_sent || billing == Billing::rate_limited ||
         billing == Billing::unbilled_error;
}

// What a recording says was paid for then, or never; it is not now.
Error replayed(const Error& error) {
  Error told = error;
  return told.with_charged(Charged::no);
}

Error in_doubt_error(const Error& error, const store::CallRow& call) {
  Error told = error;
  if (error.code() != ErrorCode::artifact_storage_failed)
    told.with_help(fmt::format("do not run it again: limner doubts show {}", call.id.short_id()));
  return told.with_charged(Charged::unknown);
}

}  // namespace

provider::ModelAnswer PaidCalls::call(const PlannedStep& step, int ordinal,
                                      const provider::Operation& operation) {
  record_settlements();
  const CallRequest order = request_for(step, ordinal, operation);
  if (auto answer = finish_earlier(order)) return std::move(*answer);
  if (is_closed_ && !order.is_embedded) {
    throw Error(ErrorCode::store_damaged, "the answer that {} has paid for is not in the store",
                order.step_name);
  }
  refuse_past_limit(order);
  committed_ += order.worst;
  std::string key;
  for (attempts_ = 1;; ++attempts_) {
    store::CallRow call = write_intent(order, key);
    key = call.idempotency_key;
    try {
      provider::ModelAnswer answer = send(order, call);
      settle(order, std::move(call), answer);
      return answer;
    } catch (const Error& error) {
      settle_failed(order, call, error);
      if (call.state == store::CallState::in_doubt) throw in_doubt_error(error, call);
      if (plan_.replayed && !may_repeat(step, error)) throw replayed(error);
      if (!may_repeat(step, error)) throw;
      if (billing_of(error) == Billing::unknown) committed_ += order.worst;
      wait(order, error);
      if (stop_.stop_requested()) throw;
    }
  }
}

void PaidCalls::close_at(Money spent) {
  committed_ = spent;
  is_closed_ = true;
}

CallRequest PaidCalls::request_for(const PlannedStep& step, int ordinal,
                                   const provider::Operation& operation) const {
  const std::optional<Money> worst =
      plan_.replayed ? Money() : provider::worst_case(*step.model, operation);
  if (!worst) {
    throw Error(ErrorCode::unpriceable, "the catalogue does not say what {} costs for step {}",
                step.model->id, step.spec.id);
  }
  const provider::Provider* provider =
      provider::find_provider(env_.providers, step.model->provider);
  if (!provider) {
    throw Error(ErrorCode::unsupported_model, "this limner cannot call {} yet", step.model->id)
        .with_help("work with the embedded artist: limner run … --offline");
  }
  CallRequest order{.model = &*step.model,
                    .operation = &operation,
                    .step_name = step.spec.name,
                    .ordinal = ordinal,
                    .is_embedded = provider->embedded(),
                    .charge = step.charge,
                    .request = request_of(*step.model, operation),
                    .count = count_of(operation),
                    .worst = *worst};
  const bool by_call = step.charge == ChargeType::hosted && !plan_.workflow.pricing;
  // What costs nothing, a server of one's own, is no wallet's business either.
  if (!by_call || provider->embedded() || plan_.replayed || worst->is_zero()) return order;
  order.wallet = env_.wallet_options.wallet;
  order.each = credits_each(operation, *worst, env_.wallet_options.credits_per_dollar);
  return order;
}

std::optional<Money> PaidCalls::limit_passed_by(const CallRequest& order) const {
  for (const std::optional<Money>& limit : {env_.max_cost, plan_.workflow.max_cost}) {
    if (limit && committed_ + order.worst > *limit) return limit;
  }
  return {};
}

void PaidCalls::refuse_past_limit(const CallRequest& order) const {
  const std::optional<Money> limit = limit_passed_by(order);
  if (!limit) return;
  throw Error(ErrorCode::cap_exceeded, "{} may cost ${}, which would take the run over ${}",
              order.model->id, order.worst.str(), limit->str());
}

// ---- what an earlier process has paid for ----

std::optional<store::CallRow> PaidCalls::earlier_call(const CallRequest& order) const {
  std::optional<store::CallRow> found;
  const std::string digest = Digest::of(canonical(order.request)).hex();
  for (store::CallRow& call : env_.records.calls(run_)) {
    const bool is_open =
        call.state == store::CallState::accepted || call.state == store::CallState::in_doubt;
    const bool is_kept = call.state == store::CallState::succeeded && call.raw_answer &&
                         call.billing_class != Billing::billed_unusable;
    if (call.step == order.ordinal && call.request_digest == digest && !own_.contains(call.id) &&
        (is_open || is_kept))
      found = std::move(call);
  }
  return found;
}

std::optional<provider::ModelAnswer> PaidCalls::finish_earlier(const CallRequest& order) {
  if (order.is_embedded) return {};
  std::optional<store::CallRow> call = earlier_call(order);
  if (!call) return {};
  own_.insert(call->id);
  attempts_ = call->attempt;
  if (call->state != store::CallState::succeeded) committed_ += order.worst;
  try {
    provider::ModelAnswer answer =
        collect_answer(*call, *order.model, *order.operation, env_, stop_);
    settle(order, std::move(*call), answer);
    return answer;
  } catch (const CallError& error) {
    if (call->state == store::CallState::succeeded) throw;
    settle_failed(order, *call, error);
    if (call->state == store::CallState::in_doubt) throw in_doubt_error(error, *call);
    if (!is_safe_to_repeat(error.billing())) throw;
    return {};
  }
}

// ---- one attempt ----

store::CallRow PaidCalls::write_intent(const CallRequest& order, const std::string& key) {
  const CallId id = CallId::make(env_.ids);
  store::CallRow call{
      .id = id,
      .run = run_,
      .step = order.ordinal,
      .attempt = attempts_,
      .state = store::CallState::intent,
      .provider = order.model->provider,
      .model = order.model->id,
      .operation = std::string(limner::to_string(provider::capability_of(*order.operation))),
      .request = order.request,
      .request_digest = Digest::of(canonical(order.request)).hex(),
      .idempotency_key = key.empty() ? id.str() : key,
      .embedded = order.is_embedded,
      .charge = order.charge,
      .reserved = order.worst,
      .wallet = order.wallet,
      .credits = order.each * order.count,
      .at = env_.clock.now()};
  own_.insert(id);
  if (!call.embedded) env_.records.open_call(call);
  return call;
}

provider::ModelAnswer PaidCalls::send(const CallRequest& order, store::CallRow& call) {
  provider::Provider& provider = *provider::find_provider(env_.providers, call.provider);
  StoredCallLog log(call, order.step_name, env_);
  if (!call.embedded) env_.records.dispatch_call(call.id);
  call.state = store::CallState::dispatching;
  return provider.call({.model = order.model,
                        .operation = *order.operation,
                        .idempotency_key = call.idempotency_key,
                        .log = call.embedded ? nullptr : &log},
                       stop_);
}

void PaidCalls::settle(const CallRequest& order, store::CallRow call,
                       const provider::ModelAnswer& answer) {
  const bool is_paid_already = call.state == store::CallState::succeeded;
  call.state = store::CallState::succeeded;
  const bool is_replayed = plan_.replayed && !call.embedded;
  call.billing_class = call.embedded ? Billing::free
                       : is_replayed ? Billing::replayed
                                     : Billing::billed;
  call.failure = nullptr;
  call.ended = env_.clock.now();
  if (!answer.request_id.empty()) call.remote_id = answer.request_id;
  call.captured = earned(call, order.count, answer.images.size());
  store::CostEntry cost =
      cost_of(call, *order.model, order.step_name, static_cast<std::int64_t>(answer.images.size()),
              answer.charged, env_.ids);
  if (is_replayed) cost = replayed_cost(std::move(cost));
  if (is_paid_already) {
    cost.estimated = Money();
    cost.actual = Money();
  }
  settlements_.push_back(
      {std::move(call), std::move(cost), answer.usage, answer.output_type, is_paid_already});
}

// Unknown is not failure: such a call stays open until a person or the provider
// says what became of it, unless it was decided beforehand to pay again. Then it
// counts as paid.
void PaidCalls::settle_failed(const CallRequest& order, store::CallRow& call, const Error& error) {
  Billing billing = billing_of(error);
  if (plan_.replayed && billing != Billing::rate_limited) billing = Billing::rejected;
  call.billing_class = billing;
  call.failure = failure_json(error, "");
  call.ended = env_.clock.now();
  const bool is_doubt = billing == Billing::unknown && !pays_again(order, call);
  call.state = is_doubt ? store::CallState::in_doubt : store::CallState::failed;
  std::vector<store::CostEntry> costs;
  if (billing == Billing::billed_unusable || (billing == Billing::unknown && !is_doubt))
    costs.push_back(cost_of(call, *order.model, order.step_name, 0, {}, env_.ids));
  try {
    env_.records.close_call(call, costs);
  } catch (const Error& unwritten) {
    Error both(error.code(), "{}; and this cannot be written down: {}", error.what(),
               unwritten.what());
    throw both.with_charged(error.charged()).with_help(std::string(error.help()));
  }
  if (costs.empty()) return;
  settlements_.push_back({call, costs.front(), nullptr, "", true});
}

bool PaidCalls::pays_again(const CallRequest& order, const store::CallRow& call) const {
  if (stop_.stop_requested() || limit_passed_by(order)) return false;
  if (env_.in_doubt == InDoubt::retry) return attempts_ == 1;
  return env_.in_doubt == InDoubt::ask && env_.pay_again && env_.pay_again(call);
}

bool PaidCalls::may_repeat(const PlannedStep& step, const Error& error) const {
  if (stop_.stop_requested()) return false;
  const Billing billing = billing_of(error);
  if (plan_.replayed && billing == Billing::unknown) return false;
  if (billing == Billing::unknown) return true;  // decided: see pays_again()
  const int most =
      call_error(error) ? std::max(step.spec.max_retries, safe_retries) : step.spec.max_retries;
  return is_safe_to_repeat(billing) && attempts_ <= most;
}

void PaidCalls::wait(const CallRequest& order, const Error& error) {
  Millis pause = std::min(first_pause * (1 << std::min(attempts_ - 1, 16)), longest_pause);
  if (const CallError* call = call_error(error); call && call->retry_after())
    pause = std::clamp(*call->retry_after(), Millis(0), longest_pause);
  env_.events.on(CallWaits{.ordinal = order.ordinal,
                           .name = order.step_name,
                           .model = order.model->id,
                           .reason = error.what(),
                           .pause = pause,
                           .attempt = attempts_});
  for (Millis left = pause; left > Millis(0) && !stop_.stop_requested(); left -= slice)
    env_.clock.sleep(std::min(left, slice));
}

void PaidCalls::record_settlements() {
  for (Settlement& done : settlements_) {
    if (!std::exchange(done.recorded, true)) env_.records.close_call(done.call, {done.cost});
  }
}

std::vector<Settlement> PaidCalls::take_settlements() {
  return std::exchange(settlements_, {});
}

}  // namespace limner::engine
