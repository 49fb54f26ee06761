#include "cli/render/batch_progress.hpp"

#include "app/report/json_output.hpp"
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace limner::cli {

namespace {

constexpr Millis longest_batch_silence{30'000};
constexpr Millis between_batch_looks{5'000};
constexpr std::size_t rows_for_rate = 20;
constexpr std::size_t rows_for_first_rate = 5;
constexpr std::int64_t rows_for_tenths = 20;  // of fewer rows, each would be a line
constexpr int widest_title = 40;
constexpr int widest_failure = 120;  // columns of a message in a log
constexpr int most_failure_lines = 20;

bool has_failed(const RowEnd& row) {
  const RowState state = state_of(row);
  return state == RowState::failed || state == RowState::in_doubt || state == RowState::refused;
}

constexpr std::array<std::string_view, 9> state_words = {
    "made", "before", "failed", "in doubt", "canceled", "refused", "running", "queued", "waiting"};

constexpr std::size_t index_of(RowState state) {
  return static_cast<std::size_t>(state);
}

}  // namespace

RowState state_of(const RowEnd& row) {
  if (!row.status) return RowState::refused;
  store::BatchCounts counts;
  counts.add(row.status);
  if (counts.in_doubt == 1) return RowState::in_doubt;
  if (counts.canceled == 1) return RowState::canceled;
  return counts.succeeded == 1 ? RowState::made : RowState::failed;
}

std::string row_failure_line(const RowEnd& row, const Output& output, int widest) {
  const StatusMark mark =
      state_of(row) == RowState::in_doubt ? StatusMark::doubt : StatusMark::failed;
  const std::string title = cut(plain(row.title), widest_title, output.unicode);
  const std::string failure = cut(plain(row.failure), widest, output.unicode);
  return fmt::format("  {} line {}  {}{}{}", sign(mark, output), row.line,
                     for_locale(title, output), title.empty() ? "" : ": ",
                     for_locale(failure, output));
}

std::string FailureLines::line(const RowEnd& row, const Output& output) {
  if (!has_failed(row) || printed_ > most_failure_lines) return {};
  if (++printed_ <= most_failure_lines) return row_failure_line(row, output, widest_failure);
  return fmt::format("  further failures are counted only{}", see_.empty() ? "" : "; see " + see_);
}

// ---- what the displays count ----

void BatchTally::end_queue(Running& row) const {
  if (!row.queued_since) return;
  row.queued += clock_.uptime() - *row.queued_since;
  row.queued_since.reset();
}

void BatchTally::take_time(int ordinal, store::RunStatus status) {
  const auto row = running_.find(ordinal);
  if (row == running_.end()) return;
  end_queue(row->second);
  if (status != store::RunStatus::canceled) {
    times_.push_back(clock_.uptime() - row->second.began - row->second.queued);
    if (times_.size() > rows_for_rate) times_.pop_front();
  }
  running_.erase(row);
}

void BatchTally::add(const store::BatchItem& item, const engine::Event& event) {
  if (std::holds_alternative<engine::RunStarted>(event)) {
    running_[item.ordinal] = {.began = clock_.uptime()};
  } else if (const auto* end = std::get_if<engine::RunFinished>(&event)) {
    take_time(item.ordinal, end->status);
  } else if (const auto row = running_.find(item.ordinal); row != running_.end()) {
    end_queue(row->second);
    if (std::holds_alternative<engine::CallQueued>(event))
      row->second.queued_since = clock_.uptime();
  }
}

void BatchTally::add(const RowEnd& row) {
  const RowState state = state_of(row);
  ++counts_[index_of(state)];
  spent_ += row.cost;
  if (state == RowState::canceled || state == RowState::refused) return;
  ends_.push_back(clock_.uptime());
  if (ends_.size() > rows_for_rate + 1) ends_.pop_front();
}

std::int64_t BatchTally::count(RowState state) const {
  if (state == RowState::before) return options_.done;
  if (state != RowState::running && state != RowState::queued && state != RowState::waiting)
    return counts_[index_of(state)];
  const std::int64_t left = options_.rows - ended();
  const std::int64_t begun = std::min(std::ssize(running_), left);
  if (state == RowState::waiting) return left - begun;
  const std::int64_t queued = std::min<std::int64_t>(
      std::ranges::count_if(running_, [](const auto& row) { return !!row.second.queued_since; }),
      begun);
  return state == RowState::queued ? queued : begun - queued;
}

std::int64_t BatchTally::ended() const {
  std::int64_t sum = options_.done;
  for (std::size_t state = 0; state < index_of(RowState::running); ++state) sum += counts_[state];
  return std::min(sum, options_.rows);
}

std::string BatchTally::counts(int columns) const {
  std::string text = fmt::format("{} made", count(RowState::made));
  for (std::size_t at = index_of(RowState::before); at < state_words.size(); ++at) {
    const std::int64_t number = count(static_cast<RowState>(at));
    if (number == 0) continue;
    const std::string part = fmt::format(", {} {}", number, state_words[at]);
    if (display_width(text + part) > columns) break;
    text += part;
  }
  return text;
}

std::optional<UsualTime> BatchTally::row_time() const {
  if (times_.empty()) {
    const bool is_late = options_.usual && clock_.uptime() - began_ > options_.usual->most;
    return is_late ? std::nullopt : options_.usual;
  }
  std::vector<Millis> times(times_.begin(), times_.end());
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return UsualTime{*middle, *middle};
}

std::string BatchTally::time_left(bool unicode) const {
  const std::string_view dash = unicode ? "–" : "-";
  const std::optional<UsualTime> time = row_time();
  if (!time) return fmt::format("{} left", dash);
  const std::int64_t jobs = std::max<std::int64_t>(options_.jobs - count(RowState::queued), 1);
  const std::int64_t rounds = (options_.rows - ended() + jobs - 1) / jobs;
  const std::string least = format_elapsed(time->least * rounds);
  const std::string most = format_elapsed(time->most * rounds);
  return least == most ? fmt::format("about {} left", least)
                       : fmt::format("about {} {} {} left", least, dash, most);
}

std::optional<double> BatchTally::rows_per_second() const {
  if (ends_.size() <= rows_for_first_rate) return std::nullopt;
  const Millis took = ends_.back() - ends_.front();
  if (took <= Millis(0)) return std::nullopt;
  return static_cast<double>(ends_.size() - 1) * 1000 / static_cast<double>(took.count());
}

std::string BatchTally::rates(int columns, bool unicode) const {
  std::string text = format_elapsed(clock_.uptime() - began_);
  const auto add_if_it_fits = [&](const std::string& part) {
    if (display_width(text) + display_width(part) + 3 <= columns) text += "   " + part;
  };
  if (options_.rows > ended()) add_if_it_fits(time_left(unicode));
  if (!options_.ceiling.is_zero())
    add_if_it_fits(fmt::format("{} of at most {}", dollars(spent_), dollars(options_.ceiling)));
  if (const std::optional<double> rate = rows_per_second()) {
    add_if_it_fits(*rate >= 1 ? fmt::format("{:.1f} rows/s", *rate)
                              : fmt::format("{:.1f} rows/min", *rate * 60));
  }
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
    : output_(output),
      clock_(clock),
      tally_(clock, options),
      failures_(options.see),
      spoke_(clock.uptime()),
      tenths_(tally_.ended() * 10 / std::max<std::int64_t>(options.rows, 1)) {
  if (options.ticking) ticker_ = std::make_unique<Ticker>(between_batch_looks, [this] { tick(); });
}

void PlainBatchProgress::on(const store::BatchItem& item, const engine::Event& event) noexcept {
  const std::lock_guard lock(mutex_);
  tally_.add(item, event);
}

void PlainBatchProgress::on_end(const RowEnd& row) noexcept try {
  const std::lock_guard lock(mutex_);
  tally_.add(row);
  const std::string line = failures_.line(row, output_);
  if (!line.empty()) output_.text << line << '\n' << std::flush;
  const std::int64_t rows = tally_.rows();
  const std::int64_t tenths = tally_.ended() * 10 / std::max<std::int64_t>(rows, 1);
  if (rows < rows_for_tenths || tenths == tenths_ || tally_.ended() == rows) return;
  tenths_ = tenths;
  print_counts();
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
  if (clock_.uptime() - spoke_ >= longest_batch_silence) print_counts();
} catch (...) {
}

void PlainBatchProgress::print_counts() {
  spoke_ = clock_.uptime();
  output_.text << fmt::format("  . {}   {}\n", tally_.counts(page_width),
                              tally_.rates(page_width, output_.unicode))
               << std::flush;
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
  const std::string counts = tally_.counts(columns - 4);
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
  lines.push_back(cut("    " + tally_.rates(columns - 4, unicode), columns, unicode));
  return lines;
}

void LiveBatchProgress::on(const store::BatchItem& item, const engine::Event& event) noexcept {
  const std::lock_guard lock(mutex_);
  tally_.add(item, event);
}

void LiveBatchProgress::on_end(const RowEnd& row) noexcept try {
  const std::lock_guard lock(mutex_);
  tally_.add(row);
  if (has_failed(row)) block_.print({row_failure_line(row, output_, widest_failure)}, lines());
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

void QuietBatchProgress::on_end(const RowEnd& row) noexcept try {
  const std::lock_guard lock(mutex_);
  const std::string line = failures_.line(row, output_);
  if (!line.empty()) output_.text << line << '\n' << std::flush;
} catch (...) {
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
  write_(whole);
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
