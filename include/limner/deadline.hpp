// A stop that comes by itself when the time is up.
#pragma once

#include <limner/clock.hpp>

#include <atomic>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>

namespace limner {

// Stops when `outer` does, and `limit` after it was made; without a limit never by itself.
// In real time: it is for threads that wait for somebody else.
class Deadline {
 public:
  Deadline(const std::stop_token& outer, std::optional<Millis> limit);

  std::stop_token token() const { return stop_.get_token(); }
  bool has_passed() const { return has_passed_; }

 private:
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> with_outer_;
  std::atomic<bool> has_passed_ = false;
  std::jthread timer_;
};

}  // namespace limner
