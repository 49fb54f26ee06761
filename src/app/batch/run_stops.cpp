#include "app/batch/run_stops.hpp"

namespace limner::app {

void RunStops::request(const RunId& run) {
  std::optional<std::stop_source> stop;
  {
    const std::lock_guard guard(mutex_);
    requested_.insert(run);
    if (const auto found = stops_.find(run); found != stops_.end()) stop = found->second;
  }
  if (stop) stop->request_stop();
}

void RunStops::add(const RunId& run, const std::stop_source& stop) {
  bool is_requested = false;
  {
    const std::lock_guard guard(mutex_);
    stops_.insert_or_assign(run, stop);
    is_requested = requested_.contains(run);
  }
  if (is_requested) std::stop_source(stop).request_stop();
}

void RunStops::remove(const RunId& run) {
  const std::lock_guard guard(mutex_);
  stops_.erase(run);
}

void RunStop::set_run(const RunId& run) {
  run_ = run;
  if (stops_ != nullptr) stops_->add(run, own_);
}

}  // namespace limner::app
