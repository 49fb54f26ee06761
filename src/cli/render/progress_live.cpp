// The live block. It is erased and redrawn in one write, cut to the width of the
// window with wrapping disabled, so that it always occupies the same rows.
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"
#include "cli/render/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limner::cli {

namespace {

constexpr Millis between_frames{100};
constexpr Millis least_usual_time{2'000};  // shorter usual times are not shown
constexpr int echoed_columns = 2;          // "^C", which a terminal adds to the last line
constexpr Millis long_pause{2'000};  // the process was suspended: the screen content is not ours

std::string_view spinner(std::size_t frame, bool unicode) {
  constexpr std::array<std::string_view, 10> dots = {"⠋", "⠙", "⠹", "⠸", "⠼",
                                                     "⠴", "⠦", "⠧", "⠇", "⠏"};
  constexpr std::array<std::string_view, 4> strokes = {"|", "/", "-", "\\"};
  return unicode ? dots.at(frame % dots.size()) : strokes.at(frame % strokes.size());
}

// Running times are shown in seconds.
std::string format_elapsed(Millis took) {
  const std::string words = format_duration(took);
  const std::size_t point = words.find('.');
  return point == std::string::npos ? words : words.substr(0, point) + "s";
}

}  // namespace

LiveProgress::LiveProgress(Output& output, Clock& clock, const ProgressOptions& options)
    : output_(output), clock_(clock), options_(options) {
  if (options.ticking) ticker_ = std::make_unique<Ticker>(between_frames, [this] { tick(); });
}

LiveProgress::~LiveProgress() {
  ticker_.reset();
  try {
    output_.text << erased() << std::flush;
  } catch (...) {
  }
}

void LiveProgress::on(const engine::Event& event) noexcept try {
  const std::lock_guard lock(mutex_);
  if (const auto* run = std::get_if<engine::RunStarted>(&event)) {
    run_ = *run;
    run_since_ = drawn_at_ = clock_.uptime();
    print({started_line(*run, output_)});
  } else if (const auto* started = std::get_if<engine::StepStarted>(&event)) {
    step_ = *started;
    step_since_ = clock_.uptime();
    draw();
  } else if (const auto* picture = std::get_if<engine::PartialPicture>(&event)) {
    partial_ = *picture;
    draw();
  } else if (const auto* step = std::get_if<engine::StepFinished>(&event)) {
    step_.reset();
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

void LiveProgress::print(const std::vector<std::string>& lines) {
  output_.text << erased();
  for (const std::string& line : lines) output_.text << line << '\n';
  draw();
}

std::vector<std::string> LiveProgress::block() const {
  if (!run_ || !step_) return {};
  const Millis now = clock_.uptime();
  const StepColumns columns = StepColumns::fitting(options_.steps, output_);
  const int available = output_.columns() - 1 - echoed_columns;
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
  if (partial_) lines.push_back(cut(partial_line(*partial_), available, output_.unicode));
  lines.push_back(cut(all, available, output_.unicode));
  return lines;
}

// A terminal that became narrower has wrapped the lines.
std::string LiveProgress::erased() {
  if (drawn_.empty()) return {};
  const int columns = std::max(1, output_.columns());
  int rows = 0;
  for (const int width : drawn_) rows += std::max(1, (width + columns - 1) / columns);
  drawn_.clear();
  return rows > 1 ? fmt::format("\r\x1b[{}A\x1b[J", rows - 1) : "\r\x1b[J";
}

void LiveProgress::draw() {
  const Millis now = clock_.uptime();
  if (now - drawn_at_ > long_pause) drawn_.clear();
  drawn_at_ = now;
  output_.text << erased();
  const std::vector<std::string> lines = block();
  if (!lines.empty()) output_.text << "\x1b[?7l";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    drawn_.push_back(display_width(lines[i]));
    output_.text << (i > 0 ? "\n" : "")
                 << (i > 0 ? output_.paint(TextStyle::faint, lines[i]) : lines[i]);
  }
  if (!lines.empty()) output_.text << "\x1b[?7h";
  output_.text << std::flush;
}

}  // namespace limner::cli
