// The one loop that all work on a run goes through: its next step is looked up in earlier runs or
// executed, and committed, until none is left.
#include "engine/artifact_builder.hpp"
#include "engine/failure.hpp"
#include "engine/run_outcome.hpp"
#include "engine/run_state.hpp"
#include "engine/settlement_warnings.hpp"
#include "engine/step_cache.hpp"
#include "engine/step_execution.hpp"
#include "engine/step_flight.hpp"

#include <limner/deadline.hpp>
#include <limner/error.hpp>

#include <algorithm>
#include <utility>

namespace limner::engine {

namespace {

using nlohmann::json;

// The error of an exchange, or of a pause before the next, that ended because the step's time
// was up.
Error as_timeout(const Error& error, const PlannedStep& step, const Deadline& deadline) {
  const bool was_waiting = error.code() == ErrorCode::interrupted ||
                           error.code() == ErrorCode::in_doubt || traits(error.code()).retryable;
  if (!deadline.has_passed() || !was_waiting) return error;
  Error late(ErrorCode::timed_out, "{} took longer than its timeout of {:g} s; {}", step.spec.name,
             static_cast<double>(step.spec.timeout->count()) / 1000, error.what());
  return late.with_help(std::string(error.help())).with_charged(error.charged());
}

// The paid picture of a step that --strict has failed is used when the run is resumed.
Error with_resume_command(const Error& error, const RunId& run) {
  if (error.code() != ErrorCode::answer_differs) return error;
  return Error(error).with_help(
      fmt::format("use the picture as it is: limner resume {}", run.short_id()));
}

// The end of one step: what commit() writes with its row.
struct StepResult {
  std::vector<Settlement> settlements;  // of calls
  std::vector<store::ArtifactRow> artifacts;
  std::vector<store::CostEntry> costs;  // without a call
  std::optional<CachedStep> cached;     // its outputs are those of an earlier run
};

class RunLoop {
 public:
  RunLoop(const Plan& plan, RunState state, const RunEnv& env)
      : plan_(plan),
        env_(env),
        state_(std::move(state)),
        images_(env.blobs, env.image_limits),
        cache_(plan, {env.records, images_, env.providers, env.version, state_.run.tags}),
        paid_calls_(plan, env, state_.run.id),
        resources_(paid_calls_.limits(), images_),
        began_(env.clock.uptime() - Millis(state_.run.duration_ms.value_or(0))),
        has_paid_(env.records.charged(state_.run.id) == Charged::yes),
        lineage_(plan.inputs) {}

  RunId work();

 private:
  void restore_finished_steps();
  void announce_start();
  StepResult perform(std::size_t at);
  void execute_step(std::size_t at, StepResult& result);
  std::optional<CachedStep> find_earlier(std::size_t at);
  void use_cached(std::size_t at, CachedStep cached, StepResult& result);
  bool has_calls(std::size_t at) const;
  bool may_be_cached(std::size_t at) const;
  StepContext step_context();
  Charged charged(const StepResult& result, const Error& error) const;
  void set_failure(store::StepRow& row, const Error& error) const;
  void create_artifacts(step::StepOutput& output, StepResult& result);
  void commit(std::size_t at, StepResult result);
  void add_settlements(store::StepRow& row, StepResult& result, store::StepTransition& transition);
  std::vector<const store::StepRow*> reset_later_steps(std::size_t at);
  std::string answer_locations(const StepResult& result) const;
  Error write_failure(const store::StepRow& row, const std::string& locations,
                      const Error& unwritten) const;
  void mark_unusable(const store::StepRow& row, store::CallRow& call) const;
  void announce(const store::StepRow& row, const StepResult& result) const;
  bool has_timed_out() const;
  bool should_end() const;
  void close();

