// A run: its steps in order, each recorded as it happens.
#include "engine/artifact_builder.hpp"
#include "engine/failure.hpp"
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

// What expressions see before any step.
json scope_of(const Plan& plan, const RunId& run) {
  return {{"intake", plan.inputs},
          {"tables", plan.workflow.tables},
          {"steps", json::object()},
          {"run", {{"id", run.str()}, {"seed", plan.seed}, {"take", plan.take}}}};
}

// What was stopped because its time was up, by that name: an exchange, or a pause before
// the next.
Error as_timeout(const Error& error, const PlannedStep& step, const Deadline& deadline) {
  const bool was_waiting = error.code() == ErrorCode::interrupted ||
                           error.code() == ErrorCode::in_doubt || traits(error.code()).retryable;
  if (!deadline.has_passed() || !was_waiting) return error;
  Error late(ErrorCode::timed_out, "{} took longer than its timeout of {:g} s; {}", step.spec.name,
             static_cast<double>(step.spec.timeout->count()) / 1000, error.what());
  return late.with_help(std::string(error.help())).with_charged(error.charged());
}

bool has_ended_well(store::RunStatus status) {
  return status == store::RunStatus::review || status == store::RunStatus::completed;
}

class Run {
 public:
  Run(const Plan& plan, const RunEnv& env)
      : plan_(plan),
        env_(env),
        images_(env.blobs),
        row_{.id = RunId::make(env.ids), .queued = env.clock.now()},
        paid_calls_(plan, env, row_.id),
        began_(env.clock.uptime()),
        scope_(scope_of(plan, row_.id)) {}
  // One that is in the records.
  Run(const Plan& plan, store::RunRow row, const RunEnv& env)
      : plan_(plan),
        env_(env),
        images_(env.blobs),
        row_(std::move(row)),
        paid_calls_(plan, env, row_.id),
        began_(env.clock.uptime() - Millis(row_.duration_ms.value_or(0))),
        steps_(env.records.steps(row_.id)),
        scope_(scope_of(plan, row_.id)) {}

  RunId execute();
  void resume();

 private:
  void begin();
  void reopen(std::size_t first);
  void recall(std::size_t at);
  void run_remaining(std::size_t first);
  void announce_start();
  StepContext step_context();
  void take(std::size_t at);
  void work(std::size_t at);
  Charged charged(const Error& error) const;
  void fail(store::StepRow& row, const Error& error);
  void record(std::size_t at);
  std::string kept_answers() const;
  Error write_failure(const store::StepRow& row, const std::string& kept,
                      const Error& unwritten) const;
  void mark_unused(const store::StepRow& row, store::CallRow& call) const;
  bool price_is_due() const;
  void warn_replayed(step::StepOutput& output) const;
  void make_artifact(step::StepOutput& output);
  void announce(const store::StepRow& row, std::optional<Money> cost) const;
  bool out_of_time() const;
  bool should_end() const;
  void close();
  store::RunStatus final_status();

  const Plan& plan_;
  const RunEnv& env_;
  ImageCache images_;
  store::RunRow row_;
  PaidCalls paid_calls_;
  Millis began_;
  std::vector<store::StepRow> steps_;
  json scope_;
  bool stopped_ = false;  // a step failed and its template says terminate
  bool ending_ = false;   // decided as a step is recorded: the next was started, or not
  bool has_artifact_ = false;
  std::optional<store::ArtifactRow> new_artifact_;
  std::vector<Settlement> settlements_;  // in the step at hand
  ArtifactBuilder artifact_builder_;
};

RunId Run::execute() {
  begin();
  run_remaining(0);
  return row_.id;
}

void Run::run_remaining(std::size_t first) {
  for (std::size_t at = first; at < plan_.steps.size(); ++at) {
    take(at);
    if (ending_) break;
  }
  close();
}

