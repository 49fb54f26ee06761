#include "cli/render/batch_progress.hpp"

#include "fakes/basics.hpp"
#include "unit/cli/screen.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <sstream>

using namespace limner;
using namespace limner::cli;

namespace {

struct BatchScreen : Screen {
  fakes::StillClock clock;
  BatchProgressOptions options{.rows = 40,
                               .ceiling = Money::parse("1"),
                               .jobs = 4,
                               .see = "limner batch show x --missing",
                               .ticking = false};

  std::string taken() {
    const std::string all = text.str();
    text.str("");
    return all;
  }
};

RowEnd ended(int line, store::RunStatus status, Millis took = Millis(10'000),
             std::string failure = "") {
  return {.line = line,
          .title = "a fox",
          .run = shown_run,
          .status = status,
          .failure = std::move(failure),
          .took = took,
          .cost = Money::parse("0.01")};
}

const store::BatchItem item{.key = "k", .line = 2, .content = {}};

store::BatchItem item_at(int ordinal) {
  return {.ordinal = ordinal, .key = "k", .line = 2, .content = {}};
}

engine::RunFinished run_end(store::RunStatus status) {
  return {.run = shown_run, .status = status, .took = Millis(0), .cost = {}};
}

// A row whose call waits for `queued` and then takes `took`.
void work_on_row(BatchTally& tally, fakes::StillClock& clock, int ordinal, Millis queued,
                 Millis took) {
  tally.add(item_at(ordinal), engine::RunStarted{.run = shown_run});
  tally.add(item_at(ordinal),
            engine::CallQueued{.ordinal = 0, .name = {}, .model = {}, .queue = {}});
  clock.slept += queued;
  tally.add(item_at(ordinal), engine::CallDequeued{});
  clock.slept += took;
  tally.add(item_at(ordinal), run_end(store::RunStatus::review));
  tally.add(ended(ordinal, store::RunStatus::review));
}

// The numbers of a text such as "12 made, 1 failed".
int sum_of(const std::string& counts) {
  std::istringstream words(counts);
  int sum = 0;
  for (std::string word; words >> word;) {
    if (word.find_first_not_of("0123456789") == std::string::npos) sum += std::stoi(word);
  }
  return sum;
}

}  // namespace

TEST_CASE("[B7] the counts add up to the rows, and a canceled row is not a failure") {
  BatchScreen screen;
  screen.options.done = 3;
  BatchTally tally(screen.clock, screen.options);
  const auto counts = [&] { return tally.counts(1000); };
  CHECK(counts() == "0 made, 3 before, 37 waiting");
  for (int run = 0; run < 6; ++run) tally.add(item_at(run), engine::RunStarted{.run = shown_run});
  CHECK(counts() == "0 made, 3 before, 6 running, 31 waiting");
  tally.add(item_at(1), engine::CallQueued{.ordinal = 0, .name = {}, .model = {}, .queue = {}});
  CHECK(counts() == "0 made, 3 before, 5 running, 1 queued, 31 waiting");
  tally.add(item_at(1), engine::CallDequeued{});
  CHECK(counts() == "0 made, 3 before, 6 running, 31 waiting");
  for (int run = 0; run < 5; ++run) tally.add(item_at(run), run_end(store::RunStatus::review));
  tally.add(ended(2, store::RunStatus::review));
  tally.add(ended(3, store::RunStatus::failed, {}, "no"));
  tally.add(ended(4, store::RunStatus::in_doubt, {}, "no answer"));
  tally.add(ended(5, store::RunStatus::canceled, {}, "interrupted"));
  tally.add(RowEnd{.line = 6, .title = "a cow", .failure = "a limit"});
  CHECK(counts() ==
        "1 made, 3 before, 1 failed, 1 in doubt, 1 canceled, 1 refused, 1 running, 31 waiting");
  CHECK(sum_of(counts()) == 40);
  CHECK(tally.counts(30) == "1 made, 3 before, 1 failed");
}

TEST_CASE(
    "[P4] the time left is the median of the last twenty rows, a range before them, or unknown") {
  BatchScreen screen;
  CHECK(BatchTally(screen.clock, screen.options).rates(80, true) ==
        "0s   – left   $0.00 of at most $1.00");
  CHECK(BatchTally(screen.clock, screen.options).rates(80, false).find("- left") == 5);
  screen.options.usual = UsualTime{Millis(15'000), Millis(30'000)};
  CHECK(BatchTally(screen.clock, screen.options).rates(80, true) ==
        "0s   about 2m 30s – 5m 00s left   $0.00 of at most $1.00");
  BatchTally tally(screen.clock, screen.options);
  for (int row = 0; row < 8; ++row)
    work_on_row(tally, screen.clock, row, Millis(0), Millis(900'000));
  screen.clock.slept = Millis(0);
  for (int row = 8; row < 28; ++row) {
    const bool is_slow = row % 5 == 0;
    work_on_row(tally, screen.clock, row, Millis(60'000), Millis(is_slow ? 500'000 : 10'000));
  }
  const std::string rates = tally.rates(80, true);
  CHECK(rates.find("about 30s left") != std::string::npos);  // 12 rows of 10 s, four at once
  CHECK(rates.find("$0.28 of at most $1.00") != std::string::npos);
}

TEST_CASE("[P4] jobs whose calls are queued do not shorten the time left") {
  BatchScreen screen;
  BatchTally tally(screen.clock, screen.options);
  work_on_row(tally, screen.clock, 0, Millis(0), Millis(10'000));
  CHECK(tally.rates(80, true).find("about 1m 40s left") != std::string::npos);
  for (int row = 1; row < 4; ++row) {
    tally.add(item_at(row), engine::RunStarted{.run = shown_run});
    tally.add(item_at(row), engine::CallQueued{.ordinal = 0, .name = {}, .model = {}, .queue = {}});
  }
  CHECK(tally.rates(80, true).find("about 6m 30s left") != std::string::npos);
}

TEST_CASE("[P4] the rate is that of the last twenty rows, counted from the end before them") {
  BatchScreen screen;
  BatchTally tally(screen.clock, screen.options);
  const auto end_rows = [&](int first, int rows, Millis took) {
    screen.clock.slept += took;
    for (int row = first; row < first + rows; ++row)
      tally.add(ended(row, store::RunStatus::review));
  };
  end_rows(0, 4, Millis(4'000));
  CHECK(tally.rates(80, true).find("rows/") == std::string::npos);  // too few
  end_rows(4, 4, Millis(4'000));
  CHECK(tally.rates(80, true).find("1.0 rows/s") != std::string::npos);
  end_rows(8, 20, Millis(10'000));
  CHECK(tally.rates(80, true).find("2.0 rows/s") != std::string::npos);
}

TEST_CASE(
    "[P5] without a terminal there is a line after each tenth of the rows and each 30 seconds") {
  BatchScreen screen;
  PlainBatchProgress plain(screen.output, screen.clock, screen.options);
  for (int row = 0; row < 3; ++row) plain.on_end(ended(row, store::RunStatus::review));
  CHECK(screen.taken().empty());
  plain.on_end(ended(4, store::RunStatus::review));
  CHECK(screen.taken().find("  . 4 made, 36 waiting   0s   – left") == 0);
  plain.tick();
  CHECK(screen.taken().empty());
  screen.clock.slept += Millis(30'000);
  plain.tick();
  plain.tick();
  CHECK(screen.taken().find("  . 4 made, 36 waiting   30s") == 0);
  for (int row = 4; row < 40; ++row) plain.on_end(ended(row, store::RunStatus::review));
  const std::string rest = screen.taken();
  CHECK(std::ranges::count(rest, '\n') == 8);  // 20 % to 90 %: the summary follows
}

TEST_CASE(
    "[B12] the first failures are shown at once, and a thousand of them are not a thousand lines") {
  BatchScreen screen;
  screen.options.rows = 1000;
  PlainBatchProgress plain(screen.output, screen.clock, screen.options);
  plain.on_end(ended(7, store::RunStatus::failed, {}, "no picture"));
  CHECK(screen.taken() == "  ✗ line 7  a fox: no picture\n");
  plain.on_end(ended(8, store::RunStatus::canceled, {}, "interrupted"));
  CHECK(screen.taken().empty());
  for (int row = 0; row < 900; ++row)
    plain.on_end(ended(row, store::RunStatus::failed, {}, std::string(5'000, 'x')));
  const std::string rest = screen.taken();
  CHECK(rest.size() < 8'000);
  CHECK(rest.find("further failures are counted only; see limner batch show x --missing\n") !=
        std::string::npos);
}

TEST_CASE("quiet progress prints failures only, in ASCII where the locale is not UTF-8") {
  BatchScreen screen;
  screen.output.unicode = false;
  QuietBatchProgress quiet(screen.output, screen.options);
  quiet.on(item, engine::RunStarted{.run = shown_run});
  quiet.on_end(ended(2, store::RunStatus::review));
  CHECK(screen.taken().empty());
  quiet.on_end(ended(3, store::RunStatus::failed, {}, "no picture – see …"));
  const std::string line = screen.taken();
  CHECK(line.find("line 3  a fox: no picture - see ...") != std::string::npos);
  CHECK(std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST_CASE("[P2] no line of the live block is wider than the terminal") {
  for (const int columns : {20, 40, 80, 200}) {
    BatchScreen screen;
    screen.columns = columns;
    screen.options.done = 7;
    screen.options.usual = UsualTime{Millis(15'000), Millis(30'000)};
    {
      LiveBatchProgress live(screen.output, screen.clock, screen.options);
      for (int run = 0; run < 4; ++run) live.on(item, engine::RunStarted{.run = shown_run});
      live.on_end(ended(2, store::RunStatus::review));
      live.tick();
    }
    std::string bytes = screen.taken();
    for (std::size_t at = 0; (at = bytes.find('\x1b')) != std::string::npos;) {
      const std::size_t end = bytes.find_first_of("AJKmhl", at);
      bytes.erase(at, end - at + 1);
    }
    std::ranges::replace(bytes, '\r', '\n');
    std::istringstream lines(bytes);
    CAPTURE(columns);
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(std::ranges::count_if(line, [](char c) { return (c & 0xc0) != 0x80; }) < columns);
    }
  }
}
