// limner runs watch: the progress of a run or batch that another process works on.
#include "cli/batch_command.hpp"
#include "cli/batch_work.hpp"
#include "cli/command/runs.hpp"
#include "cli/render/batch_result.hpp"
#include "cli/render/run_result.hpp"
#include "cli/render/screen.hpp"
#include "cli/signals.hpp"
#include "cli/work_state.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace limner::cli {

namespace {

bool has_begun(store::StepStatus status) {
  return status != store::StepStatus::pending;
}

bool is_in_progress(store::StepStatus status) {
  return status == store::StepStatus::running || status == store::StepStatus::waiting;
}

// Reads the records until `has_ended` or a signal; says once that nothing works on `id`.
class Watch {
 public:
  Watch(Session& session, const store::Records& records, const app::WorkId& id)
      : session_(session), records_(records), id_(id) {}

  // `look` is called after each reading. False: a signal.
  template <class Look, class Say>
  bool until_end(const Look& look, const Say& say) {
    while (!session_.stop.stop_requested()) {
      if (records_.has_abandoned_runs()) app::settle_abandoned_runs(session_);
      const WorkState state = work_state(records_, id_);
      look();
      if (state.has_ended) return true;
      if (!state.has_worker && !std::exchange(said_, true)) {
        say(fmt::format("no process works on {}; start one: limner resume {}", app::short_name(id_),
                        app::full_id(id_)));
      }
      if (state.has_worker) said_ = false;
      session_.clock.sleep(between_looks_at_work);
    }
    return false;
  }

 private:
  Session& session_;
  const store::Records& records_;
  app::WorkId id_;
  bool said_ = false;
};

// ---- a run ----

// Shows on a display the steps that have begun or ended since the last call.
class RunEvents {
 public:
  RunEvents(const store::Records& records, const RunId& id, engine::EventSink& sink)
      : records_(records), id_(id), sink_(sink) {}

  void look() {
    const store::RunRow run = records_.run(id_).value();
    const std::vector<store::StepRow> steps = records_.steps(id_);
    if (run.status == store::RunStatus::queued) return;
    if (!is_announced_) announce(run, steps.size());
    for (const store::StepRow& step : steps) show(step);
    if (app::has_ended(run) && !std::exchange(has_ended_, true)) {
      sink_.on(engine::RunFinished{.run = id_,
                                   .status = run.status,
                                   .took = Millis(run.duration_ms.value_or(0)),
                                   .cost = records_.total({.run = id_})});
    }
  }

 private:
  void announce(const store::RunRow& run, std::size_t steps) {
    is_announced_ = true;
    shown_.resize(steps, store::StepStatus::pending);
    sink_.on(
        engine::RunStarted{.run = id_,
                           .template_id = run.template_id,
                           .title = run.title,
                           .steps = static_cast<int>(steps),
                           .estimate = Money::parse(run.specification.value("estimatedUsd", "0")),
                           .usual = records_.usual_duration(run.template_id)});
  }

  void show(const store::StepRow& step) {
    store::StepStatus& shown = shown_.at(static_cast<std::size_t>(step.ordinal));
    if (shown == step.status) return;
    if (has_begun(step.status) && !is_in_progress(shown))
      sink_.on(engine::StepStarted{step.ordinal, step.name, step.model});
    shown = step.status;
    if (!has_begun(step.status) || is_in_progress(step.status)) return;
    const auto cost = app::step_cost(app::load_run_report(records_, id_), step.ordinal);
    sink_.on(engine::StepFinished{.ordinal = step.ordinal,
                                  .name = step.name,
                                  .model = step.model,
                                  .status = step.status,
                                  .took = Millis(step.duration_ms.value_or(0)),
                                  .cost = cost ? std::optional(cost->most) : std::nullopt,
                                  .cost_is_estimate = cost && !cost->actual,
                                  .unresolved = cost ? cost->reserved : Money(),
                                  .outputs = step.outputs,
                                  .warnings = step.warnings.is_array()
                                                  ? step.warnings.get<std::vector<nlohmann::json>>()
                                                  : std::vector<nlohmann::json>(),
                                  .failure = step.failure});
  }

