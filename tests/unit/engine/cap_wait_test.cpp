#include "fakes/world.hpp"
#include "unit/store/child.hpp"

#include <limner/engine/batch.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

using namespace limner;
using namespace limner::engine;

namespace {

// Counts the calls that wait.
class QueuedCalls : public EventSink {
 public:
  void on(const Event& event) noexcept override {
    if (!std::holds_alternative<CallQueued>(event)) return;
    const std::lock_guard guard(mutex_);
    is_any_ = true;
    changed_.notify_all();
  }
  void wait_for_one() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_any_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_any_ = false;
};

// Charges the same for each call; the first call ends when another one waits.
class Charging : public provider::Provider {
 public:
  Charging(Money charge, QueuedCalls& queued) : charge_(charge), queued_(queued) {}
  std::string_view name() const override { return "openai"; }
  bool embedded() const override { return false; }
  provider::ModelAnswer call(const provider::ModelCall& call, std::stop_token) override {
    ++calls;
    if (holds_first) queued_.wait_for_one();
    provider::ModelAnswer answer = fakes::small_answer(call);
    answer.charged = charge_;
    return answer;
  }

  std::atomic<int> calls{0};
  bool holds_first = true;

 private:
  Money charge_;
  QueuedCalls& queued_;
};

constexpr int price_share = 10;  // of the maximum cost, that is charged

// A store with a cap of four times the maximum cost of a run.
struct CappedShop {
  CappedShop() {
    world.workflow = fakes::template_of(R"(
schema: 1
id: shop
version: 1.0.0
name: CappedShop
intake: {prompt: {type: string, required: true, flag: prompt}}
steps:
  - {id: raw, uses: image.generate, charge: personal, with: {model: openai/gpt-image-2, prompt: "${{ intake.prompt }}", size: 1024x1024, quality: low}}
)");
    worst = plan(0).estimate();
    cap = Money::nanos(worst.nanos() * 4);
    world.records.set_cap({.id = world.ids.next(),
                           .scope = {store::CapScopeKind::store},
                           .period = store::CapPeriod::ever,
                           .unit = "USD",
                           .nanos = cap.nanos(),
                           .created = world.clock.now()});
  }

  Plan plan(int row) const { return world.plan({{"prompt", fmt::format("fox {}", row)}}); }

  // Executes `count` runs on `jobs` threads; the number that ended well.
  int work(int count, int jobs, Charging& charging, QueuedCalls& queued, int first = 0) const {
    SystemClock clock;
    RandomIds ids(clock);
    WorkLimits limits(clock);
    provider::Providers providers;
    providers.push_back(std::make_unique<Forward>(charging));
    std::atomic<int> completed{0};
    work_in_parallel(
        static_cast<std::size_t>(count), jobs, [] { return true; },
        [&](std::size_t item, int) {
          store::Records records(world.home.path, store::OpenMode::read_write, clock.now());
          store::BlobStore blobs(world.home.path);
          const RunId id = execute(plan(first + static_cast<int>(item)), {.providers = providers,
                                                                          .blobs = blobs,
                                                                          .records = records,
                                                                          .clock = clock,
                                                                          .ids = ids,
                                                                          .events = queued,
                                                                          .request_id = ids.next(),
                                                                          .limits = &limits});
          if (records.run(id)->status == store::RunStatus::completed) ++completed;
          CHECK(Money::nanos(records.caps(clock.now()).front().used.value()) <= cap);
        });
    return completed;
  }

  struct Forward : provider::Provider {
    explicit Forward(Charging& inner) : to(inner) {}
    std::string_view name() const override { return to.name(); }
    bool embedded() const override { return false; }
    provider::ModelAnswer call(const provider::ModelCall& call, std::stop_token stop) override {
      return to.call(call, stop);
    }
    Charging& to;
  };

  fakes::World world;
  Money worst, cap;
};

}  // namespace

TEST_CASE("[B3] a cap that is full of reserves makes calls wait, and refuses none that fits") {
  const CappedShop shop;
  QueuedCalls queued;
  Charging charging(Money::nanos(shop.worst.nanos() / price_share), queued);
  CHECK(shop.work(30, 8, charging, queued) == 30);
  CHECK(charging.calls == 30);
  CHECK(shop.world.records.total({}).most == Money::nanos(shop.worst.nanos() / price_share * 30));
  CHECK(shop.world.records.check().empty());
}

TEST_CASE("[B3] what is spent refuses a call, whatever was reserved beside it") {
  const CappedShop shop;
  QueuedCalls queued;
  Charging charging(shop.worst, queued);
  CHECK(shop.work(12, 8, charging, queued) == 4);
  CHECK(charging.calls == 4);
  CHECK(shop.world.records.total({}).most == shop.cap);
}

TEST_CASE("[B3] a cap is shared by two processes whose reserves fill it") {
  const CappedShop shop;
  const auto work = [&](int first) {
    QueuedCalls queued;
    Charging charging(Money::nanos(shop.worst.nanos() / price_share), queued);
    charging.holds_first = false;
    return shop.work(15, 4, charging, queued, first) == 15;
  };
  // Other prompts in each: a result that the other process has is not paid for.
  store::Child one([&] { return work(0); });
  store::Child other([&] { return work(15); });
  CHECK(one.wait() == 0);
  CHECK(other.wait() == 0);
  CHECK(shop.world.records.total({}).most == Money::nanos(shop.worst.nanos() / price_share * 30));
  CHECK(shop.world.records.check().empty());
}