void Run::begin() {
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
  env_.records.begin_run(row_, steps_,
                         {.digest = row_.template_digest,
                          .id = plan_.workflow.id,
                          .version = plan_.workflow.version,
                          .canonical = plan_.workflow.canonical,
                          .source = plan_.workflow.source},
                         {.digest = Digest::of(catalog).hex(), .content = catalog},
                         fixed_price(plan_, env_.wallet_options.wallet));
  announce_start();
}

// A process that ended between the last step and the end of its run has left nothing
// missing but that end.
void Run::resume() {
  const std::size_t first = first_missing(plan_, steps_).value_or(steps_.size());
  paid_calls_.close_at(env_.records.total({.run = row_.id}).estimated);
  for (std::size_t at = 0; at < first; ++at) recall(at);
  paid_calls_.allow_calls();
  reopen(first);
  run_remaining(first);
}

// A finished step's row has what it made. Where that came from is learned by taking the
// step once more: what it bought is read from the answer that was kept, and the rest
// comes out the same.
void Run::recall(std::size_t at) {
  store::StepRow& row = steps_[at];
  const PlannedStep& step = plan_.steps[at];
  scope_["steps"][step.spec.id] = row.outputs;
  if (row.status != store::StepStatus::succeeded) return;
  has_artifact_ = has_artifact_ || row.outputs.contains("artifactId");
  const step::StepOutput output = call_step_kind(step, row.ordinal, row.inputs, step_context());
  store::StepRow learned = row;
  artifact_builder_.learn(step, row.inputs, output, paid_calls_.take_settlements(), learned);
  images_.take_new_blobs();
  images_.next_step();
}

