#include <limner/billing.hpp>
#include <limner/engine/call_gate.hpp>
#include <limner/timed_wait.hpp>

#include <algorithm>
#include <utility>

namespace limner::engine {

namespace {

constexpr Millis minute{60'000};
constexpr Millis first_pause{500};
constexpr Millis longest_pause{30'000};  // of those that the provider does not name

CallError pause_too_long(const CallGate::Request& request, Millis pause, Time now) {
  Error error(ErrorCode::provider_unavailable,
              "{} limits the rate of requests; it asks to wait until {}", request.provider,
              rfc3339(now + pause));
  error.with_help("continue then: limner resume, or wait longer: --max-wait");
  return {error, Billing::rate_limited, pause};
}

}  // namespace

// ---- slots ----

CallGate::Slot::Slot(Slot&& other) noexcept
    : gate_(std::exchange(other.gate_, nullptr)), state_(other.state_), number_(other.number_) {}

CallGate::Slot& CallGate::Slot::operator=(Slot&& other) noexcept {
  if (this == &other) return *this;
  release();
  gate_ = std::exchange(other.gate_, nullptr);
  state_ = other.state_;
  number_ = other.number_;
  return *this;
}

void CallGate::Slot::release() {
  CallGate* gate = std::exchange(gate_, nullptr);
  if (gate == nullptr) return;
  const std::lock_guard guard(gate->mutex_);
  gate->end_call(*state_);
}

void CallGate::Slot::unused() {
  CallGate* gate = std::exchange(gate_, nullptr);
  if (gate == nullptr) return;
  const std::lock_guard guard(gate->mutex_);
  if (!state_->starts.empty()) state_->starts.pop_back();
  gate->end_call(*state_);
}

void CallGate::Slot::answered() {
  CallGate* gate = std::exchange(gate_, nullptr);
  if (gate == nullptr) return;
  const std::lock_guard guard(gate->mutex_);
  State& state = *state_;
  ++state.answered;
  state.refusals = 0;
  if (state.allowed > 0) {
    state.allowed =
        std::min(state.allowed + 1 / state.allowed, static_cast<double>(state.limits.concurrency));
  }
  gate->end_call(state);
}

Millis CallGate::Slot::rate_limited(std::optional<Millis> requested) {
  CallGate* gate = std::exchange(gate_, nullptr);
  if (gate == nullptr) return requested.value_or(first_pause);
  const std::lock_guard guard(gate->mutex_);
  const Millis pause = gate->reduce(*state_, number_, requested);
  gate->end_call(*state_);
  return pause;
}

// ---- the gate ----

CallGate::Slot CallGate::acquire(const Request& request, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  State& state = state_of(request.provider);
  Waiter self;
  const auto place = state.waiters.insert(state.waiters.end(), &self);
  try {
    await_turn(lock, state, self, request, stop);
  } catch (...) {
    state.waiters.erase(place);
    wake_first(state);
    throw;
  }
  state.waiters.erase(place);
  ++state.in_flight;
  if (state.limits.per_minute) state.starts.push_back(clock_.uptime());
  wake_first(state);
  return {*this, state, ++state.started};
}

// Returns with the lock held when the call may start; throws with the lock held.
void CallGate::await_turn(std::unique_lock<std::mutex>& lock, State& state, Waiter& self,
                          const Request& request, const std::stop_token& stop) {
  bool is_announced = false;
  for (;;) {
    if (stop.stop_requested())
      throw Error(ErrorCode::interrupted, "stopped before the request to {}", request.provider);
    const bool is_first = state.waiters.front() == &self;
    const Millis pause = pause_left(state);
    if (pause > request.max_wait) throw pause_too_long(request, pause, clock_.now());
    const std::optional<Millis> left = is_first ? next_start(state) : std::nullopt;
    if (left == Millis(0)) return;
    if (!std::exchange(is_announced, true) && request.on_wait) {
      lock.unlock();
      request.on_wait();
      lock.lock();
      continue;
    }
    self.is_woken = false;
    timed_wait(clock_, lock, self.changed, stop, left, [&] { return self.is_woken; });
  }
}

std::uint64_t CallGate::answers(std::string_view provider) {
  const std::lock_guard guard(mutex_);
  return state_of(provider).answered;
}

std::optional<int> CallGate::concurrency(std::string_view provider) {
  const std::lock_guard guard(mutex_);
  const State& state = state_of(provider);
  return state.allowed > 0 ? std::optional(static_cast<int>(state.allowed)) : std::nullopt;
}

std::size_t CallGate::waiting(std::string_view provider) {
  const std::lock_guard guard(mutex_);
  return state_of(provider).waiters.size();
}

CallGate::State& CallGate::state_of(std::string_view provider) {
  const auto found = states_.find(provider);
  if (found != states_.end()) return found->second;
  State& state = states_[std::string(provider)];
  state.limits = limits_of_ ? limits_of_(provider) : CallLimits();
  state.allowed = state.limits.concurrency;
  return state;
}

Millis CallGate::pause_left(const State& state) const {
  if (!state.not_before) return Millis(0);
  return std::max(*state.not_before - clock_.uptime(), Millis(0));
}

bool CallGate::has_room(const State& state) const {
  return state.allowed <= 0 || state.in_flight < std::max(1, static_cast<int>(state.allowed));
}

std::optional<Millis> CallGate::next_start(State& state) const {
  if (!has_room(state)) return std::nullopt;
  Millis left = pause_left(state);
  const Millis now = clock_.uptime();
  while (!state.starts.empty() && state.starts.front() + minute <= now) state.starts.pop_front();
  const std::optional<int> most = state.limits.per_minute;
  if (most && state.starts.size() >= static_cast<std::size_t>(*most)) {
    const auto oldest = state.starts.end() - *most;
    left = std::max(left, *oldest + minute - now);
  }
  return left;
}

void CallGate::end_call(State& state) {
  --state.in_flight;
  wake_first(state);
}

// Many calls in flight are refused at once, by one limit: it counts once, with the first of them.
Millis CallGate::reduce(State& state, std::uint64_t number, std::optional<Millis> requested) {
  const bool counts = number > state.last_halved;
  const int doublings = std::min(counts ? state.refusals++ : std::max(state.refusals - 1, 0), 16);
  const Millis pause = requested.value_or(std::min(first_pause * (1 << doublings), longest_pause));
  const Millis until = clock_.uptime() + pause;
  state.not_before = std::max(state.not_before.value_or(until), until);
  if (!counts) return pause;
  state.last_halved = state.started;
  const double now = state.allowed > 0 ? std::min<double>(state.allowed, state.in_flight)
                                       : static_cast<double>(state.in_flight);
  if (state.limits.concurrency == 0) state.limits.concurrency = state.in_flight;
  state.allowed = std::max(1.0, now / 2);
  return pause;
}

void CallGate::wake_first(State& state) {
  if (state.waiters.empty()) return;
  Waiter& first = *state.waiters.front();
  first.is_woken = true;
  first.changed.notify_one();
}

}  // namespace limner::engine