  const store::Records& records_;
  RunId id_;
  engine::EventSink& sink_;
  bool is_announced_ = false, has_ended_ = false;
  std::vector<store::StepStatus> shown_;
};

void watch_run(Session& session, const store::Records& records, const RunId& id) {
  const store::RunRow run = records.run(id).value();
  ProgressOptions options{.ceiling = Money::parse(run.specification.value("estimatedUsd", "0"))};
  for (const store::StepRow& step : records.steps(id)) options.steps.push_back(step.name);
  bool is_over = false;
  {
    SignalHandler signals(session.stop);
    const auto progress = make_progress(session, options);
    RunEvents events(records, id, *progress);
    is_over = Watch(session, records, id)
                  .until_end([&] { events.look(); },
                             [&](const std::string& text) { progress->say(text); });
    session.signal = signals.caught();
  }
  if (!is_over) return note(session, fmt::format("{} goes on", app::short_name(id)));
  session.exit_code =
      print_result(session, app::load_run_report(records, id), app::open_blobs(session), {});
}

// ---- a batch ----

// Shows on a display the rows that have begun or ended since the last call.
class BatchEvents {
 public:
  BatchEvents(const store::Records& records, const BatchId& id, BatchProgress& sink,
              std::vector<store::BatchItem> before)
      : records_(records), id_(id), sink_(sink), shown_(std::move(before)) {
    for (store::BatchItem& item : shown_) {
      if (item.status == store::RunStatus::running) item.status.reset();  // not announced yet
    }
  }

  void look() {
    const std::vector<store::BatchItem> items = records_.batch_items(id_);
    shown_.resize(items.size());
    for (std::size_t at = 0; at < items.size(); ++at) {
      if (items[at].status != shown_[at].status) show(items[at], shown_[at].status);
      shown_[at].status = items[at].status;
    }
  }

 private:
  void show(const store::BatchItem& item, const std::optional<store::RunStatus>& before) {
    const bool was_running = before == store::RunStatus::running;
    if (!was_running) {
      sink_.on(item, engine::RunStarted{.run = *item.run,
                                        .template_id = {},
                                        .title = item.title,
                                        .steps = 0,
                                        .estimate = {},
                                        .usual = {}});
    }
    if (item.status == store::RunStatus::running) return;
    const store::RunRow run = records_.run(*item.run).value();
    const store::CostTotal cost = records_.total({.run = *item.run});
    sink_.on(item, engine::RunFinished{.run = *item.run,
                                       .status = run.status,
                                       .took = Millis(run.duration_ms.value_or(0)),
                                       .cost = cost});
    sink_.on_end({.line = item.line,
                  .title = item.title,
                  .run = item.run,
                  .status = item.status,
                  .failure = text_at(item.failure, "message"),
                  .took = Millis(run.duration_ms.value_or(0)),
                  .cost = cost.most});
  }

  const store::Records& records_;
  BatchId id_;
  BatchProgress& sink_;
  std::vector<store::BatchItem> shown_;
};

void watch_batch(Session& session, const store::Records& records, const BatchId& id) {
  const store::BatchRow batch = records.batch(id).value();
  std::vector<store::BatchItem> before = records.batch_items(id);
  const std::int64_t done =
      std::ranges::count_if(before, [](const auto& item) { return is_done(item); });
  const std::vector<int> left = missing(before);
  const auto rows = static_cast<std::int64_t>(before.size());
  note(session, batch_heading(batch, rows, done));
  const Millis began = session.clock.uptime();
  bool is_over = false;
  {
    SignalHandler signals(session.stop);
    const auto progress = make_batch_progress(session, id, {.rows = rows, .done = done});
    BatchEvents events(records, id, *progress, std::move(before));
    is_over = Watch(session, records, id)
                  .until_end([&] { events.look(); },
                             [&](const std::string& text) { progress->say(text); });
    session.signal = signals.caught();
  }
  if (!is_over) return note(session, fmt::format("{} goes on", app::short_name(id)));
  session.exit_code = work_state(records, id).exit_code;
  std::vector<store::BatchItem> items = records.batch_items(id);
  const std::int64_t reused = count_reused(items, left);
  print_batch_end(session, records, batch,
                  {.items = std::move(items),
                   .done_before = done,
                   .reused = reused,
                   .took = session.clock.uptime() - began});
}

void watch_work(const std::string& name, Session& session) {
  const store::Records records = app::records_to_look_up(session, name);
  const app::WorkId id = app::find_work(records, name);
  if (const auto* run = std::get_if<RunId>(&id)) return watch_run(session, records, *run);
  watch_batch(session, records, std::get<BatchId>(id));
}

}  // namespace

void add_runs_watch(CLI::App& group, Session& session) {
  auto id = std::make_shared<std::string>();
  CLI::App* command =
      add_command(group, "watch", "Show the progress of a run or batch of another process",
                  {"limner runs watch @last", "limner runs watch 5q0r7hja"});
  command->add_option("id", *id, "Id of a run or batch; Ctrl-C ends the display, not the work")
      ->required()
      ->type_name("ID");
  command->callback([id, &session] { watch_work(*id, session); });
}

}  // namespace limner::cli
