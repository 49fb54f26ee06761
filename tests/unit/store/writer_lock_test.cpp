#include "store/writer_lock.hpp"

#include "fakes/basics.hpp"
#include "unit/store/child.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <poll.h>

#include <optional>

using namespace limner;
using namespace limner::store;

TEST_CASE("a writer that returns for another turn queues behind those that wait") {
  const fakes::Home home;
  WriterLock lock(home.path);
  std::optional<WriterLock::Turn> turn(lock);
  int channel[2];
  REQUIRE(pipe(channel) == 0);
  Child waiting([&] {
    WriterLock another(home.path);
    if (write(channel[1], "w", 1) != 1) return false;
    const WriterLock::Turn its_turn(another);
    return write(channel[1], "t", 1) == 1;
  });
  char word = 0;
  REQUIRE(read(channel[0], &word, 1) == 1);
  usleep(50'000);  // from "about to wait" to waiting
  pollfd more{.fd = channel[0], .events = POLLIN};
  CHECK(poll(&more, 1, 0) == 0);

  turn.reset();
  turn.emplace(lock);
  REQUIRE(poll(&more, 1, 0) == 1);
  REQUIRE(read(channel[0], &word, 1) == 1);
  CHECK(word == 't');
  CHECK(waiting.wait() == 0);
  close(channel[0]);
  close(channel[1]);
}

TEST_CASE("a lock file that cannot be opened is a store failure with its path") {
  const fakes::Home home;
  std::filesystem::create_symlink("elsewhere", home.path / "writers.lock");
  try {
    const WriterLock lock(home.path);
    FAIL("opened through a link");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::store_failed);
    CHECK(std::string(error.what()).find("writers.lock") != std::string::npos);
  }
}
