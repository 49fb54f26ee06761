#include "engine/stored_call_log.hpp"

#include "fakes/world.hpp"
#include "unit/store/world.hpp"

#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <fstream>

using namespace limner;
using namespace limner::engine;

namespace {

// A call that was dispatched, and its log.
struct LoggedCall {
  LoggedCall() {
    const store::RunRow run = rows.begin(world.records);
    call = rows.call_row(run.id);
    world.records.open_call(*call);
    world.records.dispatch_call(call->id);
    call->state = store::CallState::dispatching;
  }

  store::CallRow stored() const { return world.records.calls(call->run).back(); }
  std::filesystem::path body(std::string_view content) const {
    const std::filesystem::path file = world.blobs.scratch() / "body";
    std::ofstream(file) << content;
    return file;
  }

  store::World rows;
  fakes::World world{rows.home.path};
  RunEnv env = world.env();
  std::optional<store::CallRow> call;
};

}  // namespace

TEST_CASE("what a provider reports is stored and in the row of the caller") {
  LoggedCall logged;
  StoredCallLog log(*logged.call, "raw", logged.env);
  log.accepted({{"id", "remote-7"}, {"url", "https://example.com"}});
  CHECK(logged.call->state == store::CallState::accepted);
  CHECK(logged.call->remote_id == "remote-7");
  CHECK(logged.stored().state == store::CallState::accepted);
  CHECK(logged.stored().remote == logged.call->remote);

  const std::filesystem::path answer = log.answered(logged.body("{}"), "application/json");
  CHECK(read_file(answer) == "{}");
  CHECK(logged.call->raw_answer == Digest::of("{}"));
  CHECK(logged.stored().raw_answer == Digest::of("{}"));
}

TEST_CASE("an answer that cannot be stored stays, its path is in the error") {
  LoggedCall logged;
  StoredCallLog log(*logged.call, "raw", logged.env);
  const std::filesystem::path body = logged.body("{\"paid\":1}");
  // A file in place of a directory: no blob can be stored, even by root.
  std::ofstream(logged.rows.home.path / "artifacts") << "";
  try {
    log.answered(body, "application/json");
    FAIL("stored");
  } catch (const CallError& error) {
    CHECK(error.billing() == Billing::unknown);
    CHECK(error.code() == ErrorCode::artifact_storage_failed);
    const std::string message = error.what();
    const std::filesystem::path place = message.substr(message.rfind(' ') + 1);
    CHECK(read_file(place) == "{\"paid\":1}");
    CHECK(place.filename() == logged.call->id.str() + ".answer");
  }
  CHECK_FALSE(logged.call->raw_answer);
}

TEST_CASE("partial pictures are removed with the log") {
  LoggedCall logged;
  std::filesystem::path file;
  {
    StoredCallLog log(*logged.call, "raw", logged.env);
    log.partial(fakes::small_picture(provider::GenerateImage{}));
    const auto events = logged.world.events.all<PartialPicture>();
    REQUIRE(events.size() == 1);
    CHECK(events[0].name == "raw");
    CHECK(events[0].ordinal == 1);
    file = events[0].file;
    CHECK(std::filesystem::exists(file));
  }
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("the answer's file exists under the name of the call, and what arrives stays in it") {
  LoggedCall logged;
  const std::filesystem::path file =
      logged.rows.home.path / "tmp" / (logged.call->id.str() + ".answer");
  {
    StoredCallLog log(*logged.call, "raw", logged.env);
    CHECK(log.answer_file() == nullptr);
    log.open_answer_file(provider::GenerateImage{});
    CHECK(std::filesystem::exists(file));
    REQUIRE(log.answer_file() != nullptr);
    CHECK(log.answer_file()->write("{\"pa"));
  }
  CHECK(read_file(file) == "{\"pa");
}

TEST_CASE("an answer's file that received nothing is removed with the log") {
  LoggedCall logged;
  {
    StoredCallLog log(*logged.call, "raw", logged.env);
    log.open_answer_file(provider::GenerateImage{});
    log.answered(logged.body("{}"), "application/json");
  }
  CHECK(std::filesystem::is_empty(logged.rows.home.path / "tmp"));
}
