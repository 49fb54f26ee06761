// Progress: what a person, a log or a program is told while a run works.
#pragma once

#include "cli/render/output.hpp"
#include "cli/render/step_lines.hpp"

#include <limner/engine.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace limner::cli {

// All members may be called from any thread.
class Progress : public engine::EventSink {
 public:
  virtual void say(std::string_view line) noexcept = 0;  // in between, on a line of its own
};

// Calls `tick` in a thread of its own until it goes.
class Ticker {
 public:
  Ticker(Millis every, std::function<void()> tick);

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses what stands above
};

struct ProgressOptions {
  std::vector<std::string> steps;  // their names, for the width of the column
  Money ceiling;                   // the most the run may cost
  bool ticking = true;             // false: only events draw
};

// No control codes: a line for each step, and a sign of life every 30 seconds.
class PlainProgress : public Progress {
 public:
  PlainProgress(Output& output, Clock& clock, const ProgressOptions& options);
  void on(const engine::Event& event) noexcept override;
  void say(std::string_view line) noexcept override;
  void tick() noexcept;

 private:
  Output& output_;
  Clock& clock_;
  StepColumns columns_;
  std::mutex mutex_;
  std::string step_;  // at work; empty: none
  Millis since_{0};   // when it began
  Millis spoke_{0};   // when the last line was written
  std::unique_ptr<Ticker> ticker_;
};

// The same lines, and below them a block that is drawn anew ten times a second:
// the step at work, and the run as a whole.
class LiveProgress : public Progress {
 public:
  LiveProgress(Output& output, Clock& clock, const ProgressOptions& options);
  ~LiveProgress() override;
  void on(const engine::Event& event) noexcept override;
  void say(std::string_view line) noexcept override;
  void tick() noexcept;

 private:
  void print(const std::vector<std::string>& lines);  // above the block
  std::vector<std::string> block() const;
  std::string erased();
  void draw();

  Output& output_;
  Clock& clock_;
  ProgressOptions options_;
  std::mutex mutex_;
  std::optional<engine::RunStarted> run_;
  std::optional<engine::StepStarted> step_;
  std::optional<engine::PartialPicture> partial_;  // the newest of the call that is live
  Millis run_since_{0}, step_since_{0}, drawn_at_{0};
  Money spent_;
  std::size_t frame_ = 0;
  std::vector<int> drawn_;  // widths of the lines of the block that is on the screen
  std::unique_ptr<Ticker> ticker_;
};

// Nothing but what is said outright.
class NoProgress : public Progress {
 public:
  explicit NoProgress(Output& output) : output_(output) {}
  void on(const engine::Event&) noexcept override {}
  void say(std::string_view line) noexcept override;

 private:
  Output& output_;
};

// Each event as a JSON line on `events`; people are told by `inner`. The end of
// the run is left to the command, which knows the exit code.
class JsonProgress : public Progress {
 public:
  JsonProgress(std::ostream& events, Clock& clock, std::unique_ptr<Progress> inner)
      : events_(events), clock_(clock), inner_(std::move(inner)) {}
  void on(const engine::Event& event) noexcept override;
  void say(std::string_view line) noexcept override { inner_->say(line); }

 private:
  std::ostream& events_;
  Clock& clock_;
  std::unique_ptr<Progress> inner_;
};

}  // namespace limner::cli
