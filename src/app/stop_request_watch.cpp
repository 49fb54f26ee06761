#include "app/stop_request_watch.hpp"

#include <limner/error.hpp>

#include <utility>

namespace limner::app {

namespace {

constexpr Millis between_requests{250};

}  // namespace

StopRequestWatch::StopRequestWatch(const Context& context, Watched watched)
    : watched_(std::move(watched)),
      store_(store_location(context).path),
      network_(network_file_system(context)),
      thread_([this](const std::stop_token& stop) { watch(stop); }) {}

void StopRequestWatch::watch(const std::stop_token& stop) {
  std::optional<store::Records> records;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, stop, between_requests, [&stop] { return stop.stop_requested(); })) {
    try {
      // The time is for stores that must be upgraded, which this process has done.
      if (!records) records.emplace(store_, store::OpenMode::read_only, Time(), network_);
      look(*records);
    } catch (const Error&) {
      // The work finds out, and says so.
    }
  }
}

void StopRequestWatch::look(const store::Records& records) {
  const store::StopRequests requests = records.stop_requests(watched_.owner, watched_.batch);
  for (const RunId& run : requests.runs) {
    if (stopped_.insert(run).second && watched_.on_run) watched_.on_run(run);
  }
  if (requests.batch && !std::exchange(batch_stops_, true) && watched_.on_batch)
    watched_.on_batch();
}

}  // namespace limner::app
