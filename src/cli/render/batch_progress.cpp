#include "cli/render/batch_progress.hpp"

#include "app/report/json_output.hpp"
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace limner::cli {

namespace {

constexpr Millis longest_silence{30'000};
constexpr Millis between_looks{5'000};
constexpr std::size_t rows_for_rate = 20;
constexpr int widest_title = 40;

bool has_failed(const RowEnd& row) {
  return !row.failure.empty();
}

}  // namespace

std::string row_failure_line(const RowEnd& row, const Output& output) {
  const StatusMark mark =
      row.status == store::RunStatus::in_doubt ? StatusMark::doubt : StatusMark::failed;
  const std::string title = cut(plain(row.title), widest_title, output.unicode);
  return fmt::format("  {} line {}  {}{}{}", sign(mark, output), row.line, title,
                     title.empty() ? "" : ": ", for_locale(plain(row.failure), output));
}

// ---- what the displays count ----

void BatchTally::add(const engine::Event& event) {
  if (std::holds_alternative<engine::RunStarted>(event)) ++running_;
  if (std::holds_alternative<engine::RunFinished>(event)) --running_;
}

void BatchTally::add(const RowEnd& row) {
  ++(has_failed(row) ? failed_ : made_);
  spent_ += row.cost;
  ends_.push_back(clock_.uptime());
  if (ends_.size() > rows_for_rate) ends_.pop_front();
}

std::string BatchTally::counts() const {
  std::string text = fmt::format("{} made", made_);
  if (options_.done > 0) text += fmt::format(", {} before", options_.done);
  if (failed_ > 0) text += fmt::format(", {} failed", failed_);
  if (running_ > 0) text += fmt::format(", {} running", running_);
  const std::int64_t waiting = options_.rows - ended() - running_;
  if (waiting > 0) text += fmt::format(", {} waiting", waiting);
  return text;
}

std::optional<double> BatchTally::rows_per_second() const {
  if (ends_.size() < 2) return std::nullopt;
  const Millis took = ends_.back() - ends_.front();
  if (took <= Millis(0)) return std::nullopt;
  return static_cast<double>(ends_.size() - 1) * 1000 / static_cast<double>(took.count());
}

std::string BatchTally::rates(int columns) const {
  std::string text = format_elapsed(clock_.uptime() - began_);
  const auto add_if_it_fits = [&](const std::string& part) {
    if (display_width(text) + display_width(part) + 3 <= columns) text += "   " + part;
  };
  if (const std::optional<double> rate = rows_per_second()) {
    const auto left = static_cast<double>(options_.rows - ended());
    if (left > 0) {
      add_if_it_fits(fmt::format(
          "about {} left", format_elapsed(Millis(static_cast<std::int64_t>(left / *rate * 1000)))));
    }
    add_if_it_fits(*rate >= 1 ? fmt::format("{:.1f} rows/s", *rate)
                              : fmt::format("{:.1f} rows/min", *rate * 60));
  }
  if (!options_.ceiling.is_zero())
    add_if_it_fits(fmt::format("{} of at most {}", dollars(spent_), dollars(options_.ceiling)));
  return text;
}

std::string BatchTally::bar(int columns, bool unicode) const {
  if (columns < 1) return {};
  const std::int64_t rows = std::max<std::int64_t>(options_.rows, 1);
  const auto full = static_cast<int>(std::min(ended(), rows) * columns / rows);
  std::string text;
  for (int at = 0; at < columns; ++at)
    text += at < full ? (unicode ? "█" : "#") : (unicode ? "░" : ".");
  return text;
}

// ---- plain lines ----

PlainBatchProgress::PlainBatchProgress(Output& output, Clock& clock,
                                       const BatchProgressOptions& options)
    : output_(output), clock_(clock), tally_(clock, options), spoke_(clock.uptime()) {
  if (options.ticking) ticker_ = std::make_unique<Ticker>(between_looks, [this] { tick(); });
}

void PlainBatchProgress::on(const store::BatchItem&, const engine::Event& event) noexcept {
  const std::lock_guard lock(mutex_);
  tally_.add(event);
}

void PlainBatchProgress::on_end(const RowEnd& row) noexcept try {
  const std::lock_guard lock(mutex_);
  tally_.add(row);
  if (!has_failed(row)) return;
  output_.text << row_failure_line(row, output_) << '\n' << std::flush;
} catch (...) {
  // A full pipe must not end a batch that costs money.
}

void PlainBatchProgress::say(std::string_view line) noexcept try {
  const std::lock_guard lock(mutex_);
  output_.text << line << '\n' << std::flush;
} catch (...) {
}

void PlainBatchProgress::tick() noexcept try {
  const std::lock_guard lock(mutex_);
  const Millis now = clock_.uptime();
  if (now - spoke_ < longest_silence) return;
  spoke_ = now;
  output_.text << fmt::format("  . {}   {}\n", tally_.counts(), tally_.rates(page_width))
               << std::flush;
} catch (...) {
}

// ---- the live block ----

LiveBatchProgress::LiveBatchProgress(Output& output, Clock& clock,
                                     const BatchProgressOptions& options)
    : output_(output), tally_(clock, options), block_(output, clock) {
  if (options.ticking) ticker_ = std::make_unique<Ticker>(between_frames, [this] { tick(); });
}

LiveBatchProgress::~LiveBatchProgress() {
  ticker_.reset();
  try {
    block_.erase();
  } catch (...) {
  }
}

std::vector<std::string> LiveBatchProgress::lines() const {
  const int columns = block_.columns();
  const bool unicode = output_.unicode;
  const std::string counts = tally_.counts();
  constexpr int least_bar = 8;
  constexpr int widest_bar = 40;
  const int beside = columns - 6 - display_width(counts);
  const bool is_beside = beside >= least_bar;
  const int width = std::clamp(is_beside ? beside : columns - 4, 1, widest_bar);
  const std::string first =
      fmt::format("  {} {}", spinner(frame_, unicode), tally_.bar(width, unicode));
  std::vector<std::string> lines;
  if (is_beside) {
    lines.push_back(first + "  " + counts);
  } else {
    lines.push_back(first);
    lines.push_back(cut("    " + counts, columns, unicode));
  }
  lines.push_back(cut("    " + tally_.rates(columns - 4), columns, unicode));
  return lines;
}

void LiveBatchProgress::on(const store::BatchItem&, const engine::Event& event) noexcept {
  const std::lock_guard lock(mutex_);
  tally_.add(event);
}

void LiveBatchProgress::on_end(const RowEnd& row) noexcept try {
  const std::lock_guard lock(mutex_);
  tally_.add(row);
  if (has_failed(row)) block_.print({row_failure_line(row, output_)}, lines());
} catch (...) {
  // A closed terminal must not end a batch that costs money.
}

void LiveBatchProgress::say(std::string_view line) noexcept try {
  const std::lock_guard lock(mutex_);
  block_.print({wrapped(line, output_.columns(), 0)}, lines());
} catch (...) {
}

void LiveBatchProgress::tick() noexcept try {
  const std::lock_guard lock(mutex_);
  ++frame_;
  block_.draw(lines());
} catch (...) {
}

// ---- failures only ----

void QuietBatchProgress::on_end(const RowEnd& row) noexcept {
  if (has_failed(row)) say(row_failure_line(row, output_));
}

void QuietBatchProgress::say(std::string_view line) noexcept try {
  const std::lock_guard lock(mutex_);
  output_.text << line << '\n' << std::flush;
} catch (...) {
}

// ---- JSON lines ----

void JsonBatchProgress::write(nlohmann::ordered_json line) {
  nlohmann::ordered_json whole = {{"at", rfc3339(clock_.now())}};
  whole.update(line);
  whole["batchId"] = batch_.str();
  const std::lock_guard lock(mutex_);
  events_ << app::json_text(whole, 0) << '\n' << std::flush;
}

void JsonBatchProgress::on(const store::BatchItem& item, const engine::Event& event) noexcept try {
  inner_->on(item, event);
  nlohmann::ordered_json line = event_json(event);
  if (line.is_null()) return;
  line["line"] = item.line;
  line["key"] = item.key;
  write(std::move(line));
} catch (...) {
}

void JsonBatchProgress::on_end(const RowEnd& row) noexcept try {
  inner_->on_end(row);
  write({{"event", "row.finished"},
         {"line", row.line},
         {"runId", row.run ? nlohmann::ordered_json(row.run->str()) : nlohmann::ordered_json()},
         {"status", row.status ? nlohmann::ordered_json(*row.status) : nlohmann::ordered_json()},
         {"failure", app::text_or_null(row.failure)},
         {"durationMs", row.took.count()},
         {"costUsd", app::number(row.cost)}});
} catch (...) {
}

}  // namespace limner::cli
