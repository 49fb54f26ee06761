// Event sinks.
#pragma once

#include <limner/engine.hpp>

#include <functional>
#include <vector>

namespace limner::fakes {

class Silence : public engine::EventSink {
 public:
  void on(const engine::Event&) noexcept override {}
};

class RecordingSink : public engine::EventSink {
 public:
  void on(const engine::Event& event) noexcept override {
    events.push_back(event);
    if (on_finish && std::holds_alternative<engine::StepFinished>(event)) on_finish();
  }

  // All events of one type, in their order.
  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const engine::Event& event : events) {
      if (const T* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }

  std::vector<engine::Event> events;
  std::function<void()> on_finish;  // called after each StepFinished
};

}  // namespace limner::fakes