  const Plan& plan_;
  const RunEnv& env_;
  RunState state_;
  ImageCache images_;
  StepCache cache_;
  PaidCalls paid_calls_;
  StepResources resources_;
  Millis began_;
  bool has_paid_;  // a call of the run has cost something
  Money saved_;    // by results of earlier runs
  Lineage lineage_;
  std::optional<StepFlight> flight_;  // of the step that is executed
};

RunId RunLoop::work() {
  restore_finished_steps();
  announce_start();
  std::size_t at = next_unfinished(plan_, state_);
  // The end of a step and the start of the next are one commit, which also decides whether there
  // is a next one.
  while (at < state_.steps.size() && state_.steps[at].status == store::StepStatus::running) {
    commit(at, perform(at));
    at = next_unfinished(plan_, state_, at + 1);
  }
  close();
  return state_.run.id;
}

// The row of a finished step has its outputs and their lineage: nothing is executed again.
void RunLoop::restore_finished_steps() {
  for (std::size_t at = 0; at < state_.steps.size(); ++at) {
    const store::StepRow& row = state_.steps[at];
    const bool has_outputs =
        row.status == store::StepStatus::succeeded || row.status == store::StepStatus::reused;
    if (has_outputs && is_finished(plan_.steps[at], row)) lineage_.restore(row);
  }
}

void RunLoop::announce_start() {
  env_.events.on(RunStarted{.run = state_.run.id,
                            .template_id = state_.run.template_id,
                            .title = state_.run.title,
                            .steps = static_cast<int>(state_.steps.size()),
                            .estimate = plan_.estimate(),
                            .usual = env_.records.usual_duration(state_.run.template_id)});
}

StepResult RunLoop::perform(std::size_t at) {
  const PlannedStep& step = plan_.steps[at];
  store::StepRow& row = state_.steps[at];
  const Millis started = env_.clock.uptime();
  env_.events.on(StepStarted{row.ordinal, row.name, row.model});
  Deadline deadline(env_.stop, step.spec.timeout);
  Deadline paid_deadline(env_.stop, step.spec.timeout, env_.grace);
  paid_calls_.set_deadlines(deadline, paid_deadline);
  StepResult result;
  try {
    execute_step(at, result);
  } catch (const Error& error) {
    result = {.settlements = paid_calls_.take_settlements()};
    const Error late = as_timeout(error, step, deadline).with_charged(charged(result, error));
    set_failure(row, with_resume_command(late, state_.run.id));
    if (is_in_doubt(error)) row.status = store::StepStatus::in_doubt;
  }
  row.duration_ms = (env_.clock.uptime() - started).count();
  row.finished = env_.clock.now();
  return result;
}

void RunLoop::execute_step(std::size_t at, StepResult& result) {
  const PlannedStep& step = plan_.steps[at];
  store::StepRow& row = state_.steps[at];
  const json scope = scope_of(plan_, state_);
  const std::string& condition = step.spec.condition;
  if (!condition.empty() && !templates::is_true(templates::expand(condition, scope))) {
    row.status = store::StepStatus::skipped;
    return;
  }
  row.inputs = templates::expand(step.spec.with, scope);
  row.inputs = lineage_.resolve(step, row.inputs);
  const StepContext context = step_context();
  SentParameters sent = sent_parameters(step, row.inputs, {plan_, env_.image_limits, env_.strict});
  cache_.set_key(step, sent.with, state_.run, row);
  if (auto cached = find_earlier(at)) return use_cached(at, std::move(*cached), result);
  row.attempts = 1;
  step::StepOutput output = call_step_kind(step, row.ordinal, std::move(sent), context);
  result.settlements = paid_calls_.take_settlements();
  describe_calls(result.settlements, row);
  row.lineage = lineage_.to_json(row.ordinal);
  warn_of_settlements(result.settlements, output);
  if (!output.artifacts.empty()) create_artifacts(output, result);
  row.outputs = values_of(output, env_.blobs);
  row.warnings = output.warnings;
  row.status = store::StepStatus::succeeded;
}

// The answer to a request of this run is used before that of another.
bool RunLoop::has_calls(std::size_t at) const {
  if (!plan_.steps[at].model) return false;
  const std::vector<store::CallRow> calls = env_.records.calls(state_.run.id);
  return std::ranges::any_of(calls, [&](const store::CallRow& call) {
    return call.step == static_cast<int>(at) && call.state != store::CallState::voided &&
           call.state != store::CallState::failed;
  });
}

// An artifact of another run has the request and the cost of that run: it is the result of this one
// only when this one has made nothing that the artifact could come from.
bool RunLoop::may_be_cached(std::size_t at) const {
  if (has_calls(at)) return false;
  return plan_.steps[at].spec.uses != "artifact.create" || !has_executed(plan_, state_);
}

// Of an equal step that another run executes meanwhile, its result is waited for.
std::optional<CachedStep> RunLoop::find_earlier(std::size_t at) {
  const PlannedStep& step = plan_.steps[at];
  const store::StepRow& row = state_.steps[at];
  if (!cache_.may_be_found(step, row.cache_key)) return {};
  const auto find = [&] { return cache_.find(step, row.cache_key); };
  const bool may_use = may_be_cached(at);
  std::optional<CachedStep> cached = may_use ? find() : std::nullopt;
  if (cached) return cached;
  flight_.emplace(env_, paid_calls_, resources_, state_.run.id, row);
  if (!may_use) {
    flight_->lead();
  } else if ((cached = flight_->find_or_lead(find))) {
    flight_.reset();
  }
  return cached;
}

void RunLoop::use_cached(std::size_t at, CachedStep cached, StepResult& result) {
  store::StepRow& row = state_.steps[at];
  lineage_.adopt(plan_.steps[at], row, cached.row);
  row.status = store::StepStatus::reused;
  row.warnings = cached.row.warnings;
  warn_of_rejections(env_.records, row);
  if (env_.strict) refuse_deviations(row);
  row.reused_from = reference_to(cached.reuse);
  row.model_execution = cached.row.model_execution;
  if (!row.model.empty())
    result.costs.push_back(reuse_entry(state_.run.id, row, env_.clock.now(), env_.ids));
  saved_ += cached.reuse.saved;
  result.cached = std::move(cached);
}

StepContext RunLoop::step_context() {
  return {.plan = plan_,
          .images = images_,
          .blobs = env_.blobs,
          .lineage = lineage_,
          .paid_calls = paid_calls_,
          .resources = resources_,
          .run_id = state_.run.id.str(),
          .file_time = rfc3339(env_.file_time.value_or(*state_.run.started)),
          .strict = env_.strict};
}

// A failure after a paid answer was charged.
Charged RunLoop::charged(const StepResult& result, const Error& error) const {
  const bool paid = std::ranges::any_of(
      result.settlements, [](const Settlement& settlement) { return !settlement.call.embedded; });
  return paid && error.charged() == Charged::no ? Charged::yes : error.charged();
}

void RunLoop::set_failure(store::StepRow& row, const Error& error) const {
  row.status = error.code() == ErrorCode::interrupted ? store::StepStatus::canceled
                                                      : store::StepStatus::failed;
  row.outputs = nullptr;
  if (paid_calls_.attempts() > 0 && row.attempts > 0) row.attempts = paid_calls_.attempts();
  row.failure = failure_json(error, row.name, row.model);
}

void RunLoop::create_artifacts(step::StepOutput& output, StepResult& result) {
  const Time now = env_.clock.now();
  const std::vector<store::CallRow> calls = env_.records.calls(state_.run.id);
  const ArtifactOrigin origin{.plan = plan_,
                              .run = state_.run,
                              .steps = state_.steps,
                              .calls = calls,
                              .lineage = lineage_,
                              .blobs = env_.blobs};
  json ids = json::array();
  for (const step::ArtifactDraft& draft : output.artifacts) {
    result.artifacts.push_back(build_artifact(ArtifactId::make(env_.ids), draft, origin, now));
    ids.push_back(result.artifacts.back().id.str());
  }
  if (!state_.run.first_artifact) state_.run.first_artifact = now;
  output.values["artifactId"] = ids.front();
  output.values["artifactIds"] = std::move(ids);
  output.values["artifactType"] = result.artifacts.front().type;
}

// The paths of the stored answers of this step, as a part of a message.
std::string RunLoop::answer_locations(const StepResult& result) const {
  std::string places;
  for (const Settlement& settlement : result.settlements) {
    if (!settlement.call.raw_answer) continue;
    const std::optional<Asset> raw = env_.records.blob(*settlement.call.raw_answer);
    if (raw) places += "; its paid answer is in " + env_.blobs.path_of(*raw).string();
  }
  return places;
}

// The message of a step that cannot be written has everything that would be lost.
Error RunLoop::write_failure(const store::StepRow& row, const std::string& locations,
                             const Error& unwritten) const {
  const std::string failure =
      row.failure.is_object() ? row.failure.value("message", "") + "; and " : "";
  Error error(unwritten.code(), "{}{}: {}{}", failure, row.name, unwritten.what(), locations);
  error.with_charged(locations.empty() && !has_paid_ ? unwritten.charged() : Charged::yes);
  return error.with_help(std::string(unwritten.help()));
}

// The end of one step and the start of the next are one transaction.
void RunLoop::commit(std::size_t at, StepResult result) {
  store::StepRow& row = state_.steps[at];
  const std::string locations = answer_locations(result);
  try {
    store::StepTransition transition{.finished = &row, .blobs = images_.take_new_blobs()};
    add_settlements(row, result, transition);
    transition.artifacts = result.artifacts;
    transition.costs.insert(transition.costs.end(), result.costs.begin(), result.costs.end());
    transition.reset = reset_later_steps(at);
    const std::size_t next = next_unfinished(plan_, state_, at + 1);
    if (next < state_.steps.size() && !should_end()) {
      state_.steps[next].status = store::StepStatus::running;
      state_.steps[next].started = row.finished;
      transition.started = &state_.steps[next];
    }
    env_.records.advance(state_.run.id, transition);
    paid_calls_.announce_settled();
    if (flight_) flight_->end_with_step();
    flight_.reset();
  } catch (const Error& unwritten) {
    throw write_failure(row, locations, unwritten);
  }
  images_.next_step();
  announce(row, result);
}

void RunLoop::add_settlements(store::StepRow& row, StepResult& result,
                              store::StepTransition& transition) {
  for (Settlement& settlement : result.settlements) {
    has_paid_ = has_paid_ || !spent(settlement.costs).is_zero();
    if (settlement.recorded) continue;
    if (row.status == store::StepStatus::failed) mark_unusable(row, settlement.call);
    transition.calls.push_back(settlement.call);
    transition.costs.insert(transition.costs.end(), settlement.costs.begin(),
                            settlement.costs.end());
  }
}

// Steps after a doubt have finished without its outputs. When it has outputs now, they run again.
std::vector<const store::StepRow*> RunLoop::reset_later_steps(std::size_t at) {
  std::vector<const store::StepRow*> reset;
  if (state_.steps[at].status != store::StepStatus::succeeded) return reset;
  for (std::size_t later = at + 1; later < state_.steps.size(); ++later) {
    if (!is_finished(plan_.steps[later], state_.steps[later])) continue;
    state_.steps[later] = planned_row(plan_.steps[later], static_cast<int>(later));
    reset.push_back(&state_.steps[later]);
  }
  return reset;
}

// The call of a failed step. An answer that failed for another reason than its content, such as
// a full disk, stays succeeded and is used when the run is resumed.
void RunLoop::mark_unusable(const store::StepRow& row, store::CallRow& call) const {
  call.failure = row.failure;
  if (row.failure.value("code", "") != traits(ErrorCode::generation_failed).name) return;
  const bool free = row.failure.value("charged", "") == to_string(Charged::no);
  call.state = store::CallState::failed;
  call.billing_class = free ? Billing::unbilled_error : Billing::billed_unusable;
  call.captured = Credits();
}

void RunLoop::announce(const store::StepRow& row, const StepResult& result) const {
  const bool in_doubt = row.status == store::StepStatus::in_doubt;
  StepFinished event{
      .ordinal = row.ordinal,
      .name = row.name,
      .model = row.model,
      .status = row.status,
      .took = Millis(row.duration_ms.value_or(0)),
      .unresolved = in_doubt ? env_.records.total({.run = state_.run.id}).reserved : Money(),
      .outputs = row.outputs,
      .warnings =
          row.warnings.is_array() ? row.warnings.get<std::vector<json>>() : std::vector<json>(),
      .failure = row.failure};
  for (const Settlement& settlement : result.settlements) {
    event.cost = event.cost.value_or(Money()) + spent(settlement.costs);
    event.cost_is_estimate =
        event.cost_is_estimate || std::ranges::any_of(settlement.costs, [](const auto& entry) {
          return !entry.actual && !entry.estimated.is_zero();
        });
  }
  if (result.cached) event.reused = result.cached->reuse;
  env_.events.on(event);
}

bool RunLoop::has_timed_out() const {
  return plan_.workflow.max_duration && env_.clock.uptime() - began_ > *plan_.workflow.max_duration;
}

bool RunLoop::should_end() const {
  return is_terminated(plan_, state_) || env_.stop.stop_requested() || has_timed_out();
}

void RunLoop::close() {
  store::RunRow& run = state_.run;
  run.failure = first_failure(state_);
  const RunOutcome outcome = outcome_of(plan_, run, state_.steps,
                                        {.is_terminated = is_terminated(plan_, state_),
                                         .is_stopped = env_.stop.stop_requested(),
                                         .has_artifact = has_new_artifact(state_)});
  run.status = outcome.status;
  run.failure = outcome.failure;
  run.completed = env_.clock.now();
  run.duration_ms = (env_.clock.uptime() - began_).count();
  if (has_ended_well(run.status))
    run.output = templates::expand(plan_.workflow.output, scope_of(plan_, state_));
  env_.records.end_run(run, {.price_is_due = is_price_due(plan_, state_.steps, run.status)});
  env_.events.on(RunFinished{.run = run.id,
                             .status = run.status,
                             .took = Millis(*run.duration_ms),
                             .cost = env_.records.total({.run = run.id}),
                             .reused = count_of(state_, store::StepStatus::reused),
                             .steps = count_of_reusable(plan_, state_),
                             .saved = saved_});
}

}  // namespace

RunId execute(const Plan& plan, const RunEnv& env) {
  return RunLoop(plan, begin_run(plan, {}, env).value(), env).work();
}

std::optional<RunId> execute_item(const Plan& plan, const store::BatchSlot& slot,
                                  const RunEnv& env) {
  std::optional<RunState> state = begin_run(plan, slot, env);
  if (!state) return {};
  return RunLoop(plan, std::move(*state), env).work();
}

void resume(const Plan& plan, const RunId& run, const RunEnv& env) {
  RunLoop(plan, claim_run(plan, run, env), env).work();
}

}  // namespace limner::engine
