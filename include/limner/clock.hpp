// The system's time behind an interface, so that tests can replace it; time as text.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace limner {

using Millis = std::chrono::milliseconds;
using Time = std::chrono::time_point<std::chrono::system_clock, Millis>;  // UTC

// SystemClock may be used from several threads at once.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() = 0;                   // wall clock, UTC; may jump
  virtual Millis uptime() = 0;              // monotonic, unspecified origin: for durations
  virtual void sleep(Millis duration) = 0;  // blocks the calling thread
};

class SystemClock : public Clock {
 public:
  Time now() override;
  Millis uptime() override;
  void sleep(Millis duration) override;
};

std::string rfc3339(Time time);  // "2026-11-21T03:31:33.000Z"
// Accepts that form, with or without milliseconds, or a date (midnight UTC). Throws
// Error{invalid_input}.
Time parse_time(std::string_view text);

// "1h30m", "600s", "1.2s", "250ms", rounded up to a millisecond. Absent for other texts and
// for more than 10^15 milliseconds.
std::optional<Millis> parse_duration(std::string_view text);

}  // namespace limner
