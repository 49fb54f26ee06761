// Listeners for what a run tells the world.
#pragma once

#include <limner/run.hpp>

#include <functional>
#include <vector>

namespace limner::fakes {

class Silence : public EventSink {
 public:
  void on(const Event&) noexcept override {}
};

class RecordingSink : public EventSink {
 public:
  void on(const Event& event) noexcept override {
    events.push_back(event);
    if (on_finish && std::holds_alternative<StepFinished>(event)) on_finish();
  }

  // All events of one type, in their order.
  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const Event& event : events) {
      if (const T* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }

  std::vector<Event> events;
  std::function<void()> on_finish;  // when a step has ended and is recorded
};

}  // namespace limner::fakes
