#include <limner/deadline.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace limner {

namespace {

// Whether a stop comes within ten seconds.
bool stops(const std::stop_token& token) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, token, Millis(10'000), [] { return false; });
  return token.stop_requested();
}

}  // namespace

TEST_CASE("a deadline stops by itself, and says that it did") {
  const Deadline deadline({}, Millis(20));
  CHECK(stops(deadline.token()));
  CHECK(deadline.has_passed());
}

TEST_CASE("who sees the stop of a deadline sees that it has passed") {
  const Deadline deadline({}, Millis(20));
  std::atomic<bool> has_passed = false;
  const std::stop_callback on_stop(deadline.token(), [&] { has_passed = deadline.has_passed(); });
  CHECK(stops(deadline.token()));
  CHECK(has_passed.load());
}

TEST_CASE("a deadline passes another stop on, and has not passed then") {
  std::stop_source outer;
  const Deadline deadline(outer.get_token(), Millis(600'000));
  CHECK(!deadline.token().stop_requested());
  outer.request_stop();
  CHECK(deadline.token().stop_requested());
  CHECK(!deadline.has_passed());
}

TEST_CASE("without a limit nothing stops by itself, and a deadline that is met does not wait") {
  CHECK(!Deadline({}, {}).token().stop_requested());
  CHECK(!Deadline({}, Millis(600'000)).has_passed());
}

TEST_CASE("the limit of a deadline does not run during a pause") {
  Deadline deadline({}, Millis(200));
  {
    const Deadline::Pause outer(&deadline);
    const Deadline::Pause inner(&deadline);
    const bool was_too_late = deadline.has_passed();  // on a busy machine
    std::this_thread::sleep_for(Millis(300));
    CHECK((was_too_late || !deadline.token().stop_requested()));
  }
  CHECK(stops(deadline.token()));
  CHECK(deadline.has_passed());
  const Deadline::Pause none(nullptr);
}

TEST_CASE("with a grace another stop is passed on later, and a limit at once") {
  std::stop_source outer;
  const Deadline patient(outer.get_token(), {}, Millis(600'000));
  const Deadline brief(outer.get_token(), {}, Millis(20));
  outer.request_stop();
  CHECK(stops(brief.token()));
  CHECK(!patient.token().stop_requested());
  const Deadline limited({}, Millis(20), Millis(600'000));
  CHECK(stops(limited.token()));
  CHECK(limited.has_passed());
}

}  // namespace limner
