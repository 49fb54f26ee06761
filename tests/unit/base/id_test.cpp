#include <limner/id.hpp>

#include <doctest/doctest.h>

using namespace limner;

namespace {
const std::string zeros(10, '\0');
const std::string ones(10, '\xff');
}  // namespace

TEST_CASE("a ULID is ten letters of time and sixteen of chance [S4.9]") {
  CHECK(make_ulid(Time(Millis(0)), zeros) == "00000000000000000000000000");
  CHECK(make_ulid(Time(Millis((1LL << 48) - 1)), ones) == "7zzzzzzzzzzzzzzzzzzzzzzzzz");
  // The specification's own example: 1469918176385 ms is 01ARYZ6S41.
  CHECK(make_ulid(Time(Millis(1469918176385)), zeros).substr(0, 10) == "01aryz6s41");
}

TEST_CASE("a later ULID sorts after an earlier one") {
  CHECK(make_ulid(Time(Millis(1000)), ones) < make_ulid(Time(Millis(1001)), zeros));
}

TEST_CASE("every bit of chance has its place") {
  for (std::size_t byte = 0; byte < 10; ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string chance = zeros;
      chance[byte] = static_cast<char>(1 << bit);
      CHECK(make_ulid(Time(Millis(0)), chance) != make_ulid(Time(Millis(0)), zeros));
    }
  }
}

TEST_CASE("an id shows its last eight letters and refuses another kind's prefix [S0.28]") {
  const RunId id = RunId::parse("run-01aryz6s41tsv4rrffq69g5fav");
  CHECK(id.short_id() == "q69g5fav");
  CHECK_THROWS_AS(RunId::parse("artifact-01aryz6s41tsv4rrffq69g5fav"), Error);
  CHECK_THROWS_AS(RunId::parse("run-"), Error);
  CHECK_THROWS_AS(RunId::parse("run-01ARYZ6S41TSV4RRFFQ69G5FAV"), Error);
}
