// Executing a run: its steps in order, each committed as it ends.
#include "engine/artifact_builder.hpp"
#include "engine/failure.hpp"
#include "engine/run_outcome.hpp"
#include "engine/settlement_warnings.hpp"
#include "engine/spending_limits.hpp"
#include "engine/step_execution.hpp"

#include <limner/deadline.hpp>
#include <limner/error.hpp>
#include <limner/json.hpp>

#include <algorithm>
#include <utility>

namespace limner::engine {

namespace {

using nlohmann::json;

// The scope of expressions before the first step.
json scope_of(const Plan& plan, const RunId& run) {
  return {{"intake", plan.inputs},
          {"tables", plan.workflow.tables},
          {"steps", json::object()},
          {"run", {{"id", run.str()}, {"seed", plan.seed}, {"take", plan.take}}}};
}

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

class Run {
 public:
  Run(const Plan& plan, const RunEnv& env)
      : plan_(plan),
        env_(env),
        images_(env.blobs, env.image_limits),
        row_{.id = RunId::make(env.ids), .queued = env.clock.now()},
        paid_calls_(plan, env, row_.id),
        began_(env.clock.uptime()),
        scope_(scope_of(plan, row_.id)),
        lineage_(plan.inputs) {}
  // A run that is in the records.
  Run(const Plan& plan, store::RunRow row, const RunEnv& env)
      : plan_(plan),
        env_(env),
        images_(env.blobs, env.image_limits),
        row_(std::move(row)),
        paid_calls_(plan, env, row_.id),
        began_(env.clock.uptime() - Millis(row_.duration_ms.value_or(0))),
        steps_(env.records.steps(row_.id)),
        scope_(scope_of(plan, row_.id)),
        lineage_(plan.inputs) {}

  std::optional<RunId> execute(const std::optional<store::BatchSlot>& slot);
  void resume();

 private:
  bool begin(const std::optional<store::BatchSlot>& slot);
  void reopen(std::size_t first);
  void restore_step(std::size_t at);
  void run_remaining(std::size_t first);
  std::vector<const store::StepRow*> reset_later_steps(std::size_t at);
  std::size_t next_unfinished(std::size_t at) const;
  void announce_start();
  StepContext step_context();
  void run_step(std::size_t at);
  void execute_step(std::size_t at);
  Charged charged(const Error& error) const;
  void set_failure(store::StepRow& row, const Error& error, bool in_doubt);
  void write_step(std::size_t at);
  std::string answer_locations() const;
  Error write_failure(const store::StepRow& row, const std::string& locations,
                      const Error& unwritten) const;
  void mark_unusable(const store::StepRow& row, store::CallRow& call) const;
  void create_artifacts(step::StepOutput& output);
  void announce(const store::StepRow& row, std::optional<Money> cost, bool is_estimate) const;
  bool has_timed_out() const;
  bool should_end() const;
  void end();

