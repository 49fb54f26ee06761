#include "fakes/world.hpp"

#include <limner/engine/batch.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace limner;
using namespace limner::engine;

namespace {

struct Ids : IdSource {
  std::string next() override { return "01m7y2epp00000000000000001"; }
};

store::RunRow ended(store::RunStatus status, std::string_view code = "") {
  Ids ids;
  store::RunRow run{.id = RunId::make(ids), .status = status};
  if (!code.empty())
    run.failure = {{"code", code}, {"message", "it is so"}, {"recovery", "do this"}};
  return run;
}

using enum store::RunStatus;

}  // namespace

TEST_CASE("[B3] one bad row does not end a batch") {
  BatchControl control({});
  for (int i = 0; i < 50; ++i) {
    control.add(ended(failed, "unsafe_image_request"));
    control.add(ended(failed, "invalid_input"));
    control.add(Error(ErrorCode::invalid_input, "a row"));
    control.add(ended(canceled, "interrupted"));
    control.add(ended(review));
  }
  CHECK_FALSE(control.ending());
}

TEST_CASE("[B3] a key, an account or a limit that is refused ends a batch at once") {
  for (const char* code : {"key_missing", "key_refused", "account_refused", "cap_exceeded",
                           "wallet_empty", "unpriceable", "store_failed", "store_damaged"}) {
    CAPTURE(std::string(code));
    BatchControl control({});
    control.add(ended(failed, code));
    control.add(ended(failed, "key_missing"));
    REQUIRE(control.ending());
    CHECK(traits(control.ending()->code()).name == code);
    CHECK(std::string(control.ending()->what()) == "it is so");
    CHECK(std::string(control.ending()->help()) == "do this");
  }
}

TEST_CASE("[B3] five failures of the provider in a row end a batch, others between them do not") {
  BatchControl control({});
  const auto fail = [&](int times) {
    for (int i = 0; i < times; ++i) control.add(ended(failed, "provider_unavailable"));
  };
  fail(4);
  control.add(ended(review));
  fail(4);
  control.add(ended(failed, "generation_failed"));
  fail(4);
  control.add(ended(canceled, "interrupted"));  // neither
  CHECK_FALSE(control.ending());
  control.add(ended(in_doubt, "in_doubt"));
  REQUIRE(control.ending());
  CHECK(control.ending()->code() == ErrorCode::provider_unavailable);
}

TEST_CASE("--max-failures is the number of failures that are accepted") {
  BatchControl control({.max_failures = 2});
  control.add(ended(failed, "generation_failed"));
  control.add(Error(ErrorCode::invalid_input, "a row"));
  CHECK_FALSE(control.ending());
  control.add(ended(failed, "generation_failed"));
  REQUIRE(control.ending());
  CHECK(std::string(control.ending()->what()) == "3 rows have failed; --max-failures is 2");
}

TEST_CASE("each item is worked on once, by as many threads as there are jobs") {
  constexpr std::size_t count = 200;
  std::mutex mutex;
  std::multiset<std::size_t> seen;
  std::set<int> threads;
  work_in_parallel(
      count, 4, [] { return true; },
      [&](std::size_t item, int thread) {
        const std::lock_guard guard(mutex);
        seen.insert(item);
        threads.insert(thread);
      });
  CHECK(seen.size() == count);
  CHECK(std::set(seen.begin(), seen.end()).size() == count);
  CHECK(std::ranges::all_of(threads, [](int thread) { return thread >= 0 && thread < 4; }));
  std::vector<std::size_t> order;
  work_in_parallel(
      5, 1, [] { return true; }, [&](std::size_t item, int) { order.push_back(item); });
  CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4});
  work_in_parallel(
      0, 4, [] { return true; }, [](std::size_t, int) { FAIL("has no items"); });
}

TEST_CASE("jobs run at the same time") {
  std::atomic<int> inside{0};
  work_in_parallel(
      2, 2, [] { return true; },
      [&](std::size_t, int) {
        ++inside;
        while (inside < 2) std::this_thread::yield();  // ends only when both have begun
      });
  CHECK(inside == 2);
}

TEST_CASE("no item starts after the end of a batch, or after an exception") {
  std::atomic<int> worked{0};
  work_in_parallel(
      100, 3, [&] { return worked < 5; }, [&](std::size_t, int) { ++worked; });
  CHECK(worked >= 5);
  CHECK(worked <= 7);  // one more for each of the other threads
  worked = 0;
  CHECK_THROWS_WITH(work_in_parallel(
                        100, 1, [] { return true; },
                        [&](std::size_t item, int) {
                          ++worked;
                          if (item == 2) throw std::runtime_error("no disk");
                        }),
                    "no disk");
  CHECK(worked == 3);
}

TEST_CASE("[B3] threads with a connection each make every row of a batch once") {
  constexpr int rows = 12;
  fakes::World world;
  const templates::Template workflow = fakes::template_of(R"(
schema: 1
id: small
version: 1.0.0
name: Small
intake: {prompt: {type: string, required: true, flag: prompt}}
steps:
  - {id: image, uses: image.generate, with: {model: local/clipart-composer, prompt: "${{ intake.prompt }}", size: 64x64}}
  - {id: made, uses: artifact.create, with: {files: {raw: "${{ steps.image.images }}"}}}
)");
  std::vector<store::BatchItem> items;
  for (int row = 0; row < rows; ++row) {
    const nlohmann::json intake{{"prompt", fmt::format("{} foxes", row + 1)}};
    items.push_back({.key = std::to_string(row),
                     .content = {{"intake", intake}},
                     .digest = Digest::of(intake.dump()).hex()});
  }
  SystemClock clock;
  RandomIds ids(clock);
  const BatchId batch = world.records
                            .submit_batch({.id = BatchId::make(ids),
                                           .request_id = ids.next(),
                                           .template_id = workflow.id,
                                           .template_digest = workflow.digest().hex(),
                                           .name = "rows",
                                           .identity = "one",
                                           .settings = nlohmann::json::object(),
                                           .at = clock.now()},
                                          items, template_version(workflow))
                            .id;
  provider::Providers providers = provider::embedded_providers();
  struct Quiet : EventSink {
    void on(const Event&) noexcept override {}
  } events;
  std::atomic<int> refused{0};
  // Every row is offered twice, as if two processes worked on the batch.
  work_in_parallel(
      2 * rows, 4, [] { return true; },
      [&](std::size_t item, int) {
        store::Records records(world.home.path, store::OpenMode::read_write, clock.now());
        store::BlobStore blobs(world.home.path);
        const RunEnv env{.providers = providers,
                         .blobs = blobs,
                         .records = records,
                         .clock = clock,
                         .ids = ids,
                         .events = events,
                         .request_id = ids.next()};
        const auto ordinal = static_cast<int>(item) / 2;
        const nlohmann::json intake = records.batch_item({batch, ordinal}).content.at("intake");
        const Plan plan = make_plan(workflow, intake, world.catalogue, {.today = "2026-11-21"});
        if (!execute_item(plan, {batch, ordinal}, env)) ++refused;
      });
  CHECK(refused == rows);
  CHECK(world.records.count_items(batch).succeeded == rows);
  CHECK(world.records.artifacts({}).size() == rows);
  CHECK(world.records.check().empty());
}
