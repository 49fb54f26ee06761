// Many runs at once: the threads that work on them, and what ends a batch.
#pragma once

#include <limner/error.hpp>
#include <limner/store/rows.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace limner::engine {

// Whether every other row of a batch would fail in the same way: a key, an account, a spending
// limit, the store.
bool concerns_every_row(ErrorCode code);

struct BatchLimits {
  std::optional<std::int64_t> max_failures;  // further ones end the batch; none: they never do
  int provider_failures = 5;  // in a row; they end it, because they are not the rows'
};

// Decides after each run whether more may start. One bad row never ends a batch; a key or an
// account that is refused, a spending limit and a store that cannot be written do at once. All
// members may be called from several threads.
class BatchControl {
 public:
  explicit BatchControl(const BatchLimits& limits) : limits_(limits) {}

  void add(const store::RunRow& run);  // that has ended
  // A run that could not start, or whose end could not be written.
  void add(const Error& error);
  // Why no more runs start; none: they may.
  std::optional<Error> ending() const;

 private:
  void add_failure(ErrorCode code, const std::string& message, const std::string& help);
  void end(Error error);

  BatchLimits limits_;
  mutable std::mutex mutex_;
  std::int64_t failures_ = 0;
  int provider_failures_ = 0;  // in a row
  std::optional<Error> ending_;
};

// Calls `work` for 0 to count - 1 in order of their start, from up to `jobs` threads, of which one
// is the caller's; the second argument is the thread's number. `may_start` is asked before each.
// Blocks until all have ended. When a call throws, no further one starts, and the first exception
// is rethrown at the end.
void work_in_parallel(std::size_t count, int jobs, const std::function<bool()>& may_start,
                      const std::function<void(std::size_t item, int thread)>& work);

}  // namespace limner::engine
