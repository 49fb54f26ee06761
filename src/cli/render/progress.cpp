// Plain, JSON and disabled progress.
#include "cli/render/progress.hpp"

#include "app/report/json_output.hpp"
#include "cli/render/format.hpp"

#include <fmt/format.h>

namespace limner::cli {

namespace {

using nlohmann::ordered_json;

constexpr Millis longest_silence{30'000};
constexpr Millis between_looks{5'000};

}  // namespace

Ticker::Ticker(Millis every, std::function<void()> tick)
    : thread_([this, every, tick = std::move(tick)](const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, stop, every, [&stop] { return stop.stop_requested(); }))
          tick();
      }) {}

// ---- plain lines ----

PlainProgress::PlainProgress(Output& output, Clock& clock, const ProgressOptions& options)
    : output_(output), clock_(clock), columns_(StepColumns::fitting(options.steps, output)) {
  if (options.ticking) ticker_ = std::make_unique<Ticker>(between_looks, [this] { tick(); });
}

void PlainProgress::on(const engine::Event& event) noexcept try {
  const std::lock_guard lock(mutex_);
  std::ostream& out = output_.text;
  spoke_ = clock_.uptime();
  if (const auto* run = std::get_if<engine::RunStarted>(&event)) {
    out << started_line(*run, output_) << '\n';
  } else if (const auto* started = std::get_if<engine::StepStarted>(&event)) {
    step_ = plain(started->name);
    since_ = clock_.uptime();
  } else if (const auto* queued = std::get_if<engine::CallQueued>(&event)) {
    out << queued_line(*queued) << '\n';
  } else if (const auto* wait = std::get_if<engine::CallRetryScheduled>(&event)) {
    out << waiting_line(*wait, output_) << '\n';
  } else if (const auto* picture = std::get_if<engine::PartialPicture>(&event)) {
    out << partial_line(*picture) << '\n';
  } else if (const auto* step = std::get_if<engine::StepFinished>(&event)) {
    step_.clear();
    out << step_line(*step, columns_, output_) << '\n';
    for (const std::string& note : step_notes(*step, output_)) out << note << '\n';
  } else if (const auto* end = std::get_if<engine::RunFinished>(&event)) {
    out << finished_line(*end, output_) << '\n';
  }
  out << std::flush;
} catch (...) {
  // A full pipe must not end a run that costs money.
}

void PlainProgress::say(std::string_view line) noexcept try {
  const std::lock_guard lock(mutex_);
  output_.text << line << '\n' << std::flush;
} catch (...) {
}

void PlainProgress::tick() noexcept try {
  const std::lock_guard lock(mutex_);
  const Millis now = clock_.uptime();
  if (step_.empty() || now - spoke_ < longest_silence) return;
  spoke_ = now;
  output_.text << fmt::format("  . {}  {} so far\n", step_, format_duration(now - since_))
               << std::flush;
} catch (...) {
}

// ---- none ----

void NoProgress::say(std::string_view line) noexcept try {
  output_.text << line << '\n' << std::flush;
} catch (...) {
}

// ---- JSON lines ----

namespace {

ordered_json event_json(const engine::RunStarted& run) {
  return {{"event", "run.started"},
          {"runId", run.run.str()},
          {"templateId", run.template_id},
          {"title", run.title},
          {"steps", run.steps},
          {"estimatedUsd", app::number(run.estimate)},
          {"usualMs", run.usual ? ordered_json(run.usual->count()) : ordered_json()}};
}

ordered_json event_json(const engine::StepStarted& step) {
  return {{"event", "step.started"},
          {"ordinal", step.ordinal},
          {"name", step.name},
          {"model", app::text_or_null(step.model)}};
}

constexpr std::string_view queue_name(engine::CallQueue queue) {
  switch (queue) {
    case engine::CallQueue::provider: return "provider";
    case engine::CallQueue::spending_limit: return "spending_limit";
    case engine::CallQueue::equal_step: return "equal_step";
  }
  return {};
}

ordered_json event_json(const engine::CallQueued& call) {
  return {{"event", "call.queued"},
          {"ordinal", call.ordinal},
          {"name", call.name},
          {"model", call.model},
          {"for", queue_name(call.queue)}};
}

ordered_json event_json(const engine::CallDequeued& call) {
  return {{"event", "call.dequeued"},
          {"ordinal", call.ordinal},
          {"name", call.name},
          {"model", call.model}};
}

ordered_json event_json(const engine::CallRetryScheduled& wait) {
  return {{"event", "call.waiting"}, {"ordinal", wait.ordinal}, {"name", wait.name},
          {"model", wait.model},     {"reason", wait.reason},   {"pauseMs", wait.pause.count()},
          {"attempt", wait.attempt}};
}

ordered_json event_json(const engine::PartialPicture& picture) {
  return {{"event", "step.partial"}, {"ordinal", picture.ordinal}, {"name", picture.name},
          {"model", picture.model},  {"number", picture.number},   {"file", picture.file.string()}};
}

ordered_json event_json(const engine::StepFinished& step) {
  return {{"event", "step.finished"},
          {"ordinal", step.ordinal},
          {"name", step.name},
          {"model", app::text_or_null(step.model)},
          {"status", step.status},
          {"durationMs", step.took.count()},
          {"costUsd", step.cost ? app::number(*step.cost) : ordered_json()},
          {"unresolvedUsd", app::number(step.unresolved)},
          {"reusedFrom",
           step.reused ? ordered_json(engine::reference_to(*step.reused)) : ordered_json()},
          {"savedUsd", step.reused ? app::number(step.reused->saved) : ordered_json()},
          {"warnings", step.warnings},
          {"failure", step.failure}};
}

ordered_json event_json(const engine::RunFinished&) {
  return {};
}

}  // namespace

ordered_json event_json(const engine::Event& event) {
  return std::visit([](const auto& one) { return event_json(one); }, event);
}

void JsonProgress::on(const engine::Event& event) noexcept try {
  inner_->on(event);
  const ordered_json shape = event_json(event);
  if (shape.is_null()) return;
  ordered_json line = {{"at", rfc3339(clock_.now())}};
  line.update(shape);
  write_(line);
} catch (...) {
}

}  // namespace limner::cli
