#include "engine/step_flight.hpp"

#include "engine/repeated_requests.hpp"

#include <limner/error.hpp>
#include <limner/timed_wait.hpp>

#include <algorithm>
#include <array>

namespace limner::engine {

namespace {

using nlohmann::json;

// Between two looks at the step of another process.
constexpr Millis flight_pause{250};

// Failures that an equal step would have too, whatever the limits of its run.
bool lies_in_step(ErrorCode code) {
  constexpr std::array codes{ErrorCode::invalid_input,         ErrorCode::unsupported_model,
                             ErrorCode::unsupported_prompt,    ErrorCode::backdrop_not_plain,
                             ErrorCode::invalid_image_request, ErrorCode::unsafe_image_request,
                             ErrorCode::generation_failed,     ErrorCode::key_refused,
                             ErrorCode::account_refused,       ErrorCode::model_unavailable};
  return std::ranges::find(codes, code) != codes.end();
}

// The failure of the step of another run as that of this one, which has sent nothing.
void refuse_failure(const json& failure, const RunId& run) {
  const auto code = error_code_named(failure.value("code", ""));
  if (!code || !lies_in_step(*code)) return;
  throw Error(*code, "{} (the answer to the same request of run {})", failure.value("message", ""),
              run.short_id())
      .with_help(failure.value("recovery", ""));
}

// Calls that may have been paid for. While a step is executed, that of one in flight is open.
bool is_doubtful(const store::CallRow& call, bool step_has_ended) {
  if (call.embedded) return false;
  return call.state == store::CallState::in_doubt ||
         (step_has_ended && (call.state == store::CallState::dispatching ||
                             call.state == store::CallState::accepted));
}

// Of a step without a result: an answer that was paid for and failed for another reason.
bool has_unused_answer(const store::CallRow& call) {
  return call.state == store::CallState::succeeded && call.raw_answer &&
         call.billing_class != Billing::billed_unusable;
}

}  // namespace

StepFlight::~StepFlight() {
  if (!is_stored_) return;
  try {
    env_.records.end_flight(own_);
  } catch (const Error&) {
    // Others see that the run has ended, or that its process has.
  }
}

std::optional<CachedStep> StepFlight::find_or_lead(
    const std::function<std::optional<CachedStep>()>& find) {
  const auto& [limit, paid] = calls_.deadlines();
  const Deadline::Pause limit_pause(limit), paid_pause(paid);
  wait_for_threads();
  if (const std::optional<store::Flight> leader = turn_->leader()) {
    if (auto cached = find()) {
      announce_dequeued();
      return cached;
    }
    refuse_as(*leader, true);
  }
  const std::optional<store::Flight> other =
      wait_for_processes([this](const store::Flight& flight) { refuse_as(flight, false); });
  announce_dequeued();
  if (auto cached = find()) return cached;
  if (other) refuse_as(*other, true);
  turn_->set_leader(own_);
  return {};
}

void StepFlight::lead() {
  const auto& [limit, paid] = calls_.deadlines();
  const Deadline::Pause limit_pause(limit), paid_pause(paid);
  wait_for_threads();
  wait_for_processes([](const store::Flight&) {});
  announce_dequeued();
  turn_->set_leader(own_);
}

void StepFlight::wait_for_threads() {
  turn_.emplace(
      calls_.limits().flights, row_.cache_key, [&] { announce_wait(); }, calls_.stop_token());
}

// The step of another process that was waited for, if any.
std::optional<store::Flight> StepFlight::wait_for_processes(
    const std::function<void(const store::Flight&)>& look) {
  std::optional<store::Flight> other;
  for (;;) {
    const store::FlightTurn turn =
        env_.records.begin_flight(row_.cache_key, own_, env_.clock.now());
    if (turn.other) other = turn.other;
    is_stored_ = turn.is_ours;
    if (turn.is_ours) return other;
    look(*other);
    announce_wait();
    pause();
  }
}

void StepFlight::announce_wait() {
  if (std::exchange(is_announced_, true)) return;
  resources_.release();
  if (row_.model.empty()) return;
  env_.events.on(CallQueued{.ordinal = row_.ordinal,
                            .name = row_.name,
                            .model = row_.model,
                            .queue = CallQueue::equal_step});
}

void StepFlight::announce_dequeued() {
  if (!is_announced_ || row_.model.empty()) return;
  env_.events.on(CallDequeued{.ordinal = row_.ordinal, .name = row_.name, .model = row_.model});
}

void StepFlight::pause() {
  const std::stop_token stop = calls_.stop_token();
  sleep_unless_stopped(env_.clock, stop, flight_pause);
  if (stop.stop_requested())
    throw Error(ErrorCode::interrupted, "stopped while another process executes {}", row_.name);
}

// What became of the step of another run is this one's too, unless it may be tried again.
void StepFlight::refuse_as(const store::Flight& leader, bool has_ended) const {
  for (const store::CallRow& call : env_.records.calls(leader.run)) {
    if (call.step != leader.step) continue;
    if (is_doubtful(call, has_ended)) refuse_open_call(call);
    if (has_ended && has_unused_answer(call)) refuse_answered_call(call);
  }
  if (!has_ended) return;
  const std::vector<store::StepRow> steps = env_.records.steps(leader.run);
  const store::StepRow& step = steps.at(static_cast<std::size_t>(leader.step));
  if (step.status == store::StepStatus::failed) refuse_failure(step.failure, leader.run);
}

}  // namespace limner::engine
