#include "unit/store/child.hpp"
#include "unit/store/world.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace limner;
using namespace limner::store;

namespace {

struct WorkStore : World {
  RunRow queued_row() {
    RunRow run = run_row();
    run.status = RunStatus::queued;
    run.started = {};
    return run;
  }

  TemplateVersion version() const {
    return {.digest = Digest::of("{}").hex(),
            .id = "generate-clip-art-asset",
            .version = "1",
            .canonical = "{}",
            .source = "id: generate-clip-art-asset\n"};
  }

  std::optional<OnceEntry> submit(Records& records, const RunRow& run,
                                  const std::optional<OnceKey>& once = {}) const {
    std::vector<StepRow> steps = step_rows();
    steps.front().status = StepStatus::pending;
    return records.submit_run(run, steps, version(),
                              {.digest = Digest::of("[]").hex(), .content = "[]"}, once);
  }

  RunRow submit(Records& records) {
    RunRow run = queued_row();
    submit(records, run);
    return run;
  }

  SubmittedBatch submit_batch(Records& records, const std::optional<OnceKey>& once = {}) {
    const BatchRow batch{.id = BatchId::make(ids),
                         .request_id = ids.next(),
                         .template_id = version().id,
                         .template_digest = version().digest,
                         .name = "prompts.csv",
                         .identity = "one",
                         .settings = nlohmann::json::object(),
                         .at = clock.now()};
    return records.submit_batch(batch,
                                {{.key = "a fox",
                                  .line = 2,
                                  .content = {{"intake", nlohmann::json::object()}},
                                  .digest = Digest::of("a fox").hex()}},
                                version(), once);
  }
};

// Does `work` with the store of `world` and then waits to be killed.
ReportingChild working_child(WorkStore& world, const std::function<void(Records&)>& work) {
  return ReportingChild([&](const ReportingChild::Report& report) {
    Records records = world.open();
    work(records);
    return report("ready");
  });
}

const OnceKey daily{
    .template_id = "generate-clip-art-asset", .name = "prompts.csv", .period = "day 2026-11-30"};

}  // namespace

TEST_CASE_FIXTURE(WorkStore, "a queued run has no owner until one process claims it") {
  Records records = open();
  const RunRow run = submit(records);
  CHECK(records.run(run.id)->status == RunStatus::queued);
  CHECK_FALSE(records.run(run.id)->started);
  CHECK_FALSE(records.has_worker(run.id));
  CHECK(records.claim_run(run.id));
  CHECK_FALSE(records.claim_run(run.id));
  CHECK(records.has_worker(run.id));
  records.reopen_run(run, {}, {}, clock.now());
  CHECK(records.run(run.id)->status == RunStatus::running);
  CHECK(records.run(run.id)->started);
  CHECK(records.check().empty());
}

TEST_CASE_FIXTURE(WorkStore, "a queued run must be claimed before it is worked on") {
  Records records = open();
  const RunRow run = submit(records);
  CHECK_THROWS_AS(records.reopen_run(run, {}, {}, clock.now()), Error);
}

TEST_CASE_FIXTURE(WorkStore,
                  "[X9] a run whose process died before its first step is queued again") {
  const RunRow run = queued_row();
  {
    Records records = open();
    submit(records, run);
  }
  ReportingChild other = working_child(*this, [&](Records& own) { own.claim_run(run.id); });
  CHECK(open().has_worker(run.id));
  CHECK_FALSE(open().claim_run(run.id));
  other.process().kill();
  Records next = open();
  CHECK(next.run(run.id)->status == RunStatus::queued);
  CHECK_FALSE(next.has_worker(run.id));
  CHECK(next.claim_run(run.id));
}

TEST_CASE_FIXTURE(WorkStore,
                  "[S2.13] canceling ends a queued run, and asks the owner of a running one") {
  Records records = open();
  const RunRow waiting = submit(records);
  CHECK(records.cancel_run(waiting.id, clock.now()) == CancelResult::canceled);
  CHECK(records.run(waiting.id)->status == RunStatus::canceled);
  CHECK_FALSE(records.claim_run(waiting.id));
  CHECK(records.cancel_run(waiting.id, clock.now()) == CancelResult::had_ended);

  const RunRow running = begin(records);
  CHECK(records.stop_requests(records.worker_id(), {}).runs.empty());
  CHECK(records.cancel_run(running.id, clock.now()) == CancelResult::requested);
  CHECK(records.stop_requests(records.worker_id(), {}).runs == std::vector{running.id});
  end(records, running, RunStatus::canceled);
  CHECK(records.stop_requests(records.worker_id(), {}).runs.empty());
  // A request that came too late does not stop the run when it is continued.
  records.reopen_run(running, {}, {}, clock.now());
  CHECK(records.stop_requests(records.worker_id(), {}).runs.empty());
}

