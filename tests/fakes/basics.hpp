// Fake clock and ids, and a temporary directory per test.
#pragma once

#include <limner/asset.hpp>
#include <limner/clock.hpp>
#include <limner/id.hpp>

#include <fmt/format.h>

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace limner::fakes {

// Advances by a millisecond with each reading, so that nothing relies on equal times, in sleep(),
// and when the test changes `slept`.
class StillClock : public Clock {
 public:
  Time now() override { return start() + slept + Millis(++readings_); }
  Millis uptime() override { return slept; }
  void sleep(Millis duration) override { slept += duration; }

  // 2026-11-21T03:30:00.000Z
  static Time start() { return Time(Millis(1'795'231'800'000)); }

  Millis slept{0};

 private:
  int readings_ = 0;
};

// Sequential ULIDs at the time of the fake clock; their short ids are 00000001, 00000002, …
class CountedIds : public IdSource {
 public:
  std::string next() override { return fmt::format("01m7y2epp000000000{:08}", ++count_); }

 private:
  int count_ = 0;
};

inline Bytes bytes(std::string_view text) {
  const auto view = as_bytes(text);
  return Bytes(view.begin(), view.end());
}

// The caller removes the directory.
inline std::filesystem::path fresh_home() {
  std::string name = std::filesystem::temp_directory_path() / "limner.XXXXXX";
  if (mkdtemp(name.data()) == nullptr)
    throw std::filesystem::filesystem_error("mkdtemp", name,
                                            std::error_code(errno, std::generic_category()));
  return name;
}

// A temporary directory, removed by the destructor.
struct Home {
  Home() = default;
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;
  ~Home() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }

  std::filesystem::path path = fresh_home();
};

}  // namespace limner::fakes
