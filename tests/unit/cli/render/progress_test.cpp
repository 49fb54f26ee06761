#include "cli/render/progress.hpp"

#include "cli/render/format.hpp"
#include "fakes/basics.hpp"
#include "unit/cli/screen.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <sstream>
#include <thread>

using namespace limner;
using namespace limner::cli;

namespace {

struct ProgressScreen : Screen {
  fakes::StillClock clock;
  ProgressOptions options{.steps = {"prompt.resolve", "image.generate"},
                          .ceiling = Money::parse("0.0533"),
                          .ticking = false};

  std::string taken() {
    const std::string all = text.str();
    text.str("");
    return all;
  }
};

engine::RunStarted started() {
  return {.run = shown_run,
          .template_id = "tpl",
          .title = "a fox",
          .steps = 2,
          .usual = Millis(42'000)};
}

// What a terminal shows after these bytes: rows of text, the cursor's row last.
std::vector<std::string> shown(std::string_view bytes) {
  std::vector<std::string> rows(1);
  std::size_t row = 0;
  std::string::size_type column = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\r') {
      column = 0;
    } else if (bytes[i] == '\n') {
      ++row;
      column = 0;
      if (row == rows.size()) rows.emplace_back();
    } else if (bytes[i] == '\x1b') {
      const std::size_t end = bytes.find_first_of("AJKmhl", i);
      if (bytes[end] == 'A') row -= std::stoul(std::string(bytes.substr(i + 2, end - i - 2)));
      if (bytes[end] == 'K') rows[row].resize(std::min(rows[row].size(), column));
      if (bytes[end] == 'J') {
        rows.resize(row + 1);
        rows[row].resize(column);
      }
      i = end;
    } else {
      rows[row].resize(std::max(rows[row].size(), column + 1), ' ');
      rows[row][column++] = bytes[i];
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("the live block follows the step at work and leaves only final lines [P2]") {
  ProgressScreen screen;
  std::string bytes;
  {
    LiveProgress live(screen.output, screen.clock, screen.options);
    live.on(started());
    live.on(engine::StepStarted{0, "prompt.resolve", ""});
    live.on(engine::StepFinished{
        .ordinal = 0, .name = "prompt.resolve", .status = store::StepStatus::succeeded});
    live.on(engine::StepStarted{1, "image.generate", "openai/gpt-image-2"});
    screen.clock.slept += Millis(1'900);
    live.tick();
    bytes = screen.taken();
    const std::vector<std::string> rows = shown(bytes);
    REQUIRE(rows.size() == 4);
    CHECK(rows[0] == "tpl  a fox");
    CHECK(rows[1].find("✓ prompt.resolve") != std::string::npos);
    CHECK(rows[2].find("image.generate  openai/gpt-image-2") != std::string::npos);
    CHECK(rows[2].ends_with("1s"));
    CHECK(rows[3] == "    step 2 of 2   1s of about 42s   $0.00 of at most $0.0533");

    live.on(engine::StepFinished{.ordinal = 1,
                                 .name = "image.generate",
                                 .status = store::StepStatus::succeeded,
                                 .cost = Money::parse("0.0533")});
    live.on(engine::RunFinished{
        .run = shown_run, .status = store::RunStatus::review, .took = Millis(1'900)});
  }
  bytes += screen.taken();
  const std::vector<std::string> rows = shown(bytes);
  REQUIRE(rows.size() == 5);
  CHECK(rows[2].ends_with("$0.0533"));
  CHECK(rows[3].starts_with("✓ run 00000001 is ready for review"));
  CHECK(rows[4].empty());
}

TEST_CASE("an unfinished picture is in the block while its step is at work") {
  ProgressScreen screen;
  LiveProgress live(screen.output, screen.clock, screen.options);
  live.on(started());
  live.on(engine::StepStarted{1, "image.generate", "openai/gpt-image-2"});
  live.on(
      engine::PartialPicture{1, "image.generate", "openai/gpt-image-2", 1, "/tmp/a\x1b[2J-1.png"});
  live.on(engine::PartialPicture{1, "image.generate", "openai/gpt-image-2", 2, "/tmp/a-2.png"});
  const std::string bytes = screen.taken();
  CHECK(bytes.find("\x1b[2J") == std::string::npos);
  std::vector<std::string> rows = shown(bytes);
  REQUIRE(rows.size() == 4);
  CHECK(rows[2] == "    unfinished picture 2: /tmp/a-2.png");
  live.on(engine::StepFinished{
      .ordinal = 1, .name = "image.generate", .status = store::StepStatus::succeeded});
  rows = shown(bytes + screen.taken());
  for (const std::string& row : rows) CHECK(row.find("unfinished") == std::string::npos);
}

TEST_CASE("a line said in between stands above the block") {
  ProgressScreen screen;
  LiveProgress live(screen.output, screen.clock, screen.options);
  live.on(started());
  live.on(engine::StepStarted{0, "prompt.resolve", ""});
  live.say("stopping after this step");
  const std::vector<std::string> rows = shown(screen.taken());
  REQUIRE(rows.size() == 4);
  CHECK(rows[1] == "stopping after this step");
  CHECK(rows[2].find("prompt.resolve") != std::string::npos);
}

TEST_CASE("the block is narrower than the window and never more than six rows") {
  for (const int columns : {20, 40, 80, 200}) {
    ProgressScreen screen;
    screen.columns = columns;
    screen.output.unicode = false;  // so that bytes are columns
    LiveProgress live(screen.output, screen.clock, screen.options);
    live.on(started());
    screen.taken();
    live.on(engine::StepStarted{1, "image.generate", "openai/gpt-image-2"});
    const std::vector<std::string> rows = shown(screen.taken());
    CAPTURE(columns);
    CHECK(rows.size() <= 6);
    for (const std::string& row : rows) CHECK(static_cast<int>(row.size()) < columns);
  }
}

TEST_CASE("a window that became narrower has the broken lines erased too") {
  ProgressScreen screen;
  LiveProgress live(screen.output, screen.clock, screen.options);
  live.on(started());
  live.on(engine::StepStarted{1, "image.generate", "openai/gpt-image-2"});
  screen.taken();
  screen.columns = 40;
  live.tick();
  const std::string bytes = screen.taken();
  CHECK(bytes.starts_with("\r\x1b[3A"));                       // two lines had become four
  CHECK(bytes.find("\x1b[J") > bytes.find("image.generate"));  // never from the first cell
}

TEST_CASE("after a pause of the process nothing that is on the screen is erased") {
  ProgressScreen screen;
  LiveProgress live(screen.output, screen.clock, screen.options);
  live.on(started());
  live.on(engine::StepStarted{1, "image.generate", ""});
  screen.taken();
  screen.clock.slept += Millis(60'000);
  live.tick();
  CHECK(screen.taken().find("\x1b[J") == std::string::npos);
}

TEST_CASE("plain progress has no control codes and gives signs of life [P3]") {
  ProgressScreen screen;
  screen.output.terminal = false;
  PlainProgress progress(screen.output, screen.clock, screen.options);
  progress.tick();
  progress.on(started());
  progress.on(engine::StepStarted{1, "image.generate", "openai/gpt-image-2"});
  screen.clock.slept += Millis(29'999);
  progress.tick();
  screen.clock.slept += Millis(1);
  progress.tick();
  progress.tick();
  progress.on(
      engine::PartialPicture{1, "image.generate", "openai/gpt-image-2", 1, "/tmp/\x1b[2Ja-1.png"});
  progress.on(engine::StepFinished{.ordinal = 1,
                                   .name = "image.generate",
                                   .status = store::StepStatus::failed,
                                   .failure = {{"message", "no picture"}}});
  progress.tick();
  progress.on(engine::RunFinished{
      .run = shown_run, .status = store::RunStatus::failed, .took = Millis(30'000)});
  CHECK(screen.taken() == "tpl  a fox\n"
                          "  . image.generate  30.0s so far\n"
                          "    unfinished picture 1: /tmp/a-1.png\n"
                          "  ✗ image.generate  failed                        0.0s\n"
                          "✗ run 00000001 failed   30.0s   $0.00\n");
}

TEST_CASE("events are JSON [O4]") {
  ProgressScreen screen;
  std::vector<nlohmann::json> parsed;
  JsonProgress progress([&](const auto& event) { parsed.push_back(event); }, screen.clock,
                        std::make_unique<NoProgress>(screen.output));
  progress.on(started());
  progress.on(engine::StepStarted{0, "prompt.resolve", ""});
  progress.on(engine::PartialPicture{0, "prompt.resolve", "openai/gpt-image-2", 1, "/tmp/a-1.png"});
  progress.on(engine::StepFinished{.ordinal = 0,
                                   .name = "prompt.resolve",
                                   .status = store::StepStatus::succeeded,
                                   .took = Millis(3),
                                   .cost = Money::parse("0.0533")});
  progress.on(engine::RunFinished{.run = shown_run, .status = store::RunStatus::review});
  REQUIRE(parsed.size() == 4);  // the end is told by the command, with its exit code
  CHECK(parsed[0]["event"] == "run.started");
  CHECK(parsed[0]["runId"] == shown_run.str());
  CHECK(parsed[0]["usualMs"] == 42'000);
  CHECK(parsed[1]["event"] == "step.started");
  CHECK(parsed[1]["model"].is_null());
  CHECK(parsed[2]["event"] == "step.partial");
  CHECK(parsed[2]["number"] == 1);
  CHECK(parsed[2]["file"] == "/tmp/a-1.png");
  CHECK(parsed[3]["event"] == "step.finished");
  CHECK(parsed[3]["costUsd"].dump() == "0.0533");
  CHECK(parsed[2]["at"].get<std::string>().starts_with("2026-11-21T03:30:00.0"));
  CHECK(screen.taken().empty());
}

TEST_CASE("without progress only final messages are printed") {
  ProgressScreen screen;
  NoProgress none(screen.output);
  none.on(started());
  none.say("stopping");
  CHECK(screen.taken() == "stopping\n");
}

TEST_CASE("a stream that throws does not reach the run") {
  ProgressScreen screen;
  screen.text.setstate(std::ios::badbit);
  std::ostringstream broken;
  broken.exceptions(std::ios::badbit);
  try {
    broken.setstate(std::ios::badbit);
  } catch (...) {
  }
  Output output{broken};
  PlainProgress progress(output, screen.clock, screen.options);
  progress.on(started());
  progress.say("x");
  CHECK(broken.str().empty());
}

TEST_CASE("a ticker ticks until it goes") {
  std::atomic<int> ticks = 0;
  {
    Ticker ticker(Millis(1), [&ticks] { ++ticks; });
    while (ticks < 3) std::this_thread::sleep_for(Millis(1));
  }
  const int then = ticks;
  CHECK(then >= 3);
  std::this_thread::sleep_for(Millis(5));
  CHECK(ticks == then);
}
