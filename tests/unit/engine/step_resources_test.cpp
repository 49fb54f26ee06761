#include "engine/step_resources.hpp"

#include "fakes/fakes.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace limner;
using namespace limner::engine;

namespace {

nlohmann::json record(int width, int height) {
  return {{"sha256", "ab"}, {"width", width}, {"height", height}};
}

}  // namespace

TEST_CASE("[B3] the memory of a step is that of the pictures it reads and makes, and of copies") {
  CHECK(memory_of_step({{"prompt", "a fox"}}) == 0);
  CHECK(memory_of_step({{"input", record(10, 20)}}) == 10 * 20 * 4 * 2);
  CHECK(memory_of_step({{"references", {record(10, 20), record(5, 5)}}, {"size", "100x50"}}) ==
        (10 * 20 + 5 * 5 + 100 * 50) * 4 * 2);
  CHECK(memory_of_step({{"size", "100x50"}, {"count", 3}}) == 100 * 50 * 4 * 2 * 3);
  CHECK(memory_of_step({{"input", record(10, 20)}, {"width", 4}, {"height", 4}}) ==
        (10 * 20 + 4 * 4) * 4 * 2);
  for (const char* size : {"auto", "x", "10x", "-3x4", ""})
    CHECK(memory_of_step({{"size", size}}) == 0);
  const std::vector<provider::Picture> pictures{
      fakes::small_picture(provider::GenerateImage{}, 20, 10), {}};
  CHECK(memory_of_pictures(pictures) == 20 * 10 * 4 * 2);
}

TEST_CASE("[B3] eight threads with large pictures stay within the memory and the cores") {
  constexpr int width = 200, height = 100;
  constexpr std::uint64_t picture = width * height * 4;
  fakes::StillClock clock;
  WorkLimits limits(clock, {.memory = 5 * picture, .cores = 2});
  std::atomic<int> working{0}, most_working{0}, steps{0};
  std::atomic<std::uint64_t> decoded{0}, most_decoded{0};
  const auto raise = [](auto& most, auto now) {
    auto before = most.load();
    while (before < now && !most.compare_exchange_weak(before, now)) {
    }
  };
  const auto work = [&](int thread) {
    const fakes::Home home;
    store::BlobStore blobs(home.path);
    ImageCache images(blobs);
    StepResources resources(limits, images);
    for (int step = 0; step < 6; ++step) {
      // The last thread needs more than there is, and works alone.
      resources.acquire(thread == 7 ? 6 * picture : 2 * picture, {});
      raise(most_working, ++working);
      raise(most_decoded, decoded += 2 * picture);  // while it works
      images.store(fakes::small_picture(provider::GenerateImage{}, width, height));
      images.next_step();
      decoded -= 2 * picture;
      --working;
      ++steps;
      step % 2 == 0 ? resources.end() : resources.release();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread) threads.emplace_back(work, thread);
  }
  CHECK(steps == 8 * 6);
  CHECK(most_working <= 2);
  CHECK(most_decoded <= 5 * picture);
  CHECK(limits.memory.peak() <= 6 * picture);
  CHECK(limits.memory.used() == 0);
  CHECK(limits.cores.used() == 0);
}

TEST_CASE("[B3] a step that has to wait for memory drops the pictures in its cache") {
  constexpr std::uint64_t picture = 20 * 10 * 4;
  fakes::StillClock clock;
  WorkLimits limits(clock, {.memory = 4 * picture, .cores = 1});
  const fakes::Home home;
  store::BlobStore blobs(home.path);
  ImageCache images(blobs);
  StepResources resources(limits, images);
  resources.acquire(2 * picture, {});
  images.store(fakes::small_picture(provider::GenerateImage{}, 20, 10));
  resources.end();
  CHECK(limits.memory.used() == picture);
  CHECK(limits.cores.used() == 0);
  resources.acquire(2 * picture, {});  // beside the one in the cache
  CHECK(images.decoded_bytes() == picture);
  CHECK(limits.memory.used() == 3 * picture);
  resources.end();
  resources.acquire(9 * picture, {});  // more than there is, alone
  CHECK(images.decoded_bytes() == 0);
  CHECK(limits.memory.used() == 9 * picture);
  resources.extend(2 * picture);
  resources.release();
  CHECK(limits.memory.used() == 0);
  resources.extend(2 * picture);  // after a wait it asks again
  CHECK(limits.memory.used() == 2 * picture);
  CHECK(limits.cores.used() == 1);
  resources.end();
}
