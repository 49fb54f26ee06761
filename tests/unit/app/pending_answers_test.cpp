#include "app/pending_answers.hpp"

#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

using namespace limner;
using namespace limner::app;
using namespace limner::cli;

namespace {

// A store in which a process died while OpenAI, which had taken its request, was at work.
struct Bereaved : CliFixture {
  Bereaved() {
    const pid_t child = fork();
    if (child == 0) {
      reply = [](const provider::ModelCall& call, const std::stop_token&) -> provider::ModelAnswer {
        call.log->accepted({{"id", "remote-7"}});
        _exit(9);
      };
      make_picture("a fox");
      _exit(1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    died = WIFEXITED(status) && WEXITSTATUS(status) == 9;
    for (int used = 0; used < 100; ++used) ids.next();  // those of the other process
    later = [this](const provider::ModelCall& call, const std::stop_token&) {
      ++asked;
      const std::filesystem::path body = call.log->scratch() / "body";
      std::ofstream(body) << "{}";
      call.log->answered(body, "application/json");
      return fakes::small_answer(call);
    };
    write("free.yaml", free_template);
  }

  std::string bereaved_run() {
    const store::Records read(store(), store::OpenMode::read_only, clock.now());
    return std::string(read.runs({}).back().id.short_id());
  }
  std::size_t doubts() { return records().doubts().size(); }

  static constexpr std::string_view free_template = R"(schema: 1
id: free
version: 1.0.0
name: Free
steps:
  - {id: image, uses: image.generate, with: {model: local/clipart-composer, prompt: a hen, size: 64x64}}
)";

  bool died = false;
  int asked = 0;
};

}  // namespace

TEST_CASE_FIXTURE(Bereaved,
                  "a run collects the pending answers of a dead process, and prints one line") {
  REQUIRE(died);
  const std::string run_id = bereaved_run();
  const CommandResult result = make_picture("a hen");
  CHECK(result.code == 0);
  CHECK(contains(result.err, "fetching an answer of earlier runs: 1 received (limner resume " +
                                 run_id + ")\n"));
  CHECK(asked == 1);
  CHECK(doubts() == 0);
  CHECK(run({"ledger", "check"}).code == 0);

  reply = fakes::fails(ErrorCode::provider_unavailable);
  const CommandResult resumed = run({"resume", run_id, "--json"});
  CHECK(resumed.code == 0);
  CHECK(resumed.document()["status"] == "review");
}

TEST_CASE_FIXTURE(Bereaved, "an unfinished answer stays pending, and the run continues") {
  later = {};
  const CommandResult result = make_picture("a hen");
  CHECK(result.code == 0);
  CHECK(contains(result.err, "1 pending (limner doubts collect)\n"));
  CHECK(records().doubts().at(0).call.state == store::CallState::accepted);
}

TEST_CASE_FIXTURE(Bereaved, "what the provider says has failed is a failure") {
  later = fakes::ends_as(Billing::rejected);
  const CommandResult result = make_picture("a hen");
  CHECK(result.code == 0);
  CHECK(contains(result.err, "1 failed (limner runs show "));
  CHECK(doubts() == 0);
}

TEST_CASE_FIXTURE(Bereaved, "who comes too late, or has no room for the answer, still runs") {
  later = fakes::fails(ErrorCode::artifact_storage_failed);
  CHECK(make_picture("a hen").code == 0);
  CHECK(doubts() == 1);
}

TEST_CASE_FIXTURE(Bereaved, "offline no provider is asked") {
  CHECK(run({"run", "free.yaml", "--offline"}).code == 0);
  CHECK(asked == 0);
}

TEST_CASE_FIXTURE(Bereaved, "a dry run asks no provider") {
  CHECK(run({"run", "free.yaml", "--dry-run"}).code == 0);
  CHECK(asked == 0);
}

TEST_CASE_FIXTURE(Bereaved, "replayed and recorded runs ask no other provider") {
  std::filesystem::create_directories(home.path / "tape");
  run({"run", "free.yaml", "--replay", "tape"});
  run({"run", "free.yaml", "--record", "tape"});
  CHECK(asked == 0);
}

TEST_CASE_FIXTURE(Bereaved, "a run without calls does not collect pending answers") {
  const CommandResult result = run({"run", "free.yaml"});
  CHECK(result.code == 0);
  CHECK(asked == 0);
  CHECK_FALSE(contains(result.err, "fetching"));
}

TEST_CASE_FIXTURE(Bereaved, "a run that is taken up asks for its own answer itself") {
  const CommandResult result = run({"resume", bereaved_run()});
  CHECK(result.code == 0);
  CHECK(asked == 1);
  CHECK_FALSE(contains(result.err, "fetching"));
}

TEST_CASE_FIXTURE(
    Bereaved,
    "commands that only write to the store ask no provider, and doctor reports pending answers") {
  CHECK(run({"caps", "set", "store", "--per", "day", "--usd", "5"}).code == 0);
  CHECK(asked == 0);
  const CommandResult result = run({"doctor", "--json"});
  CHECK(result.document()["doubts"]["open"] == 1);
  CHECK(contains(run({"doctor"}).out, "limner doubts collect"));
}