void Run::reopen(std::size_t first) {
  row_.status = store::RunStatus::running;
  row_.failure = nullptr;
  const Time now = env_.clock.now();
  for (std::size_t at = first; at < steps_.size(); ++at)
    steps_[at] = planned_row(plan_.steps[at], static_cast<int>(at));
  if (first < steps_.size()) {
    steps_[first].status = store::StepStatus::running;
    steps_[first].started = now;
  }
  env_.records.reopen_run(row_, {steps_.begin() + static_cast<std::ptrdiff_t>(first), steps_.end()},
                          fixed_price(plan_, env_.wallet_options.wallet), now);
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

void Run::take(std::size_t at) {
  const PlannedStep& step = plan_.steps[at];
  store::StepRow& row = steps_[at];
  const Millis started = env_.clock.uptime();
  env_.events.on(StepStarted{row.ordinal, row.name, row.model});
  const Deadline deadline(env_.stop, step.spec.timeout);
  paid_calls_.stop_by(deadline.token());
  try {
    work(at);
  } catch (const Error& error) {
    settlements_ = paid_calls_.take_settlements();
    fail(row, as_timeout(error, step, deadline).with_charged(charged(error)));
    scope_["steps"][step.spec.id] = nullptr;
    stopped_ = step.spec.on_failure == templates::OnFailure::terminate;
  }
  row.duration_ms = (env_.clock.uptime() - started).count();
  row.finished = env_.clock.now();
  const std::string kept = kept_answers();
  try {
    record(at);
  } catch (const Error& unwritten) {
    throw write_failure(row, kept, unwritten);
  }
}

void Run::work(std::size_t at) {
  const PlannedStep& step = plan_.steps[at];
  store::StepRow& row = steps_[at];
  const std::string& condition = step.spec.condition;
  if (!condition.empty() && !templates::is_true(templates::expand(condition, scope_))) {
    row.status = store::StepStatus::skipped;
    scope_["steps"][step.spec.id] = nullptr;
    return;
  }
  const json with = templates::expand(step.spec.with, scope_);
  row.inputs = with;
  row.attempts = 1;
  step::StepOutput output = call_step_kind(step, row.ordinal, with, step_context());
  settlements_ = paid_calls_.take_settlements();
  artifact_builder_.learn(step, with, output, settlements_, row);
  if (plan_.replayed) warn_replayed(output);
  if (output.artifact) make_artifact(output);
  row.outputs = values_of(output, env_.blobs);
  row.warnings = output.warnings;
  row.status = store::StepStatus::succeeded;
  scope_["steps"][step.spec.id] = row.outputs;
}

StepContext Run::step_context() {
  return {.plan = plan_,
          .images = images_,
          .paid_calls = paid_calls_,
          .run_id = row_.id.str(),
          .started = rfc3339(*row_.started)};
}

// What fails after a paid answer came has cost something.
Charged Run::charged(const Error& error) const {
  const bool paid = std::ranges::any_of(
      settlements_, [](const Settlement& bought) { return !bought.call.embedded; });
  return paid && error.charged() == Charged::no ? Charged::yes : error.charged();
}

void Run::fail(store::StepRow& row, const Error& error) {
  row.status = error.code() == ErrorCode::interrupted ? store::StepStatus::canceled
                                                      : store::StepStatus::failed;
  if (error.charged() == Charged::unknown) row.status = store::StepStatus::in_doubt;
  if (paid_calls_.attempts() > 0 && row.attempts > 0) row.attempts = paid_calls_.attempts();
  row.failure = failure_json(error, row.name);
  if (row_.failure.is_null()) row_.failure = row.failure;
}

void Run::warn_replayed(step::StepOutput& output) const {
  const bool any = std::ranges::any_of(settlements_, [](const Settlement& bought) {
    return bought.call.billing_class == Billing::replayed;
  });
  if (!any) return;
  output.warnings.push_back(
      {{"code", "replayed"}, {"message", "from a recording: nothing was sent, nothing was paid"}});
}

void Run::make_artifact(step::StepOutput& output) {
  const Time now = env_.clock.now();
  new_artifact_ =
      artifact_builder_.artifact(ArtifactId::make(env_.ids), *output.artifact, plan_, row_, now);
  if (!row_.first_artifact) row_.first_artifact = now;
  output.values["artifactId"] = new_artifact_->id.str();
  output.values["artifactType"] = new_artifact_->type;
}

// Where the answers of this step's paid calls are.
std::string Run::kept_answers() const {
  std::string places;
  for (const Settlement& bought : settlements_) {
    if (!bought.call.raw_answer) continue;
    const std::optional<Asset> raw = env_.records.blob(*bought.call.raw_answer);
    if (raw) places += "; its paid answer is in " + env_.blobs.path_of(*raw).string();
  }
  return places;
}

// What cannot be written down is said.
Error Run::write_failure(const store::StepRow& row, const std::string& kept,
                         const Error& unwritten) const {
  const std::string failure =
      row.failure.is_object() ? row.failure.value("message", "") + "; and " : "";
  Error error(unwritten.code(), "{}{}: {}{}", failure, row.name, unwritten.what(), kept);
  error.with_charged(kept.empty() ? unwritten.charged() : Charged::yes);
  return error.with_help(std::string(unwritten.help()));
}

// The end of one step and the start of the next are one moment and one commit.
void Run::record(std::size_t at) {
  store::StepRow& row = steps_[at];
  store::Records::Advance what{.finished = &row, .blobs = images_.take_new_blobs()};
  std::optional<Money> cost;
  for (Settlement& bought : settlements_) {
    cost = cost.value_or(Money()) + bought.cost.actual.value_or(bought.cost.estimated);
    if (bought.recorded) continue;
    if (row.status == store::StepStatus::failed) mark_unused(row, bought.call);
    what.calls.push_back(std::move(bought.call));
    what.costs.push_back(std::move(bought.cost));
  }
  settlements_.clear();
  if (new_artifact_) what.artifact = &*new_artifact_;
  ending_ = should_end();
  if (at + 1 < steps_.size() && !ending_) {
    steps_[at + 1].status = store::StepStatus::running;
    steps_[at + 1].started = row.finished;
    what.started = &steps_[at + 1];
  }
  env_.records.advance(row_.id, what);
  has_artifact_ = has_artifact_ || new_artifact_;
  new_artifact_.reset();
  images_.next_step();
  announce(row, cost);
}

// An answer that could not be used, or not be kept: then it can still be used later.
void Run::mark_unused(const store::StepRow& row, store::CallRow& call) const {
  call.failure = row.failure;
  if (row.failure.value("code", "") != traits(ErrorCode::generation_failed).name) return;
  const bool free = row.failure.value("charged", "") == to_string(Charged::no);
  call.state = store::CallState::failed;
  call.billing_class = free ? Billing::unbilled_error : Billing::billed_unusable;
  call.captured = Credits();
}

void Run::announce(const store::StepRow& row, std::optional<Money> cost) const {
  env_.events.on(StepFinished{.ordinal = row.ordinal,
                              .name = row.name,
                              .model = row.model,
                              .status = row.status,
                              .took = Millis(row.duration_ms.value_or(0)),
                              .cost = cost,
                              .outputs = row.outputs,
                              .warnings = row.warnings.is_array()
                                              ? row.warnings.get<std::vector<json>>()
                                              : std::vector<json>(),
                              .failure = row.failure});
}

bool Run::out_of_time() const {
  return plan_.workflow.max_duration && env_.clock.uptime() - began_ > *plan_.workflow.max_duration;
}

bool Run::should_end() const {
  return stopped_ || env_.stop.stop_requested() || out_of_time();
}

// Steps that were not reached keep their row as it was planned.
store::RunStatus Run::final_status() {
  const bool all = std::ranges::none_of(steps_, [](const store::StepRow& row) {
    return row.status == store::StepStatus::pending || row.status == store::StepStatus::running;
  });
  if (std::ranges::any_of(steps_, [](const store::StepRow& row) {
        return row.status == store::StepStatus::in_doubt;
      }))
    return store::RunStatus::in_doubt;
  if (row_.failure.is_object() && row_.failure.at("code") == traits(ErrorCode::interrupted).name)
    return store::RunStatus::canceled;
  if (stopped_) return store::RunStatus::failed;
  if (!all && env_.stop.stop_requested()) {
    Error stop(ErrorCode::interrupted, "stopped before the end");
    stop.with_help(fmt::format("do what is missing: limner resume {}", row_.id.short_id()));
    row_.failure = failure_json(stop, "");
    return store::RunStatus::canceled;
  }
  if (!all) {
    row_.failure = failure_json(
        Error(ErrorCode::timed_out, "the run took longer than limits.maxDuration"), "");
    return store::RunStatus::failed;
  }
  if (!has_artifact_)
    return row_.failure.is_null() ? store::RunStatus::completed : store::RunStatus::failed;
  return plan_.workflow.review == templates::Review::none ? store::RunStatus::completed
                                                          : store::RunStatus::review;
}

bool Run::price_is_due() const {
  if (has_ended_well(row_.status)) return true;
  return plan_.workflow.pricing && !plan_.workflow.pricing->refund_on_any_failure;
}

void Run::close() {
  row_.status = final_status();
  row_.completed = env_.clock.now();
  row_.duration_ms = (env_.clock.uptime() - began_).count();
  if (has_ended_well(row_.status)) row_.output = templates::expand(plan_.workflow.output, scope_);
  env_.records.end_run(row_, {.price_is_due = price_is_due()});
  env_.events.on(RunFinished{.run = row_.id,
                             .status = row_.status,
                             .took = Millis(*row_.duration_ms),
                             .cost = env_.records.total({.run = row_.id})});
}

}  // namespace

RunId execute(const Plan& plan, const RunEnv& env) {
  return Run(plan, env).execute();
}

void resume(const Plan& plan, const RunId& run, const RunEnv& env) {
  Run(plan, env.records.run(run).value(), env).resume();
}

}  // namespace limner::engine
