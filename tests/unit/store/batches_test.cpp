#include "fakes/fakes.hpp"

#include <limner/store.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;
using nlohmann::json;

namespace {

struct BatchStore {
  BatchStore() : records(home.path, OpenMode::read_write, clock.now()) {}

  BatchRow batch(const std::string& name = "prompts.csv") {
    return {.id = BatchId::make(ids),
            .request_id = ids.next(),
            .template_id = "picture",
            .template_digest = version.digest,
            .name = name,
            .identity = "one",
            .settings = {{"take", 1}},
            .at = clock.now()};
  }

  static std::vector<BatchItem> items(const std::vector<std::string>& prompts) {
    std::vector<BatchItem> all;
    for (const std::string& prompt : prompts) {
      all.push_back({.key = prompt,
                     .line = static_cast<int>(all.size()) + 2,
                     .content = {{"intake", {{"prompt", prompt}}}},
                     .digest = Digest::of(prompt).hex()});
    }
    return all;
  }

  SubmittedBatch submit(const std::vector<std::string>& prompts,
                        const std::string& name = "prompts.csv") {
    return records.submit_batch(batch(name), items(prompts), version);
  }

  RunRow run_row(RunStatus status = RunStatus::running) {
    return {.id = RunId::make(ids),
            .request_id = ids.next(),
            .template_id = "picture",
            .template_digest = version.digest,
            .title = "a fox",
            .status = status,
            .specification = json::object(),
            .intake = json::object(),
            .queued = clock.now(),
            .started = clock.now()};
  }

  bool start(const std::optional<BatchSlot>& slot, RunRow& run) {
    return records.begin_run(run,
                             {{.ordinal = 0,
                               .id = "image",
                               .name = "image.generate",
                               .uses = "image.generate",
                               .status = StepStatus::running,
                               .provider = "openai",
                               .model = "openai/gpt-image-2"}},
                             version, {.digest = Digest::of("[]").hex(), .content = "[]"}, {},
                             slot);
  }

  void end(RunRow& run, RunStatus status) {
    run.status = status;
    run.completed = clock.now();
    records.end_run(run, {});
  }

  void open_call(const RunId& run, std::string_view reserved) {
    records.open_call({.id = CallId::make(ids),
                       .run = run,
                       .state = CallState::intent,
                       .provider = "openai",
                       .model = "openai/gpt-image-2",
                       .operation = "text_to_image",
                       .request_digest = Digest::of("request").hex(),
                       .idempotency_key = ids.next(),
                       .reserved = Money::parse(reserved),
                       .at = clock.now()});
  }

  fakes::Home home;
  fakes::StillClock clock;
  fakes::CountedIds ids;
  Records records;
  TemplateVersion version{.digest = Digest::of("{}").hex(),
                          .id = "picture",
                          .version = "1",
                          .canonical = "{}",
                          .source = "id: picture\n"};
};

}  // namespace

TEST_CASE_FIXTURE(BatchStore, "[B7] every row of a batch is counted in one state") {
  const SubmittedBatch batch = submit({"a fox", "an owl", "a hen", "a cow"});
  CHECK(batch.is_new);
  CHECK(batch.added == 4);
  CHECK(batch.ordinals == std::vector{0, 1, 2, 3});
  RunRow fox = run_row(), owl = run_row(), hen = run_row();
  CHECK(start(BatchSlot{batch.id, 0}, fox));
  CHECK(start(BatchSlot{batch.id, 1}, owl));
  CHECK(start(BatchSlot{batch.id, 2}, hen));
  end(fox, RunStatus::review);
  end(owl, RunStatus::failed);
  const BatchCounts counts = records.count_items(batch.id);
  CHECK(counts.succeeded == 1);
  CHECK(counts.failed == 1);
  CHECK(counts.running == 1);
  CHECK(counts.queued == 1);
  CHECK(counts.total() == 4);
  const std::vector<BatchItem> items = records.batch_items(batch.id);
  CHECK(items[0].status == RunStatus::review);
  CHECK(items[0].content.is_null());
  CHECK_FALSE(items[3].run);
  const BatchItem cow = records.batch_item({batch.id, 3});
  CHECK(cow.content["intake"]["prompt"] == "a cow");
  CHECK(cow.line == 5);
  CHECK(records.batch_of(fox.id) == batch.id);
  CHECK(records.joined_batch(this->batch()) == batch.id);
  CHECK_FALSE(records.joined_batch(this->batch("other.csv")).has_value());
  CHECK(records.runs({.batch = batch.id}).size() == 3);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(BatchStore,
                  "[B3] a row of a batch has one run: that of the worker that starts it first") {
  const SubmittedBatch batch = submit({"a fox"});
  Records other(home.path, OpenMode::read_write, clock.now());
  RunRow first = run_row(), second = run_row();
  CHECK(start(BatchSlot{batch.id, 0}, first));
  CHECK_FALSE(start(BatchSlot{batch.id, 0}, second));
  CHECK_FALSE(records.run(second.id));
  CHECK(other.batch_item({batch.id, 0}).run == first.id);
  CHECK_THROWS_AS(start(BatchSlot{batch.id, 7}, second), Error);
}

TEST_CASE_FIXTURE(BatchStore,
                  "[B5] the same rows again are the same batch, and new ones are added") {
  const SubmittedBatch first = submit({"a fox", "an owl"});
  const SubmittedBatch again = submit({"an owl", "a hen"});
  CHECK(again.id == first.id);
  CHECK_FALSE(again.is_new);
  CHECK(again.added == 1);
  CHECK(again.ordinals == std::vector{1, 2});
  CHECK(records.batch_items(first.id).size() == 3);
  CHECK(submit({"a fox"}, "other.csv").id != first.id);
  BatchRow other_take = batch();
  other_take.identity = "two";
  CHECK(records.submit_batch(other_take, items({"a fox"}), version).id != first.id);
  CHECK(records.batches(0).size() == 3);
  CHECK(records.batches(1).front().id == other_take.id);
  CHECK(records.find_batch("@last~2") == first.id);
  CHECK(records.find_batch(first.id.short_id()) == first.id);
}

TEST_CASE_FIXTURE(BatchStore, "[S4.11] the limit of a batch holds for all its runs together") {
  const SubmittedBatch batch = submit({"a fox", "an owl", "a hen"});
  records.set_max_cost(batch.id, Money::parse("0.10"));
  CHECK(records.batch(batch.id)->max_cost == Money::parse("0.10"));
  RunRow fox = run_row(), owl = run_row(), alone = run_row();
  REQUIRE(start(BatchSlot{batch.id, 0}, fox));
  REQUIRE(start(BatchSlot{batch.id, 1}, owl));
  open_call(fox.id, "0.06");
  try {
    open_call(owl.id, "0.05");
    FAIL("was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::cap_exceeded);
    CHECK(std::string(error.what()).find("and $0.04 is left") != std::string::npos);
    CHECK(std::string(error.help()).find("limner resume") != std::string::npos);
  }
  open_call(owl.id, "0.04");
  REQUIRE(start({}, alone));
  open_call(alone.id, "5");  // another run is not limited
  CHECK(records.total({.batch = batch.id}).reserved == Money::parse("0.10"));
}
