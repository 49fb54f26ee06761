#include <limner/engine/work_limits.hpp>

#include <algorithm>
#include <thread>

namespace limner::engine {

std::uint64_t processor_cores() {
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace limner::engine
