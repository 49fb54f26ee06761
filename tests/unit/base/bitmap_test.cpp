#include <limner/bitmap.hpp>

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <algorithm>
#include <utility>

using namespace limner;

namespace {

// Sanitizers have memory of their own for each byte.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_sanitized = true;
#elif defined(__has_feature)
constexpr bool is_sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool is_sanitized = false;
#endif

long peak_memory_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("A new bitmap is transparent black, also in memory that was used before") {
  for (const int edge : {1, 60, 700, 3000}) {
    for (int i = 0; i < 3; ++i) {
      Bitmap bitmap(edge, edge);
      CHECK(std::ranges::all_of(bitmap.rgba, [](std::uint8_t byte) { return byte == 0; }));
      std::ranges::fill(bitmap.rgba, std::uint8_t{7});
    }
  }
  CHECK(Bitmap(0, 5).rgba.empty());
}

TEST_CASE("A large bitmap takes no memory before it is written") {
  const long before = peak_memory_kib();
  const Bitmap bitmap(12'000, 8'000);  // 366 MiB
  CHECK(bitmap.rgba.size() == std::size_t{12'000} * 8'000 * 4);
  if (!is_sanitized) CHECK(peak_memory_kib() - before < 64 << 10);
}

TEST_CASE("Pixels are copied by value, and a moved-from bitmap has none") {
  Bitmap one(2, 1);
  one.at(1, 0)[2] = 9;
  Bitmap copy = one;
  CHECK(copy.rgba == one.rgba);
  copy.at(0, 0)[0] = 1;
  CHECK_FALSE(copy.rgba == one.rgba);
  CHECK_FALSE(copy.rgba == Bitmap(1, 1).rgba);
  const Bitmap moved = std::move(copy);
  CHECK(moved.at(0, 0)[0] == 1);
  CHECK(copy.rgba.empty());  // NOLINT(bugprone-use-after-move): stated by the header
  one = moved;
  CHECK(one.rgba == moved.rgba);
}
