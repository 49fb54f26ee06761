#include "store/owner.hpp"

#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/file.h>

#include <array>

using namespace limner;
using namespace limner::store;
namespace fs = std::filesystem;

namespace {

fs::path workers_in(const World& world) {
  return world.home.path / "workers";
}

// A process with a lock, whose id is the text.
ReportingChild locked_child(const World& world) {
  return ReportingChild([&](const ReportingChild::Report& report) {
    const auto lock = worker_lock(world.home.path);
    return report(lock->id());
  });
}

}  // namespace

TEST_CASE("an owner lives as long as its process") {
  const World world;
  ReportingChild other = locked_child(world);
  CHECK_FALSE(has_ended(world.home.path, other.text()));
  remove_ended_workers(world.home.path);
  CHECK(fs::exists(workers_in(world) / other.text()));

  other.process().kill();
  CHECK(has_ended(world.home.path, other.text()));
  CHECK(fs::exists(workers_in(world) / other.text()));
  remove_ended_workers(world.home.path);
  CHECK_FALSE(fs::exists(workers_in(world) / other.text()));
  CHECK(has_ended(world.home.path, other.text()));
}

TEST_CASE("a killed process has ended before its parent has waited for it") {
  const World world;
  ReportingChild other = locked_child(world);
  ::kill(other.process().pid(), SIGKILL);
  siginfo_t ended{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(other.process().pid()), &ended, WEXITED | WNOWAIT) == 0);
  CHECK(has_ended(world.home.path, other.text()));
}

TEST_CASE("two processes that ask at once do not mistake each other for the owner") {
  const World world;
  ReportingChild other = locked_child(world);
  other.process().kill();
  const int asking = open((workers_in(world) / other.text()).c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(flock(asking, LOCK_SH | LOCK_NB) == 0);
  CHECK(has_ended(world.home.path, other.text()));
  close(asking);
}

TEST_CASE("the connections of a process share an owner, and the last one removes its file") {
  const World world;
  std::string id;
  {
    const auto first = worker_lock(world.home.path);
    id = first->id();
    CHECK(worker_lock(world.home.path / ".")->id() == id);
    CHECK_FALSE(has_ended(world.home.path, id));
    CHECK(Child([&] { return worker_lock(world.home.path)->id() != id; }).wait() == 0);
    CHECK_FALSE(has_ended(world.home.path, id));
  }
  CHECK(has_ended(world.home.path, id));
  CHECK(fs::is_empty(workers_in(world)));
}

TEST_CASE("a file that cannot be opened may belong to a living process") {
  const World world;
  fs::create_directories(workers_in(world));
  const std::string id(ulid_length, '0');
  fs::create_symlink("elsewhere", workers_in(world) / id);
  CHECK_FALSE(has_ended(world.home.path, id));
}

TEST_CASE("an owner that is not a ULID is a damaged store") {
  World world;
  {
    Records records = world.open();
    world.begin(records);
  }
  for (const char* owner : {"garbage", "", "{}", "../../etc/passwd", "{\"pid\":1}"}) {
    CAPTURE(owner);
    world.raw(fmt::format("update runs set owner = '{}'", owner));
    try {
      const Records records = world.open();
      FAIL("was opened");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::store_damaged);
      CHECK(std::string(error.what()).find(owner) != std::string::npos);
    }
  }
}

TEST_CASE("a process that has lost a run can neither send, settle nor end it") {
  World world;
  Records records = world.open();
  const RunRow run = world.begin(records);
  const CallRow call = world.call_row(run.id);
  records.open_call(call);
  world.raw("update runs set owner = '" + std::string(ulid_length, '0') + "'");
  const auto refused = [](const auto& change) {
    try {
      change();
    } catch (const Error& error) {
      return error.code() == ErrorCode::store_failed && error.charged() == Charged::unknown;
    }
    return false;
  };
  CHECK(refused([&] { records.dispatch_call(call.id); }));
  CHECK(refused([&] { records.open_call(world.call_row(run.id)); }));
  CHECK(refused([&] { records.close_call(call, {}); }));
  CHECK(refused([&] { records.advance(run.id, {}); }));
  CHECK(refused([&] { world.end(records, run, RunStatus::failed); }));
  CHECK(records.calls(run.id).front().state == CallState::intent);
  CHECK(records.run(run.id)->status == RunStatus::running);
}

TEST_CASE("a call is settled once") {
  World world;
  Records records = world.open();
  const RunRow run = world.begin(records);
  CallRow call = world.call_row(run.id);
  records.open_call(call);
  records.dispatch_call(call.id);
  call.state = CallState::succeeded;
  call.ended = world.clock.now();
  CostEntry cost = world.cost_entry(run.id);
  cost.call = call.id;
  records.close_call(call, {cost});
  world.clock.sleep(Millis(1));
  cost.id = EntryId::make(world.ids);
  cost.at = world.clock.now();
  CHECK_THROWS_AS(records.close_call(call, {cost}), Error);
  CHECK_THROWS_AS(records.add_costs({cost}), std::logic_error);
  CHECK(records.costs({}).size() == 1);
}
