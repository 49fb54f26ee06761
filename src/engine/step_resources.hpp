// The memory and the processor core that a step of a run works with.
#pragma once

#include "engine/image_cache.hpp"

#include <limner/engine/work_limits.hpp>
#include <limner/provider.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <span>
#include <stop_token>

namespace limner::engine {

// Bytes of the decoded pictures that a step with these parameters reads and makes, as far as the
// parameters say: each once as it is and once as a copy.
std::uint64_t memory_of_step(const nlohmann::json& with);
// The same for the pictures of an answer.
std::uint64_t memory_of_pictures(std::span<const provider::Picture> pictures);

// One per run, used from its thread. A thread that waits holds no memory and no core, but for one
// that has its memory and waits for a core. The references must outlive it.
class StepResources {
 public:
  StepResources(WorkLimits& limits, ImageCache& images) : limits_(limits), images_(images) {}

  // Blocks until there are `bytes` beside the pictures in the cache, and a core. Empties the cache
  // when it has to wait for memory. Throws Error{interrupted} after a stop.
  void acquire(std::uint64_t bytes, const std::stop_token& stop);
  // The same for more work of a step that may have a core already: then it gets the memory at once.
  void extend(std::uint64_t bytes);
  // Gives everything back, with the pictures in the cache, while the step waits.
  void release();
  // The step has ended: what the cache holds stays counted.
  void end() noexcept;

 private:
  WorkLimits& limits_;
  ImageCache& images_;
  SharedBudget::Share memory_, core_;
};

}  // namespace limner::engine
