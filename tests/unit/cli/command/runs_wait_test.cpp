#include "app/named_work.hpp"
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;

namespace {

// A template with one call to a provider, run alone and for the rows of a file.
struct WorkFixture : CliFixture {
  WorkFixture() {
    write("one.yaml", R"(schema: 1
id: one
version: 1.0.0
name: One picture
intake: {prompt: {type: string, required: true, flag: prompt}}
steps:
  - {id: image, uses: image.generate, cache: never, with: {model: openai/gpt-image-2, prompt: "${{ intake.prompt }}", size: 1024x1024, quality: low}}
  - {id: made, uses: artifact.create, with: {files: {raw: "${{ steps.image.images }}"}}}
)");
    write("p.csv", "prompt\na fox\nan owl\n");
    reply = otherwise = [this](const provider::ModelCall& call, const std::stop_token&) {
      ++asked;
      if (failure) throw CallError(Error(*failure, "scripted failure"), Billing::rejected);
      provider::ModelAnswer made = fakes::small_answer(call);
      made.charged = Money::parse("0.004");
      return made;
    };
  }

  CommandResult run_one(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"run", "one.yaml", "--prompt", "a fox"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  CommandResult run_rows(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"run", "one.yaml", "--rows", "p.csv", "-j", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  BatchId batch() { return records().batches(1).front().id; }

  std::optional<ErrorCode> failure;
  int asked = 0;
};

}  // namespace

TEST_CASE("[S2.13] waiting for a run or batch that has ended exits with its code") {
  WorkFixture cli;
  cli.run_one();
  CHECK(cli.run({"runs", "wait", "@last"}).code == 0);
  cli.failure = ErrorCode::generation_failed;
  cli.run_one();
  const CommandResult failed = cli.run({"runs", "wait", "@last"});
  CHECK(failed.code == 3);
  CHECK(contains(failed.err, ": failed"));
  CHECK(cli.run({"runs", "wait", "@last", "@last~1"}).code == 4);
  CHECK(cli.run({"runs", "wait", "nothing"}).code == 8);
  cli.failure = ErrorCode::key_refused;
  cli.run_rows();
  const CommandResult batch = cli.run({"runs", "wait", cli.batch().str(), "--json"});
  CHECK(batch.code == 77);
  CHECK(batch.document()["work"][0]["status"] == "ended");
  CHECK(batch.document()["work"][0]["exitCode"] == 77);
  cli.failure = {};
  CHECK(cli.run({"resume", cli.batch().str()}).code == 0);
  CHECK(cli.run({"runs", "wait", cli.batch().str()}).code == 0);
}

TEST_CASE("[S2.13] a wait that times out exits with 7, and says when no process works") {
  WorkFixture cli;
  cli.failure = ErrorCode::key_refused;
  cli.run_rows();
  const BatchId batch = cli.batch();
  {
    store::Records other = cli.records();
    other.begin_batch_work(batch, true);
    const CommandResult waited = cli.run({"runs", "wait", batch.str(), "--timeout", "2s"});
    CHECK(waited.code == 7);
    CHECK(contains(waited.err, "is still running"));
    CHECK_FALSE(contains(waited.err, "no process works"));
  }
  const CommandResult waited = cli.run({"runs", "wait", batch.str(), "--timeout", "2s", "--json"});
  CHECK(waited.code == 7);
  CHECK(contains(waited.err, "no process works on batch " + std::string(batch.short_id())));
  CHECK(waited.document()["timedOut"] == true);
  CHECK(waited.document()["work"][0]["exitCode"].is_null());
}

TEST_CASE("[S2.13] canceling says what has ended, ends what waits, and asks what works") {
  WorkFixture cli;
  cli.run_one();
  const CommandResult ended = cli.run({"runs", "cancel", "@last"});
  CHECK(ended.code == 0);
  CHECK(contains(ended.err, "has ended already (review)"));
  cli.failure = ErrorCode::key_refused;
  cli.run_rows();
  cli.failure = {};
  const BatchId batch = cli.batch();
  {
    store::Records other = cli.records();
    other.begin_batch_work(batch, true);
    const CommandResult asked = cli.run({"runs", "cancel", batch.str(), "--json"});
    CHECK(asked.document()["canceled"][0]["result"] == "requested");
    CHECK(other.stop_requests(other.worker_id(), batch).batch);
  }
  CHECK(contains(cli.run({"runs", "cancel", batch.str()}).err, "canceled"));
  CHECK(cli.run({"runs", "wait", batch.str()}).code == 130);
  CHECK(cli.run({"worker", "--batch", batch.str()}).code == 130);
  CHECK(cli.asked == 2);
  CHECK(cli.run({"resume", batch.str()}).code == 0);
  CHECK(cli.run({"runs", "wait", batch.str()}).code == 0);
}

TEST_CASE("runs watch ends like the command that made the run or batch") {
  WorkFixture cli;
  const CommandResult made = cli.run_one();
  const CommandResult watched = cli.run({"runs", "watch", "@last"});
  CHECK(watched.code == 0);
  CHECK(watched.out == made.out);
  CHECK(contains(watched.err, "image.generate"));
  cli.run_rows();
  const CommandResult batch = cli.run({"runs", "watch", cli.batch().str()});
  CHECK(batch.code == 0);
  CHECK(contains(batch.err, "2 done before"));
}

TEST_CASE("[B4] --once-per makes a run once in its period") {
  WorkFixture cli;
  CHECK(cli.run_one({"--once-per", "day"}).code == 0);
  CHECK(cli.asked == 1);
  const CommandResult again = cli.run_one({"--once-per", "day"});
  CHECK(again.code == 0);
  CHECK(again.out.empty());
  CHECK(contains(again.err, "already made for day "));
  CHECK(cli.asked == 1);
  CHECK(cli.run_one({"--once-per", "day", "--take", "2"}).code == 0);
  CHECK(cli.asked == 2);
  cli.clock.sleep(Millis(24 * 3'600'000));
  CHECK(cli.run_one({"--once-per", "day"}).code == 0);
  CHECK(cli.asked == 3);
  CHECK(cli.run_one({"--once-per", "day", "--again"}).code == 2);
  CHECK(cli.run({"ledger", "check"}).code == 0);
}

TEST_CASE("[B5] --once-per continues a run or batch that has failed") {
  WorkFixture cli;
  cli.failure = ErrorCode::generation_failed;
  CHECK(cli.run_rows({"--once-per", "nightly"}).code == 3);
  cli.failure = {};
  const CommandResult continued = cli.run_rows({"--once-per", "nightly"});
  CHECK(continued.code == 0);
  CHECK(contains(continued.err, "continuing batch"));
  CHECK(cli.asked == 4);
  const CommandResult again = cli.run_rows({"--once-per", "nightly"});
  CHECK(again.code == 0);
  CHECK(contains(again.err, "already made for key nightly"));
  CHECK(cli.asked == 4);
  cli.failure = ErrorCode::generation_failed;
  CHECK(cli.run_one({"--once-per", "day"}).code == 3);
  cli.failure = {};
  CHECK(cli.run_one({"--once-per", "day"}).code == 0);
  CHECK(cli.records().runs({.status = store::RunStatus::failed}).empty());
}

TEST_CASE("--once-per leaves a batch to the process that works on it") {
  WorkFixture cli;
  cli.failure = ErrorCode::generation_failed;
  cli.run_rows({"--once-per", "nightly"});
  cli.failure = {};
  store::Records other = cli.records();
  other.begin_batch_work(cli.batch(), true);
  const CommandResult result = cli.run_rows({"--once-per", "nightly"});
  CHECK(result.code == 0);
  CHECK(contains(result.err, "another process works on it"));
  CHECK(cli.asked == 2);
}

TEST_CASE("a run or batch is named by its id or the end of it") {
  WorkFixture cli;
  cli.run_one();
  cli.run_rows();
  const store::Records records = cli.records();
  const BatchId batch = records.batches(1).front().id;
  const RunId run = records.runs({.limit = 1}).front().id;
  CHECK(app::find_work(records, batch.str()) == app::WorkId(batch));
  CHECK(app::find_work(records, batch.short_id()) == app::WorkId(batch));
  CHECK(app::find_work(records, run.short_id()) == app::WorkId(run));
  CHECK(app::find_work(records, "@last") == app::WorkId(batch));
  CHECK(app::find_work(records, "@last~0") == app::WorkId(run));
  CHECK_THROWS_AS(app::find_work(records, "batch-nothing"), Error);
  cli.run_one();
  const RunId newest = cli.records().runs({.limit = 1}).front().id;
  CHECK(newest != run);
  CHECK(app::find_work(cli.records(), "@last") == app::WorkId(newest));
}
