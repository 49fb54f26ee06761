#include "engine/paid_calls.hpp"

#include "engine/collect.hpp"
#include "engine/failure.hpp"
#include "engine/repeated_requests.hpp"
#include "engine/stored_call_log.hpp"

#include <limner/error.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

constexpr Millis first_pause{500};
constexpr Millis longest_pause{120'000};  // of those that the provider does not name
constexpr Millis slice{100};              // of a pause, after which a stop request is noticed

// The minimum number of retries after failures that the provider does not charge, whatever
// the template says.
constexpr int safe_retries = 2;

const CallError* call_error(const Error& error) {
  return dynamic_cast<const CallError*>(&error);
}

// Providers throw a plain Error when nothing was sent.
Billing billing_of(const Error& error) {
  if (const CallError* call = call_error(error)) return call->billing();
  if (error.charged() == Charged::unknown) return Billing::unknown;
  if (error.charged() == Charged::yes) return Billing::billed_unusable;
  return traits(error.code()).retryable ? Billing::unbilled_error : Billing::rejected;
}

bool is_safe_to_retry(Billing billing) {
  return billing == Billing::not_sent || billing == Billing::rate_limited ||
         billing == Billing::unbilled_error;
}

// The pause that the provider asks for.
std::optional<Millis> requested_wait(const Error& error) {
  const CallError* call = call_error(error);
  return call == nullptr ? std::nullopt : call->retry_after();
}

std::optional<PricedCost> reported_cost(const Error& error) {
  const CallError* call = call_error(error);
  return call == nullptr ? std::nullopt : call->reported_cost();
}

// An answer from a recording is not charged, whatever it was when it was recorded.
Error replayed(const Error& error) {
  Error result = error;
  return result.with_charged(Charged::no);
}

Error in_doubt_error(const Error& error, const store::CallRow& call) {
  Error result = error;
  if (error.code() != ErrorCode::artifact_storage_failed)
    result.with_help(fmt::format("do not run it again: limner doubts show {}", call.id.short_id()));
  return result.with_charged(Charged::unknown);
}

}  // namespace

provider::ModelAnswer PaidCalls::call(const PlannedStep& step, int ordinal,
                                      const provider::Operation& operation) {
  record_settlements();
  const CallRequest request = request_for(step, ordinal, operation);
  if (auto answer = reuse_earlier_call(request)) return std::move(*answer);
  if (stop_.stop_requested())
    throw Error(ErrorCode::interrupted, "stopped before the request to {}", request.model->id);
  check_run_limit(request);
  if (!plan_.replayed) refuse_repeated_request(request, plan_, run_, env_.records);
  std::string key;
  for (attempts_ = 1;; ++attempts_) {
    store::CallRow call = write_intent(request, key);
    key = call.idempotency_key;
    try {
      provider::ModelAnswer answer = send(request, call);
      settle(request, std::move(call), answer);
      return answer;
    } catch (const Error& error) {
      settle_failed(request, call, error);
      if (call.state == store::CallState::in_doubt) throw in_doubt_error(error, call);
      if (!may_retry(step, error)) rethrow(error);
      wait(request, error);
      if (stop_.stop_requested()) throw;
    }
  }
}

CallRequest PaidCalls::request_for(const PlannedStep& step, int ordinal,
                                   const provider::Operation& operation) const {
  const std::optional<PricedCost> worst =
      plan_.replayed ? PricedCost(Money()) : provider::priced_worst_case(*step.model, operation);
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
  CallRequest request{.model = &*step.model,
                      .operation = &operation,
                      .step_name = step.spec.name,
                      .ordinal = ordinal,
                      .is_embedded = provider->embedded(),
                      .charge = step.charge,
                      .record = request_record(*step.model, operation),
                      .count = picture_count(operation),
                      .worst = *worst};
  request.digest = request_digest(request.record);
  const bool by_call = step.charge == ChargeType::hosted && !plan_.workflow.pricing;
  // A call without a price, such as to the user's own server, does not use the wallet.
  if (!by_call || provider->embedded() || plan_.replayed || worst->total.is_zero()) return request;
  request.wallet = env_.wallet_options.wallet;
  request.each =
      credits_per_picture(operation, worst->total, env_.wallet_options.credits_per_dollar);
  return request;
}

