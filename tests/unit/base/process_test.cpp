#include "fakes/basics.hpp"

#include <limner/error.hpp>
#include <limner/process.hpp>

#include <doctest/doctest.h>

#include <stdlib.h>

#include <array>
#include <chrono>
#include <thread>

namespace limner {

namespace {

ProcessResult sh(const std::string& script, ProcessOptions order = {}) {
  order.argv = {"sh", "-c", script};
  const std::array<std::string_view, 1> path{"PATH"};
  if (order.environment.empty()) order.environment = environment_with(path);
  return run_process(order, {});
}

}  // namespace

TEST_CASE(
    "a program gets its words as they are, its input, and gives what it says and how it ends") {
  const std::string input(300'000, 'x');
  const ProcessResult result = sh("wc -c; exit 3", {.input = input});
  CHECK(result.end == ProcessEnd::exited);
  CHECK(result.code == 3);
  CHECK(result.output.find("300000") != std::string::npos);
  const ProcessResult words = run_process({.argv = {"/bin/echo", "a b", "$HOME;`id`"}}, {});
  CHECK(words.output == "a b $HOME;`id`\n");
}

TEST_CASE("a program that does not read its input breaks nothing") {
  const std::string input(300'000, 'x');
  CHECK(sh("exec 0<&-; echo done", {.input = input}).output == "done\n");
}

TEST_CASE("[S0.8] a program sees the variables that it is given, and no others") {
  setenv("LIMNER_TEST_KEY", "canary", 1);
  CHECK(sh("echo ${LIMNER_TEST_KEY-none}").output == "none\n");
  unsetenv("LIMNER_TEST_KEY");
}

TEST_CASE("[C4] hidden variables are removed from an environment, others are kept") {
  setenv("LIMNER_TEST_KEY", "canary", 1);
  setenv("LIMNER_TEST_KEY_2", "kept", 1);
  const std::vector<std::string> hidden{"LIMNER_TEST_KEY"};
  const std::string said = sh("echo ${LIMNER_TEST_KEY-none} ${LIMNER_TEST_KEY_2-none}",
                              {.environment = environment_without(hidden)})
                               .output;
  CHECK(said == "none kept\n");
  unsetenv("LIMNER_TEST_KEY");
  unsetenv("LIMNER_TEST_KEY_2");
}

TEST_CASE(
    "a program runs in the given directory, and its stderr is captured apart from its stdout") {
  const fakes::Home home;
  const ProcessResult result =
      sh("pwd; echo oh >&2", {.directory = home.path, .new_process_group = true});
  CHECK(result.output == home.path.string() + "\n");
  CHECK(result.error_output == "oh\n");
}

TEST_CASE("a program that is not there has not been started") {
  CHECK_THROWS_AS(run_process({.argv = {"/nowhere/at/all"}}, {}), Error);
  CHECK_THROWS_AS(run_process({.argv = {}}, {}), Error);
  const fakes::Home home;
  CHECK_THROWS_AS(run_process({.argv = {"/bin/true"}, .directory = home.path / "gone"}, {}), Error);
}

TEST_CASE("a program that writes too much, runs too long, or is killed is reported as such") {
  CHECK(sh("yes").end == ProcessEnd::output_limit_exceeded);
  CHECK(sh("echo 12345", {.max_output = 4}).end == ProcessEnd::output_limit_exceeded);
  CHECK(sh("exec sleep 600", {.timeout = Millis(100)}).end == ProcessEnd::timed_out);
  const ProcessResult killed = sh("kill -9 $$");
  CHECK(killed.end == ProcessEnd::killed);
  CHECK(killed.code == 9);
}

TEST_CASE("child processes of a program are killed with it, and not waited for") {
  const ProcessResult result = sh("sleep 100000 & echo $!", {.new_process_group = true});
  CHECK(result.end == ProcessEnd::exited);
  const std::string child = result.output.substr(0, result.output.find('\n'));
  // Its state is read until it is gone or a zombie that was not collected; a child that
  // was not killed keeps the test until ctest ends it.
  const std::string look = "cat /proc/" + child + "/stat 2>/dev/null | grep -v ' Z '";
  ProcessResult seen = sh(look);
  while (!seen.output.empty()) {
    std::this_thread::sleep_for(Millis(20));
    seen = sh(look);
  }
  CHECK(seen.output.empty());
}

TEST_CASE("a stop ends a program") {
  std::stop_source stop;
  stop.request_stop();
  CHECK(run_process({.argv = {"sleep", "600"}}, stop.get_token()).end == ProcessEnd::stopped);
}

}  // namespace limner
