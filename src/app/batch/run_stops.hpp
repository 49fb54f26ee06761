// Stops single runs of a batch, while the others go on.
#pragma once

#include <limner/id.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <utility>

namespace limner::app {

// The runs in progress. All members may be called from any thread.
class RunStops {
 public:
  void request(const RunId& run);  // also of a run that starts later

 private:
  friend class RunStop;
  void add(const RunId& run, const std::stop_source& stop);
  void remove(const RunId& run);

  std::mutex mutex_;
  std::map<RunId, std::stop_source> stops_;
  std::set<RunId> requested_;
};

// The stop of one run: requested by `all`, or for that run by `stops`, which may be null.
class RunStop {
 public:
  RunStop(std::stop_token all, RunStops* stops)
      : stops_(stops), link_(std::move(all), [this] { own_.request_stop(); }) {}
  RunStop(const RunStop&) = delete;
  RunStop& operator=(const RunStop&) = delete;
  ~RunStop() {
    if (stops_ != nullptr && run_) stops_->remove(*run_);
  }

  std::stop_token token() const { return own_.get_token(); }
  void set_run(const RunId& run);  // when it has started

 private:
  RunStops* stops_;
  std::stop_source own_;
  std::optional<RunId> run_;
  std::stop_callback<std::function<void()>> link_;  // last: it uses own_
};

}  // namespace limner::app