std::optional<Money> PaidCalls::exceeded_limit(const CallRequest& request) const {
  std::optional<Money> lowest = env_.max_cost;
  if (const auto& own = plan_.workflow.max_cost; own && (!lowest || *own < *lowest)) lowest = own;
  if (!lowest) return {};
  const Money spent = env_.records.total({.run = run_}).most;
  return spent + request.worst.total > *lowest ? lowest : std::nullopt;
}

void PaidCalls::check_run_limit(const CallRequest& request) const {
  const std::optional<Money> limit = exceeded_limit(request);
  if (!limit) return;
  throw Error(ErrorCode::cap_exceeded, "{} may cost ${}, which would take the run over ${}",
              request.model->id, request.worst.total.str(), limit->str());
}

// ---- calls of an earlier process ----

std::optional<store::CallRow> PaidCalls::earlier_call(const CallRequest& request) const {
  std::optional<store::CallRow> found;
  for (store::CallRow& call : env_.records.calls(run_)) {
    const bool is_open =
        call.state == store::CallState::accepted || call.state == store::CallState::in_doubt;
    const bool has_answer = call.state == store::CallState::succeeded && call.raw_answer &&
                            call.billing_class != Billing::billed_unusable;
    if (call.step == request.ordinal && call.request_digest == request.digest &&
        !used_calls_.contains(call.id) && (is_open || has_answer))
      found = std::move(call);
  }
  return found;
}

std::optional<provider::ModelAnswer> PaidCalls::reuse_earlier_call(const CallRequest& request) {
  if (request.is_embedded) return {};
  std::optional<store::CallRow> call = earlier_call(request);
  if (!call) return {};
  used_calls_.insert(call->id);
  attempts_ = call->attempt;
  try {
    provider::ModelAnswer answer =
        collect_answer(*call, *request.model, *request.operation, env_, stop_);
    settle(request, std::move(*call), answer);
    return answer;
  } catch (const CallError& error) {
    if (call->state == store::CallState::succeeded) throw;
    settle_failed(request, *call, error);
    if (call->state == store::CallState::in_doubt) throw in_doubt_error(error, *call);
    if (!is_safe_to_retry(error.billing())) throw;
    return {};
  }
}

// ---- one attempt ----

store::CallRow PaidCalls::write_intent(const CallRequest& request, const std::string& key) {
  const CallId id = CallId::make(env_.ids);
  store::CallRow call{
      .id = id,
      .run = run_,
      .step = request.ordinal,
      .attempt = attempts_,
      .state = store::CallState::intent,
      .provider = request.model->provider,
      .model = request.model->id,
      .operation = std::string(limner::to_string(provider::capability_of(*request.operation))),
      .request = request.record,
      .request_digest = request.digest,
      .idempotency_key = key.empty() ? id.str() : key,
      .embedded = request.is_embedded,
      .charge = request.charge,
      .reserved = request.worst.total,
      .wallet = request.wallet,
      .credits = request.each * request.count,
      .at = env_.clock.now()};
  used_calls_.insert(id);
  if (!call.embedded) env_.records.open_call(call);
  return call;
}

provider::ModelAnswer PaidCalls::send(const CallRequest& request, store::CallRow& call) {
  provider::Provider& provider = *provider::find_provider(env_.providers, call.provider);
  StoredCallLog log(call, request.step_name, env_);
  if (!call.embedded) {
    log.open_answer_file(*request.operation);
    env_.records.dispatch_call(call.id);
  }
  call.state = store::CallState::dispatching;
  return provider.call({.model = request.model,
                        .operation = *request.operation,
                        .idempotency_key = call.idempotency_key,
                        .log = call.embedded ? nullptr : &log},
                       call.reserved.is_zero() ? stop_ : paid_stop_);
}

void PaidCalls::settle(const CallRequest& request, store::CallRow call,
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
  call.captured = earned_credits(call, request.count, answer.images.size());
  const auto pictures = static_cast<std::int64_t>(answer.images.size());
  std::vector<store::CostEntry> costs;
  if (is_replayed || is_paid_already) {
    const std::string_view source = is_replayed ? "replay" : "catalog";
    costs.push_back(free_entry(call, request.step_name, pictures, source, env_.ids));
  } else {
    costs = cost_entries(
        call, *request.model, request.step_name,
        {.pictures = pictures, .charged = answer.charged, .estimate = request.worst}, env_.ids);
  }
  settlements_.push_back(
      {std::move(call), std::move(costs), answer.usage, answer.output_type, is_paid_already});
}

