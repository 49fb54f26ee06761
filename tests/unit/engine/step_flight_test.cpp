#include "fakes/world.hpp"
#include "unit/store/child.hpp"

#include <limner/engine/batch.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace limner;
using namespace limner::engine;

namespace {

constexpr std::string_view one_picture = R"(
schema: 1
id: one
version: 1.0.0
name: One
intake: {prompt: {type: string, required: true, flag: prompt}}
steps:
  - {id: image, uses: image.generate, charge: personal, with: {model: openai/gpt-image-2, prompt: "${{ intake.prompt }}", quality: low}}
  - {id: made, uses: artifact.create, with: {files: {raw: "${{ steps.image.images }}"}}}
)";

// Counts the runs that wait.
class WaitingRuns : public EventSink {
 public:
  void on(const Event& event) noexcept override {
    if (!std::holds_alternative<CallQueued>(event)) return;
    const std::lock_guard guard(mutex_);
    ++count_;
    changed_.notify_all();
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ >= count; });
  }
  int count() const {
    const std::lock_guard guard(mutex_);
    return count_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

// Answers by a function, which is given the number of the call, from 1.
class Counting : public provider::Provider {
 public:
  using Answer = std::function<provider::ModelAnswer(int, const provider::ModelCall&)>;
  explicit Counting(Answer answer) : answer_(std::move(answer)) {}
  std::string_view name() const override { return "openai"; }
  bool embedded() const override { return false; }
  provider::ModelAnswer call(const provider::ModelCall& call, std::stop_token) override {
    return answer_(++calls, call);
  }
  std::atomic<int> calls{0};

 private:
  Answer answer_;
};

struct Flights {
  Flights() {
    world.uses_cache = true;
    world.workflow = fakes::template_of(std::string(one_picture));
  }

  Plan plan(const std::string& prompt, const PlanOptions& options = {}) const {
    return world.plan({{"prompt", prompt}}, options);
  }

  // Executes the plans at once, each in a thread; the runs in their order.
  std::vector<store::RunRow> work(const std::vector<Plan>& plans, Counting::Answer answer) {
    SystemClock clock;
    RandomIds ids(clock);
    WorkLimits limits(clock);
    provider::Providers providers;
    auto counting = std::make_unique<Counting>(std::move(answer));
    const Counting& counted = *counting;
    providers.push_back(std::move(counting));
    std::vector<std::optional<RunId>> runs(plans.size());
    store::Records records(world.home.path, store::OpenMode::read_write, clock.now());
    work_in_parallel(
        plans.size(), static_cast<int>(plans.size()), [] { return true; },
        [&](std::size_t item, int) {
          store::BlobStore blobs(world.home.path);
          runs[item] = execute(plans[item], {.providers = providers,
                                             .blobs = blobs,
                                             .records = records,
                                             .clock = clock,
                                             .ids = ids,
                                             .events = waiting,
                                             .stop = stop.get_token(),
                                             .request_id = ids.next(),
                                             .limits = &limits});
        });
    calls = counted.calls;
    std::vector<store::RunRow> rows;
    for (const auto& run : runs) rows.push_back(records.run(run.value()).value());
    return rows;
  }
  std::vector<store::RunRow> work(int count, Counting::Answer answer) {
    return work(std::vector<Plan>(static_cast<std::size_t>(count), plan("a fox")),
                std::move(answer));
  }

  // In review, or with the artifact of another run.
  static long count_good(const std::vector<store::RunRow>& runs) {
    return count(runs, store::RunStatus::completed) + count(runs, store::RunStatus::review);
  }
  static long count(const std::vector<store::RunRow>& runs, store::RunStatus status) {
    return std::ranges::count(runs, status, &store::RunRow::status);
  }

  fakes::World world;
  WaitingRuns waiting;
  std::stop_source stop;
  int calls = 0;
};

}  // namespace

TEST_CASE_FIXTURE(Flights,
                  "[B4] of equal steps at once one is executed, the others use its result") {
  const auto runs = work(6, [&](int, const provider::ModelCall& call) {
    waiting.wait_for(5);
    return fakes::small_answer(call);
  });
  CHECK(calls == 1);
  CHECK(count_good(runs) == 6);
  CHECK(world.records.check().empty());
  int reused = 0;
  for (const store::RunRow& run : runs)
    reused += world.records.steps(run.id)[0].status == store::StepStatus::reused ? 1 : 0;
  CHECK(reused == 5);
}

TEST_CASE_FIXTURE(Flights,
                  "[B4] a permanent failure is that of all who wait, and nothing is sent") {
  const auto runs = work(4, [&](int, const provider::ModelCall&) -> provider::ModelAnswer {
    waiting.wait_for(3);
    throw CallError(Error(ErrorCode::unsafe_image_request, "refused"), Billing::rejected);
  });
  CHECK(calls == 1);
  CHECK(count(runs, store::RunStatus::failed) == 4);
  for (const store::RunRow& run : runs) {
    CHECK(run.failure["code"] == "unsafe_image_request");
    CHECK(run.failure["charged"] == "no");
    CHECK(run.failure["message"].get<std::string>().starts_with("refused"));
  }
  CHECK(world.records.calls(runs[0].id).size() + world.records.calls(runs[1].id).size() +
            world.records.calls(runs[2].id).size() + world.records.calls(runs[3].id).size() ==
        1);
}

