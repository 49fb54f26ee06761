// Progress reporting while the rows of a batch are worked on.
#pragma once

#include "cli/render/progress.hpp"

#include <limner/store/batches.hpp>

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace limner::cli {

// The end of one row's run, or a row that has none.
struct RowEnd {
  int line = 0;       // of its file
  std::string title;  // the row, for people
  std::optional<RunId> run;
  std::optional<store::RunStatus> status;  // none: it could not start
  std::string failure;                     // one line; empty: none
  Millis took{0};
  Money cost;  // USD
};

// The time that one row takes, from the shortest to the longest.
struct UsualTime {
  Millis least{0}, most{0};
};

struct BatchProgressOptions {
  std::int64_t rows = 0;                // to work on
  std::int64_t done = 0;                // of them, before this
  Money ceiling;                        // maximum cost of the others
  int jobs = 1;                         // rows at once
  std::optional<UsualTime> usual = {};  // of a row, before one has ended
  std::string see = {};                 // a command that lists the failures
  bool ticking = true;                  // false: only events draw
};

// All members may be called from any thread.
class BatchProgress {
 public:
  virtual ~BatchProgress() = default;
  virtual void on(const store::BatchItem& item, const engine::Event& event) noexcept = 0;
  virtual void on_end(const RowEnd& row) noexcept = 0;
  virtual void say(std::string_view line) noexcept = 0;  // prints a message on its own line
};

// The states of rows in the order in which they are named.
enum class RowState { made, before, failed, in_doubt, canceled, refused, running, queued, waiting };

// What the displays count. One thread at a time.
class BatchTally {
 public:
  BatchTally(Clock& clock, const BatchProgressOptions& options)
      : clock_(clock), options_(options), began_(clock.uptime()), ends_{began_} {}

  void add(const store::BatchItem& item, const engine::Event& event);
  void add(const RowEnd& row);

  std::int64_t ended() const;
  std::int64_t rows() const { return options_.rows; }
  // "12 made, 1 failed, 4 running, 2 queued, 181 waiting", of which a queued row has a call that
  // may not be sent yet, and a waiting one has not begun: their sum is the number of rows. As many
  // as `columns` allow, the first two at least.
  std::string counts(int columns) const;
  // "42s   about 4m left   2.1 rows/s   $1.24 of at most $5.00", as many of them as `columns`
  // allow. The time left is the median of the last 20 rows, without their time in a queue, or the
  // usual time as a range, times the rows that each job outside a queue has left; "–" when neither
  // is known.
  std::string rates(int columns, bool unicode) const;
  std::string bar(int columns, bool unicode) const;

 private:
  struct Running {
    Millis began{0};
    Millis queued{0};  // before this
    std::optional<Millis> queued_since = {};
  };

  void end_queue(Running& row) const;
  void take_time(int ordinal, store::RunStatus status);
  std::int64_t count(RowState state) const;
  std::optional<UsualTime> row_time() const;
  std::string time_left(bool unicode) const;
  std::optional<double> rows_per_second() const;  // of the last 20 rows

  Clock& clock_;
  BatchProgressOptions options_;
  Millis began_;
  std::array<std::int64_t, 9> counts_{};  // by RowState; only those of rows that have ended
  std::map<int, Running> running_;        // by ordinal
  Money spent_;
  std::deque<Millis> ends_;   // of the last rows, after that of the row before them or the start
  std::deque<Millis> times_;  // of the last rows, without those in a queue
};

// The first failures at once, each on a line; then one that says that there are more.
class FailureLines {
 public:
  explicit FailureLines(std::string see) : see_(std::move(see)) {}
  // Empty: nothing is to be printed.
  std::string line(const RowEnd& row, const Output& output);

 private:
  std::string see_;
  int printed_ = 0;
};

// Without control codes: failures at once, and a line with the counts every 30 seconds and after
// each tenth of the rows.
class PlainBatchProgress : public BatchProgress {
 public:
  PlainBatchProgress(Output& output, Clock& clock, const BatchProgressOptions& options);
  void on(const store::BatchItem& item, const engine::Event& event) noexcept override;
  void on_end(const RowEnd& row) noexcept override;
  void say(std::string_view line) noexcept override;
  void tick() noexcept;

 private:
  Output& output_;
  Clock& clock_;
  std::mutex mutex_;
  void print_counts();

  BatchTally tally_;
  FailureLines failures_;
  Millis spoke_;
  std::int64_t tenths_;  // of the rows, at the last line
  std::unique_ptr<Ticker> ticker_;
};

// The same failures, and below them a block that is redrawn ten times a second: a bar, the counts,
// the money and the time.
class LiveBatchProgress : public BatchProgress {
 public:
  LiveBatchProgress(Output& output, Clock& clock, const BatchProgressOptions& options);
  ~LiveBatchProgress() override;
  void on(const store::BatchItem& item, const engine::Event& event) noexcept override;
  void on_end(const RowEnd& row) noexcept override;
  void say(std::string_view line) noexcept override;
  void tick() noexcept;

 private:
  std::vector<std::string> lines() const;

  Output& output_;
  std::mutex mutex_;
  BatchTally tally_;
  LiveBlock block_;
  std::size_t frame_ = 0;
  std::unique_ptr<Ticker> ticker_;
};

// Failures only.
class QuietBatchProgress : public BatchProgress {
 public:
  QuietBatchProgress(Output& output, const BatchProgressOptions& options)
      : output_(output), failures_(options.see) {}
  void on(const store::BatchItem&, const engine::Event&) noexcept override {}
  void on_end(const RowEnd& row) noexcept override;
  void say(std::string_view line) noexcept override;

 private:
  Output& output_;
  std::mutex mutex_;
  FailureLines failures_;
};

// Writes each event as JSON, with the line of its row and its run, and forwards it.
class JsonBatchProgress : public BatchProgress {
 public:
  JsonBatchProgress(EventWriter write, Clock& clock, const BatchId& batch,
                    std::unique_ptr<BatchProgress> inner)
      : write_(std::move(write)), clock_(clock), batch_(batch), inner_(std::move(inner)) {}
  void on(const store::BatchItem& item, const engine::Event& event) noexcept override;
  void on_end(const RowEnd& row) noexcept override;
  void say(std::string_view line) noexcept override { inner_->say(line); }

 private:
  void write(nlohmann::ordered_json line);

  EventWriter write_;
  Clock& clock_;
  BatchId batch_;
  std::unique_ptr<BatchProgress> inner_;
  std::mutex mutex_;
};

RowState state_of(const RowEnd& row);

// "  ✗ line 17  an owl: openai answered 400: …", the message up to `widest` columns.
std::string row_failure_line(const RowEnd& row, const Output& output, int widest);

}  // namespace limner::cli
