#include "cli/signals.hpp"

#include <doctest/doctest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

using namespace limner;
using namespace limner::cli;

namespace {

void wait_for_stop(const std::stop_source& stop) {
  while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

// How a child that does `what` ends.
template <class What>
int exit_status_of(const What& what) {
  const pid_t child = fork();
  if (child == 0) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) signal(number, SIG_DFL);
    what();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

}  // namespace

TEST_CASE("the first signal asks to stop and is remembered [X5]") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    std::stop_source stop;
    SignalHandler watch(stop);
    kill(getpid(), signal);
    wait_for_stop(stop);
    CHECK(stop.stop_requested());
    CHECK(watch.caught() == signal);
  }
}

TEST_CASE("the second signal ends the process at once") {
  const int status = exit_status_of([] {
    std::stop_source stop;
    const SignalHandler watch(stop);
    kill(getpid(), SIGINT);
    wait_for_stop(stop);
    kill(getpid(), SIGTERM);
    for (;;) pause();
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
}

TEST_CASE("a signal that was ignored stays ignored, as nohup wants") {
  const int status = exit_status_of([] {
    signal(SIGHUP, SIG_IGN);
    std::stop_source stop;
    const SignalHandler watch(stop);
    kill(getpid(), SIGHUP);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    _exit(stop.stop_requested() ? 1 : 0);
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("without a signal nothing is asked, and signals work as before afterwards") {
  const int status = exit_status_of([] {
    std::stop_source stop;
    { const SignalHandler watch(stop); }
    if (stop.stop_requested()) _exit(1);
    kill(getpid(), SIGTERM);
    for (;;) pause();
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
}

TEST_CASE("a process ends by the signal that stopped it, so that a shell's loop ends too") {
  const int status = exit_status_of([] { _exit(ended_by(SIGINT, 130)); });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
  CHECK(ended_by(0, 3) == 3);
}
