// Progress reporting while the rows of a batch are worked on.
#pragma once

#include "cli/render/progress.hpp"

#include <limner/store/batches.hpp>

#include <deque>
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

struct BatchProgressOptions {
  std::int64_t rows = 0;  // to work on
  std::int64_t done = 0;  // of them, before this
  Money ceiling;          // maximum cost of the others
  bool ticking = true;    // false: only events draw
};

// All members may be called from any thread.
class BatchProgress {
 public:
  virtual ~BatchProgress() = default;
  virtual void on(const store::BatchItem& item, const engine::Event& event) noexcept = 0;
  virtual void on_end(const RowEnd& row) noexcept = 0;
  virtual void say(std::string_view line) noexcept = 0;  // prints a message on its own line
};

// What the displays count. One thread at a time.
class BatchTally {
 public:
  BatchTally(Clock& clock, const BatchProgressOptions& options)
      : clock_(clock), options_(options), began_(clock.uptime()), running_(0) {}

  void add(const engine::Event& event);
  void add(const RowEnd& row);

  std::int64_t ended() const { return options_.done + made_ + failed_; }
  // "12 made, 1 failed, 4 running, 183 waiting"
  std::string counts() const;
  // "$1.24 of at most $5.00   2.1 rows/s   about 4m left", as many of them as `columns` allow.
  std::string rates(int columns) const;
  std::string bar(int columns, bool unicode) const;

 private:
  std::optional<double> rows_per_second() const;  // of the last 20 rows

  Clock& clock_;
  BatchProgressOptions options_;
  Millis began_;
  std::int64_t made_ = 0, failed_ = 0, running_ = 0;
  Money spent_;
  std::deque<Millis> ends_;  // of the last rows
};

// Without control codes: failures at once, and a line with the counts every 30 seconds.
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
  BatchTally tally_;
  Millis spoke_;
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
  explicit QuietBatchProgress(Output& output) : output_(output) {}
  void on(const store::BatchItem&, const engine::Event&) noexcept override {}
  void on_end(const RowEnd& row) noexcept override;
  void say(std::string_view line) noexcept override;

 private:
  Output& output_;
  std::mutex mutex_;
};

// Writes each event as a JSON line, with the line of its row and its run, and forwards it.
class JsonBatchProgress : public BatchProgress {
 public:
  JsonBatchProgress(std::ostream& events, Clock& clock, const BatchId& batch,
                    std::unique_ptr<BatchProgress> inner)
      : events_(events), clock_(clock), batch_(batch), inner_(std::move(inner)) {}
  void on(const store::BatchItem& item, const engine::Event& event) noexcept override;
  void on_end(const RowEnd& row) noexcept override;
  void say(std::string_view line) noexcept override { inner_->say(line); }

 private:
  void write(nlohmann::ordered_json line);

  std::ostream& events_;
  Clock& clock_;
  BatchId batch_;
  std::unique_ptr<BatchProgress> inner_;
  std::mutex mutex_;
};

// "  ✗ row 17  an owl: openai answered 400: …"
std::string row_failure_line(const RowEnd& row, const Output& output);

}  // namespace limner::cli
