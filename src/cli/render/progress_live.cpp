// The live block of a run.
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"
#include "cli/render/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace limner::cli {

namespace {

constexpr Millis least_usual_time{2'000};  // shorter usual times are not shown

}  // namespace

LiveProgress::LiveProgress(Output& output, Clock& clock, const ProgressOptions& options)
    : output_(output), clock_(clock), options_(options), block_(output, clock) {
  if (options.ticking) ticker_ = std::make_unique<Ticker>(between_frames, [this] { tick(); });
}

LiveProgress::~LiveProgress() {
  ticker_.reset();
  try {
    block_.erase();
  } catch (...) {
  }
}

void LiveProgress::on(const engine::Event& event) noexcept try {
  const std::lock_guard lock(mutex_);
  if (const auto* run = std::get_if<engine::RunStarted>(&event)) {
    run_ = *run;
    run_since_ = clock_.uptime();
    print({started_line(*run, output_)});
  } else if (const auto* started = std::get_if<engine::StepStarted>(&event)) {
    step_ = *started;
    step_since_ = clock_.uptime();
    draw();
  } else if (const auto* queued = std::get_if<engine::CallQueued>(&event)) {
    queued_ = *queued;
    draw();
  } else if (std::holds_alternative<engine::CallDequeued>(event)) {
    queued_.reset();
    draw();
  } else if (const auto* picture = std::get_if<engine::PartialPicture>(&event)) {
    partial_ = *picture;
    draw();
  } else if (const auto* step = std::get_if<engine::StepFinished>(&event)) {
    step_.reset();
    queued_.reset();
    partial_.reset();
    spent_ += step->cost.value_or(Money());
    std::vector<std::string> lines = {
        step_line(*step, StepColumns::fitting(options_.steps, output_), output_)};
    std::ranges::move(step_notes(*step, output_), std::back_inserter(lines));
    print(lines);
  } else if (const auto* wait = std::get_if<engine::CallRetryScheduled>(&event)) {
    partial_.reset();
    print({waiting_line(*wait, output_)});
  } else if (const auto* end = std::get_if<engine::RunFinished>(&event)) {
    run_.reset();
    print({finished_line(*end, output_)});
  }
} catch (...) {
  // A closed terminal must not end a run that costs money.
}

void LiveProgress::say(std::string_view line) noexcept try {
  const std::lock_guard lock(mutex_);
  print({wrapped(line, output_.columns(), 0)});
} catch (...) {
}

void LiveProgress::tick() noexcept try {
  const std::lock_guard lock(mutex_);
  ++frame_;
  if (run_) draw();
} catch (...) {
}

void LiveProgress::print(const std::vector<std::string>& above) {
  block_.print(above, lines());
}

std::vector<std::string> LiveProgress::lines() const {
  if (!run_ || !step_) return {};
  const Millis now = clock_.uptime();
  const StepColumns columns = StepColumns::fitting(options_.steps, output_);
  const int available = block_.columns();
  const std::string name =
      padded(cut(plain(step_->name), columns.name, output_.unicode), columns.name);
  const std::string detail =
      columns.detail < 4
          ? ""
          : padded(cut(plain(step_->model), columns.detail, output_.unicode), columns.detail) + " ";
  const std::string step = fmt::format("  {} {}  {}{}", spinner(frame_, output_.unicode), name,
                                       detail, padded_left(format_elapsed(now - step_since_), 7));
  std::string all = fmt::format("    step {} of {}   {}", step_->ordinal + 1, run_->steps,
                                format_elapsed(now - run_since_));
  const auto add_if_it_fits = [&](const std::string& part) {
    if (display_width(all) + display_width(part) <= available) all += part;
  };
  if (run_->usual && *run_->usual >= least_usual_time)
    add_if_it_fits(fmt::format(" of about {}", format_elapsed(*run_->usual)));
  if (!options_.ceiling.is_zero())
    add_if_it_fits(fmt::format("   {} of at most {}", dollars(spent_), dollars(options_.ceiling)));
  std::vector<std::string> lines = {cut(step, available, output_.unicode)};
  if (queued_) lines.push_back(cut(queued_line(*queued_), available, output_.unicode));
  if (partial_) lines.push_back(cut(partial_line(*partial_), available, output_.unicode));
  lines.push_back(cut(all, available, output_.unicode));
  return lines;
}

void LiveProgress::draw() {
  block_.draw(lines());
}

}  // namespace limner::cli