TEST_CASE_FIXTURE(WorkStore,
                  "[S2.13] canceling a batch stops its processes, and keeps others from starting") {
  Records records = open();
  const BatchId batch = submit_batch(records).id;
  CHECK_FALSE(records.has_worker(batch));
  CHECK(records.begin_batch_work(batch, false));
  CHECK(records.has_worker(batch));
  CHECK(records.cancel_batch(batch, clock.now()) == CancelResult::requested);
  CHECK(records.stop_requests(records.worker_id(), batch).batch);
  records.end_batch_work(batch, 130);
  CHECK_FALSE(records.has_worker(batch));
  CHECK(records.batch(batch)->exit_code == 130);
  CHECK_FALSE(records.begin_batch_work(batch, false));
  // A person who continues it decides otherwise.
  CHECK(records.begin_batch_work(batch, true));
  CHECK_FALSE(records.batch(batch)->canceled);
  CHECK_FALSE(records.batch(batch)->exit_code);
  CHECK_FALSE(records.stop_requests(records.worker_id(), batch).batch);
  records.end_batch_work(batch, 0);
  CHECK(records.cancel_batch(batch, clock.now()) == CancelResult::canceled);
  CHECK_FALSE(submit_batch(records).is_new);
  CHECK_FALSE(records.batch(batch)->canceled);
}

TEST_CASE_FIXTURE(WorkStore, "a process that died works on no batch") {
  BatchId batch = BatchId::make(ids);
  {
    Records made = open();
    batch = submit_batch(made).id;
  }
  ReportingChild other =
      working_child(*this, [&](Records& own) { own.begin_batch_work(batch, false); });
  CHECK(open().has_worker(batch));
  other.process().kill();
  Records records = open();
  CHECK_FALSE(records.has_worker(batch));
  CHECK(records.begin_batch_work(batch, false));
  CHECK(ask("select count(*) from batch_workers") == "1");
}

TEST_CASE_FIXTURE(WorkStore, "one key of --once-per has one run") {
  Records records = open();
  CHECK_FALSE(records.find_once(daily, clock.now()));
  const RunRow first = queued_row(), second = queued_row();
  CHECK_FALSE(submit(records, first, daily));
  const std::optional<OnceEntry> taken = submit(records, second, daily);
  REQUIRE(taken);
  CHECK(taken->run == first.id);
  CHECK(taken->has_worker);
  CHECK_FALSE(records.run(second.id));
  OnceKey tomorrow = daily;
  tomorrow.period = "day 2026-12-01";
  CHECK_FALSE(submit(records, second, tomorrow));
}

TEST_CASE_FIXTURE(WorkStore, "a key of --once-per that has expired is made again") {
  Records records = open();
  OnceKey key = daily;
  key.expires = clock.now() + Millis(1000);
  CHECK_FALSE(submit_batch(records, key).taken);
  CHECK(submit_batch(records, key).taken);
  clock.sleep(Millis(1000));
  CHECK_FALSE(records.find_once(key, clock.now()));
  key.expires = clock.now() + Millis(1000);
  CHECK_FALSE(submit_batch(records, key).taken);
}

TEST_CASE_FIXTURE(WorkStore, "one process takes over the key of a process that died") {
  { const Records made = open(); }
  const RunRow run = queued_row();
  ReportingChild other = working_child(*this, [&](Records& own) {
    submit(own, run, daily);
    own.worker_id();
  });
  CHECK(open().find_once(daily, clock.now())->has_worker);
  other.process().kill();
  Records records = open();
  const OnceEntry entry = records.find_once(daily, clock.now()).value();
  CHECK_FALSE(entry.has_worker);
  CHECK(records.take_over(daily, entry));
  CHECK_FALSE(records.take_over(daily, entry));
  CHECK(records.find_once(daily, clock.now())->has_worker);
}
