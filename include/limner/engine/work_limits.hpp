// The limits that all runs of a process share.
#pragma once

#include <limner/engine/call_gate.hpp>
#include <limner/engine/flight_queue.hpp>
#include <limner/engine/settlement_queue.hpp>
#include <limner/engine/shared_budget.hpp>

#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

namespace limner::engine {

constexpr std::uint64_t default_memory = std::uint64_t{512} << 20;

std::uint64_t processor_cores();  // at least 1

struct WorkLimitOptions {
  std::function<CallLimits(std::string_view provider)> calls = {};  // empty: any number
  std::uint64_t memory = default_memory;                            // bytes of decoded pixels
  std::uint64_t cores = processor_cores();  // threads that draw, code and cut out
};

// A step asks for its memory, then for a core; it gives both back while it waits for a provider.
// May be used from several threads; `clock` must outlive it.
struct WorkLimits {
  explicit WorkLimits(Clock& clock, WorkLimitOptions options = {})
      : calls(clock, std::move(options.calls)),
        settlements(clock),
        memory(options.memory),
        cores(options.cores) {}

  CallGate calls;
  SettlementQueue settlements;
  FlightQueue flights;
  SharedBudget memory;
  SharedBudget cores;
};

}  // namespace limner::engine
