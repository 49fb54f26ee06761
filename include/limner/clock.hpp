// Time, as something a test can hold in its hand.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace limner {

using Millis = std::chrono::milliseconds;
using Time = std::chrono::time_point<std::chrono::system_clock, Millis>;  // UTC

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() = 0;       // what the calendar says; may jump
  virtual Millis uptime() = 0;  // never goes back: measure durations with this
  virtual void sleep(Millis duration) = 0;
};

class SystemClock : public Clock {
 public:
  Time now() override;
  Millis uptime() override;
  void sleep(Millis duration) override;
};

std::string rfc3339(Time time);          // "2026-11-21T03:31:33.000Z"
Time parse_time(std::string_view text);  // the same, or a bare date; throws Error{invalid_input}

}  // namespace limner