TEST_CASE_FIXTURE(Flights, "[B4] after a failure that may pass the next run executes the step") {
  const auto runs = work(4, [&](int number, const provider::ModelCall& call) {
    waiting.wait_for(3);
    if (number > 1) return fakes::small_answer(call);
    throw CallError(Error(ErrorCode::provider_unavailable, "down"), Billing::rejected);
  });
  CHECK(calls == 2);
  CHECK(count(runs, store::RunStatus::failed) == 1);
  CHECK(count_good(runs) == 3);
}

TEST_CASE_FIXTURE(Flights, "[B4] a call in doubt stops those who wait, and they name it") {
  const auto runs = work(4, [&](int, const provider::ModelCall&) -> provider::ModelAnswer {
    waiting.wait_for(3);
    throw CallError(Error(ErrorCode::provider_unavailable, "cut off"), Billing::unknown);
  });
  CHECK(calls == 1);
  CHECK(count(runs, store::RunStatus::in_doubt) == 1);
  REQUIRE(count(runs, store::RunStatus::failed) == 3);
  const std::string call(world.records.doubts().front().call.id.short_id());
  for (const store::RunRow& run : runs) {
    if (run.status != store::RunStatus::failed) continue;
    CHECK(run.failure["code"] == "in_doubt");
    CHECK(run.failure["charged"] == "no");
    CHECK(run.failure["recovery"].get<std::string>().find(call) != std::string::npos);
  }
}

TEST_CASE_FIXTURE(Flights, "[B4] [B10] other takes, --fresh and --no-cache do not wait") {
  const auto each_at_once = [&, arrived = std::make_shared<std::atomic<int>>(0)](
                                int, const provider::ModelCall& call) {
    ++*arrived;
    arrived->notify_all();
    for (int now = *arrived; now < 5; now = *arrived) arrived->wait(now);
    return fakes::small_answer(call);
  };
  const auto runs =
      work({plan("a fox"), plan("a fox", {.take = 2}), plan("a fox", {.fresh = {"image"}}),
            plan("a fox", {.uses_cache = false}), plan("a hen")},
           each_at_once);
  CHECK(calls == 5);
  CHECK(count_good(runs) == 5);
  CHECK(waiting.count() == 0);
}

TEST_CASE_FIXTURE(Flights, "[B4] a stop ends waiting at once") {
  const auto runs = work(3, [&](int, const provider::ModelCall& call) {
    waiting.wait_for(2);
    stop.request_stop();
    return fakes::small_answer(call);
  });
  CHECK(calls == 1);
  CHECK(count(runs, store::RunStatus::canceled) == 3);
  int succeeded = 0;
  for (const store::RunRow& run : runs)
    succeeded += world.records.steps(run.id)[0].status == store::StepStatus::succeeded ? 1 : 0;
  CHECK(succeeded == 1);
}

TEST_CASE_FIXTURE(Flights,
                  "[B4] runs with the same steps in opposite order do not block each other") {
  const auto ordered = [&](const std::string& first, const std::string& second) {
    world.workflow = fakes::template_of(fmt::format(R"(
schema: 1
id: two
version: 1.0.0
name: Two
intake: {{}}
steps:
  - {{id: a, uses: image.generate, charge: personal, with: {{model: openai/gpt-image-2, prompt: {}}}}}
  - {{id: b, uses: image.generate, charge: personal, with: {{model: openai/gpt-image-2, prompt: {}}}}}
)",
                                                    first, second));
    return world.plan(nlohmann::json::object());
  };
  const Plan one = ordered("fox", "hen"), other = ordered("hen", "fox");
  const auto runs = work({one, other, one, other}, [](int, const provider::ModelCall& call) {
    return fakes::small_answer(call);
  });
  CHECK(calls == 2);
  CHECK(count_good(runs) == 4);
}

TEST_CASE_FIXTURE(Flights, "[B4] two processes with the same rows pay for each once") {
  const auto work_on_rows = [&] {
    std::vector<Plan> plans;
    for (const char* prompt : {"a fox", "a hen", "an owl"}) plans.push_back(plan(prompt));
    const auto runs = work(plans, [](int, const provider::ModelCall& call) {
      std::this_thread::sleep_for(Millis(100));
      return fakes::small_answer(call);
    });
    return count_good(runs) == 3;
  };
  store::Child one(work_on_rows), other(work_on_rows);
  CHECK(one.wait() == 0);
  CHECK(other.wait() == 0);
  std::size_t sent = 0;
  for (const store::RunRow& run : world.records.runs({.limit = 0}))
    sent += world.records.calls(run.id).size();
  CHECK(sent == 3);
  CHECK(world.records.check().empty());
}

TEST_CASE_FIXTURE(Flights,
                  "[B4] the call of a killed process is in doubt, and an equal one is not sent") {
  store::ReportingChild killed([&](const store::ReportingChild::Report& report) {
    work(1, [&](int, const provider::ModelCall& call) {
      report("called");
      return fakes::small_answer(call);
    });
    return false;
  });
  REQUIRE(killed.text() == "called");
  std::jthread killing([&] {
    waiting.wait_for(1);
    killed.process().kill();
  });
  const auto runs =
      work(1, [](int, const provider::ModelCall& call) { return fakes::small_answer(call); });
  CHECK(calls == 0);
  CHECK(runs[0].failure["code"] == "in_doubt");
  REQUIRE(world.records.doubts().size() == 1);
  const std::string call(world.records.doubts().front().call.id.short_id());
  CHECK(runs[0].failure["recovery"].get<std::string>().find(call) != std::string::npos);
}
