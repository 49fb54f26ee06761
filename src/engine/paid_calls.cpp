#include "engine/paid_calls.hpp"

#include "engine/collect.hpp"
#include "engine/failure.hpp"
#include "engine/repeated_requests.hpp"
#include "engine/stored_call_log.hpp"

#include <limner/error.hpp>
#include <limner/timed_wait.hpp>

#include <algorithm>
#include <utility>

namespace limner::engine {

namespace {

constexpr Millis first_pause{500};
constexpr Millis longest_pause{120'000};  // of those that the provider does not name
// After which a call that waits for a spending limit looks at the calls of other processes.
constexpr Millis settlement_pause{250};

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
  std::string key;
  uncounted_attempts_ = 0;
  waited_ = Millis(0);
  for (attempts_ = 1;; ++attempts_) {
    OpenCall open_call = open(request, key);
    store::CallRow& call = open_call.row;
    key = call.idempotency_key;
    try {
      provider::ModelAnswer answer = send(request, call);
      open_call.slot.answered();
      settle(request, std::move(call), answer);
      return answer;
    } catch (const Error& error) {
      end_slot(request, open_call.slot, error);
      settle_failed(request, call, error);
      if (call.state == store::CallState::in_doubt) throw in_doubt_error(error, call);
      if (!may_retry(step, error)) rethrow(error);
      announce_retry(request, error);
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

// ---- the start of a call ----

bool PaidCalls::is_embedded(const PlannedStep& step) const {
  if (!step.model) return false;
  const provider::Provider* provider =
      provider::find_provider(env_.providers, step.model->provider);
  return provider != nullptr && provider->embedded();
}

bool PaidCalls::needs_slot(const CallRequest& request) const {
  return !request.is_embedded && !plan_.replayed;
}

void PaidCalls::announce_wait(const CallRequest& request, CallQueue queue) {
  is_queued_ = true;
  env_.events.on(CallQueued{.ordinal = request.ordinal,
                            .name = request.step_name,
                            .model = request.model->id,
                            .queue = queue});
}

void PaidCalls::announce_dequeued(const CallRequest& request) {
  if (!std::exchange(is_queued_, false)) return;
  env_.events.on(CallDequeued{
      .ordinal = request.ordinal, .name = request.step_name, .model = request.model->id});
}

CallGate::Slot PaidCalls::take_slot(const CallRequest& request) {
  const std::string& provider = request.model->provider;
  CallGate::Slot slot =
      limits_.calls.acquire({.provider = provider,
                             .max_wait = env_.max_wait,
                             .on_wait = [&] { announce_wait(request, CallQueue::provider); }},
                            stop_);
  answers_ = limits_.calls.answers(provider);
  return slot;
}

// The slot comes first: a call that waits for it reserves nothing of a spending limit. One that
// waits for a spending limit has no slot.
PaidCalls::OpenCall PaidCalls::open(const CallRequest& request, const std::string& key) {
  const Deadline::Pause pause(deadlines_[0]), paid_pause(deadlines_[1]);
  if (resources_ != nullptr && !request.is_embedded) resources_->release();
  std::optional<SettlementQueue::Place> place;
  Millis began = env_.clock.uptime();
  for (;;) {
    CallGate::Slot slot = needs_slot(request) ? take_slot(request) : CallGate::Slot();
    const std::uint64_t seen = limits_.settlements.settled();
    // Another run may have sent the same request while this one waited.
    if (!plan_.replayed) refuse_repeated_request(request, plan_, run_, env_.records);
    try {
      store::CallRow row = write_intent(request, key);
      announce_dequeued(request);
      return {std::move(slot), std::move(row)};
    } catch (const store::ReservedByLiveCalls& full) {
      slot.unused();
      if (env_.clock.uptime() - began > env_.max_wait) throw;
      if (!place) {
        announce_wait(request, CallQueue::spending_limit);
        place.emplace(limits_.settlements, full.limit());
      }
    }
    place->wait(seen, settlement_pause, stop_);
    if (stop_.stop_requested())
      throw Error(ErrorCode::interrupted, "stopped before the request to {}", request.model->id);
    if (limits_.settlements.settled() != seen) began = env_.clock.uptime();
  }
}

// A rate limit while the provider answers others is that of all runs together, not of this call.
void PaidCalls::end_slot(const CallRequest& request, CallGate::Slot& slot, const Error& error) {
  pause_ = requested_wait(error).value_or(
      std::min(first_pause * (1 << std::min(attempts_ - 1, 16)), longest_pause));
  if (!needs_slot(request) || billing_of(error) != Billing::rate_limited) return slot.release();
  const bool is_shared = limits_.calls.answers(request.model->provider) > answers_;
  pause_ = slot.rate_limited(requested_wait(error));
  waited_ += pause_;
  if (is_shared && waited_ <= env_.max_wait) ++uncounted_attempts_;
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
    log.before_reading = [this](std::uint64_t answer) {
      constexpr std::uint64_t forms = 2;  // as text and as pictures
      if (resources_ != nullptr) resources_->acquire(bytes_ + forms * answer, {});
    };
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
    announce_settled();
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
  return is_safe_to_retry(billing) && attempts_ - uncounted_attempts_ <= max_retries &&
         !must_wait_too_long(error);
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

void PaidCalls::announce_retry(const CallRequest& request, const Error& error) const {
  env_.events.on(CallRetryScheduled{.ordinal = request.ordinal,
                                    .name = request.step_name,
                                    .model = request.model->id,
                                    .reason = error.what(),
                                    .pause = pause_,
                                    .attempt = attempts_});
}

// After a rate limit the gate waits, for all calls to the provider.
void PaidCalls::wait(const CallRequest& request, const Error& error) {
  if (needs_slot(request) && billing_of(error) == Billing::rate_limited) return;
  sleep_unless_stopped(env_.clock, stop_, pause_);
}

void PaidCalls::record_settlements() {
  for (Settlement& done : settlements_) {
    if (std::exchange(done.recorded, true)) continue;
    env_.records.close_call(done.call, done.costs);
    announce_settled();
  }
}

std::vector<Settlement> PaidCalls::take_settlements() {
  return std::exchange(settlements_, {});
}

}  // namespace limner::engine
