#include "app/resume_run.hpp"

#include "unit/app/stored_calls.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

TEST_CASE_FIXTURE(StoredCalls, "the newest interrupted or failed run is resumed") {
  CHECK_FALSE(find_run_to_resume(records, {}));
  add_call(store::CallState::in_doubt, "req-1");
  const store::CallRow second = add_call(store::CallState::in_doubt, "req-2");
  add_call(store::CallState::succeeded, "req-3");
  const auto run = find_run_to_resume(records, {});
  REQUIRE(run);
  CHECK(run->id == second.run);
  CHECK(can_be_resumed(*run));
  CHECK(run->specification["seed"] == 1);
}

TEST_CASE_FIXTURE(StoredCalls, "a named run is found as it is, unless it is at work") {
  const store::CallRow call = add_call(store::CallState::succeeded, "req-1");
  const auto run = find_run_to_resume(records, call.run.str());
  REQUIRE(run);
  CHECK_FALSE(can_be_resumed(*run));
  const store::RunRow busy = begin_run();
  CHECK_THROWS_WITH_AS(find_run_to_resume(records, busy.id.str()),
                       doctest::Contains("is already running"), Error);
  CHECK_THROWS_AS(find_run_to_resume(records, "run-zzzzzzzz"), Error);
  CHECK_THROWS_AS(find_run_to_resume(records, ""), Error);
}
