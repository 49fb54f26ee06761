#include "fakes/world.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace limner;
using namespace limner::engine;
using fakes::prompt;

namespace {

// Ends the process without unwinding when step `at` starts, like kill -9.
class Killer : public EventSink {
 public:
  explicit Killer(int at) : at_(at) {}
  void on(const Event& event) noexcept override {
    const auto* step = std::get_if<StepStarted>(&event);
    if (step && step->ordinal == at_) kill(getpid(), SIGKILL);
  }

 private:
  int at_;
};

// Runs the shipped workflow in a child process; whether it was killed.
bool killed_at(const std::filesystem::path& home, int step) {
  const pid_t child = fork();
  if (child == 0) {
    fakes::World world(home);
    Killer killer(step);
    const Plan plan = world.plan(prompt("a chipmunk"), {.offline = true});
    execute(plan, {.providers = world.providers,
                   .blobs = world.blobs,
                   .records = world.records,
                   .clock = world.clock,
                   .ids = world.ids,
                   .events = killer,
                   .request_id = world.ids.next()});
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

}  // namespace

TEST_CASE("a process killed at any step leaves the finished steps and a store that opens [S0.16]") {
  for (int step = 0; step < 8; ++step) {
    CAPTURE(step);
    const fakes::Home home;
    REQUIRE(killed_at(home.path, step));

    const store::Records after(home.path, store::OpenMode::read_write, fakes::StillClock::start());
    const auto runs = after.runs({});
    REQUIRE(runs.size() == 1);
    CHECK(runs[0].status == store::RunStatus::failed);
    CHECK(runs[0].failure["code"] == "interrupted");
    const auto steps = after.steps(runs[0].id);
    for (int done = 0; done < step; ++done)
      CHECK(steps[static_cast<std::size_t>(done)].status == store::StepStatus::succeeded);
    CHECK(steps[static_cast<std::size_t>(step)].status == store::StepStatus::pending);
    CHECK(after.check().empty());
  }
}
