// Steps of many runs that are committed at once, on a disk that takes its time:
//   commit_bench [RUNS] [SYNC_MS]
// beside one run alone, and beside the same number of steps of all runs in one transaction, which
// is what commits that are shared could reach at most.
#include "unit/store/world.hpp"

#include <fmt/format.h>

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

namespace {

std::atomic<int> sync_ms{0};
std::atomic<int> syncs{0};

int slow_sync() {
  ++syncs;
  std::this_thread::sleep_for(std::chrono::milliseconds(sync_ms));
  return 0;
}

}  // namespace

// In place of libc's, for SQLite and limner. The real disk must not be measured beside the delay.
extern "C" int fsync(int) {
  return slow_sync();
}
extern "C" int fdatasync(int) {
  return slow_sync();
}

namespace {

using namespace limner;
using namespace limner::store;
using Seconds = std::chrono::duration<double>;

constexpr int connections = 4;  // to the database, as a batch has
constexpr int steps_per_run = 20;

StepRow ended_step(int number) {
  StepRow step = World::step_rows()[1];
  step.status = StepStatus::succeeded;
  step.inputs = {{"prompt", fmt::format("a fox, number {}", number)}, {"size", "1024x1024"}};
  step.outputs = {{"text", fmt::format("picture {}", number)}};
  return step;
}

int sync_delay = 10;  // milliseconds

struct Rate {
  double steps_per_second, syncs_per_step;
};

template <class Work>
Rate measured(int steps, const Work& work) {
  sync_ms = sync_delay;
  const auto began = std::chrono::steady_clock::now();
  syncs = 0;
  work();
  const Seconds took = std::chrono::steady_clock::now() - began;
  sync_ms = 0;
  return {steps / took.count(), static_cast<double>(syncs) / steps};
}

Rate rate_of_runs(int runs) {
  World world;
  std::vector<std::unique_ptr<Records>> records;
  for (int i = 0; i < connections; ++i) records.push_back(std::make_unique<Records>(world.open()));
  std::vector<RunId> ids;
  for (int i = 0; i < runs; ++i) ids.push_back(world.begin(*records[0]).id);
  return measured(runs * steps_per_run, [&] {
    std::vector<std::jthread> threads;
    for (int i = 0; i < runs; ++i) {
      threads.emplace_back([&, i] {
        const auto at = static_cast<std::size_t>(i);
        for (int number = 0; number < steps_per_run; ++number) {
          const StepRow step = ended_step(number);
          records[at % connections]->advance(ids[at], {.finished = &step});
        }
      });
    }
  });
}

Rate rate_of_shared_commits(int runs) {
  World world;
  Records records = world.open();
  std::vector<RunId> ids;
  for (int i = 0; i < runs; ++i) ids.push_back(world.begin(records).id);
  Database database(world.home.path, OpenMode::read_write, world.clock.now());
  return measured(runs * steps_per_run, [&] {
    for (int number = 0; number < steps_per_run; ++number) {
      database.write([&] {
        for (const RunId& id : ids) update_step(database, id, ended_step(number));
      });
    }
  });
}

void print(std::string_view what, const Rate& rate, const Rate& alone) {
  fmt::print("{:<38}{:>12.0f}{:>14.2f}{:>10.1f}\n", what, rate.steps_per_second,
             rate.syncs_per_step, rate.steps_per_second / alone.steps_per_second);
}

}  // namespace

int main(int count, char** arguments) {
  const int runs = count > 1 ? std::atoi(arguments[1]) : 64;
  if (count > 2) sync_delay = std::atoi(arguments[2]);
  fmt::print("a sync takes {} ms{:>33}{:>14}{:>10}\n", sync_delay, "steps/s", "syncs/step",
             "ratio");
  const Rate alone = rate_of_runs(1);
  print("one run alone", alone, alone);
  print(fmt::format("{} runs at once", runs), rate_of_runs(runs), alone);
  print(fmt::format("{} steps in each transaction", runs), rate_of_shared_commits(runs), alone);
}