  const Plan& plan_;
  const RunEnv& env_;
  ImageCache images_;
  store::RunRow row_;
  PaidCalls paid_calls_;
  Millis began_;
  std::vector<store::StepRow> steps_;
  json scope_;
  bool is_terminated_ = false;  // a step with on_failure: terminate has failed
  bool is_ending_ = false;      // decided when a step is written: no further step starts
  bool has_artifact_ = false;
  bool has_paid_ = false;  // a call of the run has cost something
  Lineage lineage_;
  std::vector<store::ArtifactRow> new_artifacts_;  // of the current step
  std::vector<Settlement> settlements_;            // of the current step
};

// None: the row of the batch has a run already.
std::optional<RunId> Run::execute(const std::optional<store::BatchSlot>& slot) {
  if (!begin(slot)) return std::nullopt;
  run_remaining(0);
  return row_.id;
}

void Run::run_remaining(std::size_t first) {
  for (std::size_t at = first; at < plan_.steps.size(); ++at) {
    if (is_finished(plan_.steps[at], steps_[at])) {
      restore_step(at);
      continue;
    }
    run_step(at);
    if (is_ending_) break;
  }
  end();
}

// Steps after a doubt have finished without its outputs. When it has outputs now, they run again.
std::vector<const store::StepRow*> Run::reset_later_steps(std::size_t at) {
  std::vector<const store::StepRow*> reset;
  if (steps_[at].status != store::StepStatus::succeeded) return reset;
  for (std::size_t later = at + 1; later < steps_.size(); ++later) {
    if (!is_finished(plan_.steps[later], steps_[later])) continue;
    steps_[later] = planned_row(plan_.steps[later], static_cast<int>(later));
    reset.push_back(&steps_[later]);
  }
  return reset;
}

std::size_t Run::next_unfinished(std::size_t at) const {
  while (at < steps_.size() && is_finished(plan_.steps[at], steps_[at])) ++at;
  return at;
}

bool Run::begin(const std::optional<store::BatchSlot>& slot) {
  row_.request_id = env_.request_id;
  row_.template_id = plan_.workflow.id;
  row_.template_digest = plan_.workflow.digest().hex();
  row_.title = plan_.title();
  row_.status = store::RunStatus::running;
  row_.specification = plan_.specification();
  row_.intake = plan_.intake;
  row_.take = plan_.take;
  row_.started = row_.queued;
  row_.tags = env_.tags;
  for (int ordinal = 0; const PlannedStep& step : plan_.steps) {
    steps_.push_back(planned_row(step, ordinal++));
  }
  steps_.front().status = store::StepStatus::running;
  steps_.front().started = row_.queued;

  const std::string catalog = canonical(plan_.catalog);
  const bool is_ours =
      env_.records.begin_run(row_, steps_, template_version(plan_.workflow),
                             {.digest = Digest::of(catalog).hex(), .content = catalog},
                             fixed_price(plan_, env_.wallet_options.wallet), slot);
  if (is_ours) announce_start();
  return is_ours;
}

// When the process died between the last step and the end of the run, no step is missing.
void Run::resume() {
  const std::size_t first = first_unfinished_step(plan_, steps_).value_or(steps_.size());
  has_paid_ = env_.records.charged(row_.id) == Charged::yes;
  row_.failure = nullptr;
  for (std::size_t at = 0; at < first; ++at) restore_step(at);
  reopen(first);
  run_remaining(first);
}

// The row of a finished step has its outputs and their lineage: nothing is executed again.
void Run::restore_step(std::size_t at) {
  const store::StepRow& row = steps_[at];
  scope_["steps"][plan_.steps[at].spec.id] = row.outputs;
  if (row_.failure.is_null()) row_.failure = row.failure;
  if (row.status != store::StepStatus::succeeded) return;
  has_artifact_ = has_artifact_ || row.outputs.contains("artifactId");
  lineage_.restore(row);
}

void Run::reopen(std::size_t first) {
  row_.status = store::RunStatus::running;
  const Time now = env_.clock.now();
  std::vector<store::StepRow> replaced;
  for (std::size_t at = first; at < steps_.size(); ++at) {
    if (is_finished(plan_.steps[at], steps_[at])) continue;
    steps_[at] = planned_row(plan_.steps[at], static_cast<int>(at));
    if (at == first) {
      steps_[at].status = store::StepStatus::running;
      steps_[at].started = now;
    }
    replaced.push_back(steps_[at]);
  }
  env_.records.reopen_run(row_, replaced, fixed_price(plan_, env_.wallet_options.wallet), now);
  announce_start();
}

void Run::announce_start() {
  env_.events.on(RunStarted{.run = row_.id,
                            .template_id = row_.template_id,
                            .title = row_.title,
                            .steps = static_cast<int>(steps_.size()),
                            .estimate = plan_.estimate(),
                            .usual = env_.records.usual_duration(row_.template_id)});
}

void Run::run_step(std::size_t at) {
  const PlannedStep& step = plan_.steps[at];
  store::StepRow& row = steps_[at];
  const Millis started = env_.clock.uptime();
  env_.events.on(StepStarted{row.ordinal, row.name, row.model});
  const Deadline deadline(env_.stop, step.spec.timeout);
  const Deadline paid_deadline(env_.stop, step.spec.timeout, env_.grace);
  paid_calls_.set_stop_tokens(deadline.token(), paid_deadline.token());
  try {
    execute_step(at);
  } catch (const Error& error) {
    settlements_ = paid_calls_.take_settlements();
    const Error late = as_timeout(error, step, deadline).with_charged(charged(error));
    set_failure(row, with_resume_command(late, row_.id), is_in_doubt(error));
    scope_["steps"][step.spec.id] = nullptr;
    is_terminated_ = step.spec.on_failure == templates::OnFailure::terminate;
  }
  row.duration_ms = (env_.clock.uptime() - started).count();
  row.finished = env_.clock.now();
  const std::string locations = answer_locations();
  try {
    write_step(at);
  } catch (const Error& unwritten) {
    throw write_failure(row, locations, unwritten);
  }
}

void Run::execute_step(std::size_t at) {
  const PlannedStep& step = plan_.steps[at];
  store::StepRow& row = steps_[at];
  const std::string& condition = step.spec.condition;
  if (!condition.empty() && !templates::is_true(templates::expand(condition, scope_))) {
    row.status = store::StepStatus::skipped;
    scope_["steps"][step.spec.id] = nullptr;
    return;
  }
  row.inputs = templates::expand(step.spec.with, scope_);
  const json with = lineage_.resolve(step, row.inputs);
  row.inputs = with;
  row.attempts = 1;
  step::StepOutput output = call_step_kind(step, row.ordinal, with, step_context());
  settlements_ = paid_calls_.take_settlements();
  describe_calls(settlements_, row);
  row.lineage = lineage_.to_json(row.ordinal);
  warn_of_settlements(settlements_, output);
  if (!output.artifacts.empty()) create_artifacts(output);
  row.outputs = values_of(output, env_.blobs);
  row.warnings = output.warnings;
  row.status = store::StepStatus::succeeded;
  scope_["steps"][step.spec.id] = row.outputs;
}

StepContext Run::step_context() {
  return {.plan = plan_,
          .images = images_,
          .blobs = env_.blobs,
          .lineage = lineage_,
          .paid_calls = paid_calls_,
          .run_id = row_.id.str(),
          .file_time = rfc3339(env_.file_time.value_or(*row_.started)),
          .strict = env_.strict};
}

// A failure after a paid answer was charged.
Charged Run::charged(const Error& error) const {
  const bool paid = std::ranges::any_of(
      settlements_, [](const Settlement& settlement) { return !settlement.call.embedded; });
  return paid && error.charged() == Charged::no ? Charged::yes : error.charged();
}

void Run::set_failure(store::StepRow& row, const Error& error, bool in_doubt) {
  row.status = error.code() == ErrorCode::interrupted ? store::StepStatus::canceled
                                                      : store::StepStatus::failed;
  if (in_doubt) row.status = store::StepStatus::in_doubt;
  if (paid_calls_.attempts() > 0 && row.attempts > 0) row.attempts = paid_calls_.attempts();
  row.failure = failure_json(error, row.name, row.model);
  if (row_.failure.is_null()) row_.failure = row.failure;
}

void Run::create_artifacts(step::StepOutput& output) {
  const Time now = env_.clock.now();
  const std::vector<store::CallRow> calls = env_.records.calls(row_.id);
  const ArtifactOrigin origin{.plan = plan_,
                              .run = row_,
                              .steps = steps_,
                              .calls = calls,
                              .lineage = lineage_,
                              .blobs = env_.blobs};
  json ids = json::array();
  for (const step::ArtifactDraft& draft : output.artifacts) {
    new_artifacts_.push_back(build_artifact(ArtifactId::make(env_.ids), draft, origin, now));
    ids.push_back(new_artifacts_.back().id.str());
  }
  if (!row_.first_artifact) row_.first_artifact = now;
  output.values["artifactId"] = ids.front();
  output.values["artifactIds"] = std::move(ids);
  output.values["artifactType"] = new_artifacts_.front().type;
}

// The paths of the stored answers of this step, as a part of a message.
std::string Run::answer_locations() const {
  std::string places;
  for (const Settlement& settlement : settlements_) {
    if (!settlement.call.raw_answer) continue;
    const std::optional<Asset> raw = env_.records.blob(*settlement.call.raw_answer);
    if (raw) places += "; its paid answer is in " + env_.blobs.path_of(*raw).string();
  }
  return places;
}

// The message of a step that cannot be written has everything that would be lost.
Error Run::write_failure(const store::StepRow& row, const std::string& locations,
                         const Error& unwritten) const {
  const std::string failure =
      row.failure.is_object() ? row.failure.value("message", "") + "; and " : "";
  Error error(unwritten.code(), "{}{}: {}{}", failure, row.name, unwritten.what(), locations);
  error.with_charged(locations.empty() && !has_paid_ ? unwritten.charged() : Charged::yes);
  return error.with_help(std::string(unwritten.help()));
}

// The end of one step and the start of the next are one commit.
void Run::write_step(std::size_t at) {
  store::StepRow& row = steps_[at];
  store::Records::StepTransition transition{.finished = &row, .blobs = images_.take_new_blobs()};
  std::optional<Money> cost;
  bool is_estimate = false;
  for (Settlement& settlement : settlements_) {
    is_estimate = is_estimate || std::ranges::any_of(settlement.costs, [](const auto& entry) {
                    return !entry.actual && !entry.estimated.is_zero();
                  });
    cost = cost.value_or(Money()) + spent(settlement.costs);
    has_paid_ = has_paid_ || !cost->is_zero();
    if (settlement.recorded) continue;
    if (row.status == store::StepStatus::failed) mark_unusable(row, settlement.call);
    transition.calls.push_back(std::move(settlement.call));
    for (store::CostEntry& entry : settlement.costs) transition.costs.push_back(std::move(entry));
  }
  settlements_.clear();
  has_artifact_ = has_artifact_ || !new_artifacts_.empty();
  transition.artifacts = std::exchange(new_artifacts_, {});
  is_ending_ = should_end();
  transition.reset = reset_later_steps(at);
  const std::size_t next = next_unfinished(at + 1);
  if (next < steps_.size() && !is_ending_) {
    steps_[next].status = store::StepStatus::running;
    steps_[next].started = row.finished;
    transition.started = &steps_[next];
  }
  env_.records.advance(row_.id, transition);
  images_.next_step();
  announce(row, cost, is_estimate);
}

// The call of a failed step. An answer that failed for another reason than its content, such as
// a full disk, stays succeeded and is used when the run is resumed.
void Run::mark_unusable(const store::StepRow& row, store::CallRow& call) const {
  call.failure = row.failure;
  if (row.failure.value("code", "") != traits(ErrorCode::generation_failed).name) return;
  const bool free = row.failure.value("charged", "") == to_string(Charged::no);
  call.state = store::CallState::failed;
  call.billing_class = free ? Billing::unbilled_error : Billing::billed_unusable;
  call.captured = Credits();
}

void Run::announce(const store::StepRow& row, std::optional<Money> cost, bool is_estimate) const {
  const bool in_doubt = row.status == store::StepStatus::in_doubt;
  env_.events.on(
      StepFinished{.ordinal = row.ordinal,
                   .name = row.name,
                   .model = row.model,
                   .status = row.status,
                   .took = Millis(row.duration_ms.value_or(0)),
                   .cost = cost,
                   .cost_is_estimate = is_estimate,
                   .unresolved = in_doubt ? env_.records.total({.run = row_.id}).reserved : Money(),
                   .outputs = row.outputs,
                   .warnings = row.warnings.is_array() ? row.warnings.get<std::vector<json>>()
                                                       : std::vector<json>(),
                   .failure = row.failure});
}

bool Run::has_timed_out() const {
  return plan_.workflow.max_duration && env_.clock.uptime() - began_ > *plan_.workflow.max_duration;
}

bool Run::should_end() const {
  return is_terminated_ || env_.stop.stop_requested() || has_timed_out();
}

void Run::end() {
  const RunOutcome outcome = outcome_of(plan_, row_, steps_,
                                        {.is_terminated = is_terminated_,
                                         .is_stopped = env_.stop.stop_requested(),
                                         .has_artifact = has_artifact_});
  row_.status = outcome.status;
  row_.failure = outcome.failure;
  row_.completed = env_.clock.now();
  row_.duration_ms = (env_.clock.uptime() - began_).count();
  if (has_ended_well(row_.status)) row_.output = templates::expand(plan_.workflow.output, scope_);
  env_.records.end_run(row_, {.price_is_due = is_price_due(plan_, row_.status)});
  env_.events.on(RunFinished{.run = row_.id,
                             .status = row_.status,
                             .took = Millis(*row_.duration_ms),
                             .cost = env_.records.total({.run = row_.id})});
}

}  // namespace

RunId execute(const Plan& plan, const RunEnv& env) {
  return Run(plan, env).execute({}).value();
}

std::optional<RunId> execute_item(const Plan& plan, const store::BatchSlot& slot,
                                  const RunEnv& env) {
  return Run(plan, env).execute(slot);
}

void resume(const Plan& plan, const RunId& run, const RunEnv& env) {
  Run(plan, env.records.run(run).value(), env).resume();
}

}  // namespace limner::engine
