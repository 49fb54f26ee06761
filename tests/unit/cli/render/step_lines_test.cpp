#include "cli/render/step_lines.hpp"

#include "cli/render/format.hpp"
#include "unit/cli/screen.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

namespace {

engine::StepFinished finished_step(std::string name, std::string model = "") {
  return {.ordinal = 1,
          .name = std::move(name),
          .model = std::move(model),
          .status = store::StepStatus::succeeded,
          .took = Millis(120)};
}

}  // namespace

TEST_CASE("a step line has sign, name, what was made, time and cost") {
  Screen screen;
  const StepColumns columns{.name = 18, .detail = 24};
  engine::StepFinished bought = finished_step("image.generate", "local/clipart-composer");
  bought.cost = Money();
  CHECK(step_line(bought, columns, screen.output) ==
        "  ✓ image.generate      local/clipart-composer      0.1s  $0");
  engine::StepFinished made = finished_step("image.convert_webp");
  made.outputs = {{"images", {{{"file_type", "image/webp"}, {"file_size", 61234}}}}};
  CHECK(step_line(made, columns, screen.output) ==
        "  ✓ image.convert_webp  webp 61 kB                  0.1s");
  engine::StepFinished skipped = finished_step("background.remove", "local/plain-matte");
  skipped.status = store::StepStatus::skipped;
  CHECK(step_line(skipped, columns, screen.output) == "  – background.remove   skipped");
}

TEST_CASE("without UTF-8 the signs are ASCII [P8]") {
  Screen screen;
  screen.output.unicode = false;
  CHECK(
      step_line(finished_step("a"), {.name = 4, .detail = 4}, screen.output).starts_with("  + a"));
}

TEST_CASE("without UTF-8 notes below a step and pauses are ASCII [P8]") {
  Screen screen;
  screen.output.unicode = false;
  engine::StepFinished warned = finished_step("a");
  warned.warnings = {{{"message", "1024x1024 → 512x512…"}}};
  CHECK(step_notes(warned, screen.output) ==
        std::vector<std::string>{"    1024x1024 -> 512x512..."});
  const engine::CallRetryScheduled wait{.model = "openai/m", .reason = "answers 429: busy…"};
  CHECK(waiting_line(wait, screen.output).find("busy...; retrying openai/m in ") !=
        std::string::npos);
}

TEST_CASE("what step outputs hold need not be what we expect") {
  Screen screen;
  for (const json& outputs :
       {json(), json::array(), json("x"), json{{"images", json::array()}}, json{{"images", "x"}},
        json{{"images", {1}}}, json{{"objects", {nullptr}}}, json{{"artifactId", 5}},
        json{{"artifactId", "short"}}, json{{"images", {{{"file_type", 3}}}}}}) {
    engine::StepFinished odd = finished_step("x");
    odd.outputs = outputs;
    CHECK(step_line(odd, {}, screen.output).starts_with("  ✓ x"));
  }
}

TEST_CASE("step lines fit every width from 20 columns [P2]") {
  const std::vector<std::string> names = {"prompt.resolve", "image.convert_webp.processed"};
  for (int columns = 34; columns <= 200; ++columns) {
    Screen screen;
    screen.columns = columns;
    engine::StepFinished wide = finished_step(names[1], "openai/gpt-image-2-with-a-long-name");
    wide.took = Millis(3'599'000);
    wide.cost = Money::parse("0.0533");
    const std::string line =
        step_line(wide, StepColumns::fitting(names, screen.output), screen.output);
    CAPTURE(columns);
    CHECK(display_width(line) <= columns);
  }
}

TEST_CASE("warnings are said below their step, harmlessly") {
  Screen screen;
  engine::StepFinished warned = finished_step("image.generate");
  warned.warnings = {{{"code", "words_not_drawn"}, {"message", "not drawn: nest\x1b[2J"}},
                     {{"code", "style_approximated"}},
                     json("odd")};
  CHECK(step_notes(warned, screen.output) ==
        std::vector<std::string>{"    not drawn: nest", "    style_approximated"});
}

TEST_CASE("the first line has the template and the subject, cut to the screen") {
  Screen screen;
  screen.columns = 40;
  const engine::RunStarted run{.run = shown_run,
                               .template_id = "generate-clip-art-asset",
                               .title = "a cute chipmunk\nsleeping",
                               .steps = 8};
  const std::string line = started_line(run, screen.output);
  CHECK(line.starts_with("generate-clip-art-asset  a cute chip"));
  CHECK(display_width(line) <= 40);
}

TEST_CASE("the last line says how it ended, how long it took, what it cost") {
  Screen screen;
  engine::RunFinished end{
      .run = shown_run, .status = store::RunStatus::review, .took = Millis(400)};
  CHECK(finished_line(end, screen.output) == "✓ run 00000001 is ready for review   0.4s   $0.00");
  end.status = store::RunStatus::in_doubt;
  end.cost.estimated = Money::parse("0.0533");
  CHECK(finished_line(end, screen.output) ==
        "? run 00000001 is in doubt: a paid request may be live   0.4s   ~$0.0533");
}
