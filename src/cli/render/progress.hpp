// Progress reporting while a run executes.
#pragma once

#include "cli/render/live_block.hpp"
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
  virtual void say(std::string_view line) noexcept = 0;  // prints a message on its own line
};

// Calls `tick` from its own thread until destroyed.
class Ticker {
 public:
  Ticker(Millis every, std::function<void()> tick);

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it uses the members above
};

// A line of --jsonl without its time; null for the end of a run, which the command writes.
nlohmann::ordered_json event_json(const engine::Event& event);

struct ProgressOptions {
  std::vector<std::string> steps;  // names, for the column width
  Money ceiling;                   // maximum cost of the run
  bool ticking = true;             // false: only events draw
};

// Without control codes: a line for each step, and a heartbeat every 30 seconds.
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
  std::string step_;  // current step; empty: none
  Millis since_{0};   // when it began
  Millis spoke_{0};   // when the last line was written
  std::unique_ptr<Ticker> ticker_;
};

// The same lines, and below them a block that is redrawn ten times a second: the
// current step and the whole run.
class LiveProgress : public Progress {
 public:
  LiveProgress(Output& output, Clock& clock, const ProgressOptions& options);
  ~LiveProgress() override;
  void on(const engine::Event& event) noexcept override;
  void say(std::string_view line) noexcept override;
  void tick() noexcept;

 private:
  void print(const std::vector<std::string>& above);
  std::vector<std::string> lines() const;
  void draw();

  Output& output_;
  Clock& clock_;
  ProgressOptions options_;
  std::mutex mutex_;
  std::optional<engine::RunStarted> run_;
  std::optional<engine::StepStarted> step_;
  std::optional<engine::CallQueued> queued_;       // while it waits
  std::optional<engine::PartialPicture> partial_;  // the newest of the call that is live
  Millis run_since_{0}, step_since_{0};
  Money spent_;
  std::size_t frame_ = 0;
  LiveBlock block_;
  std::unique_ptr<Ticker> ticker_;
};

// Prints only explicit messages.
class NoProgress : public Progress {
 public:
  explicit NoProgress(Output& output) : output_(output) {}
  void on(const engine::Event&) noexcept override {}
  void say(std::string_view line) noexcept override;

 private:
  Output& output_;
};

using EventWriter = std::function<void(const nlohmann::ordered_json&)>;

// Writes each event as JSON and forwards it to `inner`. The command writes the end of the run,
// because it knows the exit code.
class JsonProgress : public Progress {
 public:
  JsonProgress(EventWriter write, Clock& clock, std::unique_ptr<Progress> inner)
      : write_(std::move(write)), clock_(clock), inner_(std::move(inner)) {}
  void on(const engine::Event& event) noexcept override;
  void say(std::string_view line) noexcept override { inner_->say(line); }

 private:
  EventWriter write_;
  Clock& clock_;
  std::unique_ptr<Progress> inner_;
};

}  // namespace limner::cli