// With unknown billing the call is in doubt until the user or the provider decides, unless the
// policy is to send it again: then it has failed, and its maximum cost counts as spent.
void PaidCalls::settle_failed(const CallRequest& request, store::CallRow& call,
                              const Error& error) {
  Billing billing = billing_of(error);
  if (plan_.replayed && billing != Billing::rate_limited) billing = Billing::rejected;
  call.billing_class = billing;
  call.failure = failure_json(error, "");
  call.ended = env_.clock.now();
  const bool is_doubt = billing == Billing::unknown && !may_resend(request, call);
  call.state = is_doubt ? store::CallState::in_doubt : store::CallState::failed;
  std::vector<store::CostEntry> costs;
  if (may_cost(billing) && !is_doubt) {
    costs = cost_entries(call, *request.model, request.step_name,
                         {.charged = reported_cost(error), .estimate = request.worst}, env_.ids);
  }
  try {
    env_.records.close_call(call, costs);
  } catch (const Error& unwritten) {
    Error combined(error.code(), "{}; and this cannot be written down: {}", error.what(),
                   unwritten.what());
    throw combined.with_charged(error.charged()).with_help(std::string(error.help()));
  }
  if (costs.empty()) return;
  settlements_.push_back({call, std::move(costs), nullptr, "", true});
}

bool PaidCalls::may_resend(const CallRequest& request, const store::CallRow& call) const {
  if (stop_.stop_requested() || exceeded_limit(request)) return false;
  if (env_.in_doubt == InDoubtPolicy::retry) return attempts_ == 1;
  return env_.in_doubt == InDoubtPolicy::ask && env_.confirm_resend && env_.confirm_resend(call);
}

bool PaidCalls::may_retry(const PlannedStep& step, const Error& error) const {
  if (stop_.stop_requested()) return false;
  const Billing billing = billing_of(error);
  if (plan_.replayed && billing == Billing::unknown) return false;
  if (billing == Billing::unknown) return true;  // decided by may_resend()
  const int max_retries =
      call_error(error) ? std::max(step.spec.max_retries, safe_retries) : step.spec.max_retries;
  return is_safe_to_retry(billing) && attempts_ <= max_retries && !must_wait_too_long(error);
}

bool PaidCalls::must_wait_too_long(const Error& error) const {
  return requested_wait(error).value_or(Millis(0)) > env_.max_wait;
}

// The failure after the last attempt.
void PaidCalls::rethrow(const Error& error) const {
  if (plan_.replayed) throw replayed(error);
  const CallError* call = call_error(error);
  if (call == nullptr || !must_wait_too_long(error)) throw;
  const Time again = env_.clock.now() + *call->retry_after();
  Error later(error.code(), "{}; it asks to wait until {}", error.what(), rfc3339(again));
  later.with_help(
      fmt::format("continue then: limner resume {}, or wait longer: --max-wait", run_.short_id()));
  throw CallError(later, call->billing(), call->retry_after());
}

void PaidCalls::wait(const CallRequest& request, const Error& error) {
  Millis pause = std::min(first_pause * (1 << std::min(attempts_ - 1, 16)), longest_pause);
  if (const auto requested = requested_wait(error)) pause = *requested;
  env_.events.on(CallRetryScheduled{.ordinal = request.ordinal,
                                    .name = request.step_name,
                                    .model = request.model->id,
                                    .reason = error.what(),
                                    .pause = pause,
                                    .attempt = attempts_});
  for (Millis left = pause; left > Millis(0) && !stop_.stop_requested(); left -= slice)
    env_.clock.sleep(std::min(left, slice));
}

void PaidCalls::record_settlements() {
  for (Settlement& done : settlements_) {
    if (!std::exchange(done.recorded, true)) env_.records.close_call(done.call, done.costs);
  }
}

std::vector<Settlement> PaidCalls::take_settlements() {
  return std::exchange(settlements_, {});
}

}  // namespace limner::engine
