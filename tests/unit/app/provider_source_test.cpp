#include "app/provider_source.hpp"

#include "app/recorded_providers.hpp"
#include "unit/app/app_fixture.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

bool has(const provider::Providers& providers, std::string_view name) {
  return provider::find_provider(providers, name) != nullptr;
}

}  // namespace

TEST_CASE_FIXTURE(AppFixture, "offline only the embedded providers exist") {
  ProviderSource source(context);
  const provider::Providers online = source.make();
  CHECK(has(online, "local"));
  CHECK(has(online, "openai"));
  CHECK(has(online, "exec"));
  load_settings("", {{"offline", "true"}});
  const provider::Providers offline = source.make();
  CHECK(has(offline, "local"));
  CHECK_FALSE(has(offline, "openai"));
  CHECK_FALSE(has(offline, "exec"));
}

TEST_CASE_FIXTURE(AppFixture, "a replay has no program, which could not be recorded") {
  std::filesystem::create_directories(home.path / "tape");
  context.replay_directory = "tape";
  ProviderSource source(context);
  const provider::Providers providers = source.make();
  CHECK(has(providers, "openai"));
  CHECK_FALSE(has(providers, "exec"));
}

TEST_CASE_FIXTURE(AppFixture, "a recording that is not there cannot be replayed") {
  context.replay_directory = "no-such-tape";
  ProviderSource source(context);
  CHECK_THROWS_AS(source.http(), Error);
}

TEST_CASE_FIXTURE(AppFixture, "the program of the exec provider comes from the user's settings") {
  CHECK(exec_program(context).argv.empty());
  const Millis usual = exec_program(context).limit;
  load_settings("providers: {exec: {command: [painter, --fast]}}\n");
  CHECK(exec_program(context).argv == std::vector<std::string>{"painter", "--fast"});
  CHECK(exec_program(context).limit == usual);
  load_settings("providers: {exec: {command: [painter], timeout: 30}}\n");
  CHECK(exec_program(context).limit == Millis(30'000));
}

TEST_CASE_FIXTURE(AppFixture, "a recording lists each of its providers once") {
  const std::filesystem::path tape = home.path / "tape";
  std::filesystem::create_directories(tape);
  CHECK(was_recorded(tape, "openai"));  // without a list: any
  note_recorded_provider(tape, "fal");
  note_recorded_provider(tape, "fal");
  CHECK(was_recorded(tape, "fal"));
  CHECK_FALSE(was_recorded(tape, "openai"));
  CHECK(std::filesystem::file_size(tape / "providers") == 4);
}
