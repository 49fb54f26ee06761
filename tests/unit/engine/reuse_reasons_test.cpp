#include "fakes/world.hpp"

#include <limner/engine/reuse_reasons.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::engine;

namespace {

struct Explained : fakes::World {
  Explained() { uses_cache = true; }

  StepExplanation of(const RunId& id, std::string_view step) const {
    for (StepExplanation& one : explain_reuse(id, records)) {
      if (one.step.id == step) return std::move(one);
    }
    throw std::logic_error("no such step");
  }
  RunId run_version(const std::string& version) {
    RunEnv newer = env();
    newer.version = version;
    return execute(plan(fakes::prompt("a fox")), newer);
  }
};

}  // namespace

TEST_CASE_FIXTURE(Explained, "[B6] the first run of a template has nothing to compare with") {
  const RunId first = run(fakes::prompt("a fox"));
  CHECK(of(first, "image").reason == ReuseReason::nothing_earlier);
  CHECK(of(first, "prompt").reason == ReuseReason::only_parameters);
}

TEST_CASE_FIXTURE(Explained, "[B6] a reused step names the step that it was taken from") {
  const RunId first = run(fakes::prompt("a fox"));
  const StepExplanation image = of(run(fakes::prompt("a fox")), "image");
  CHECK(image.reason == ReuseReason::reused);
  REQUIRE(image.earlier);
  CHECK(image.earlier->from == first);
  CHECK(image.earlier->ordinal == 1);
  CHECK(!image.earlier->saved.is_zero());
}

TEST_CASE_FIXTURE(Explained, "[B6] only the prompt has changed") {
  const RunId first = run(fakes::prompt("a fox"));
  const StepExplanation image = of(run(fakes::prompt("a hen")), "image");
  CHECK(image.reason == ReuseReason::changed);
  CHECK(image.earlier->from == first);
  REQUIRE(image.changes.size() == 1);
  CHECK(image.changes[0].field == "with.prompt");
  CHECK(image.changes[0].before.get<std::string>().find("a fox") != std::string::npos);
  CHECK(image.changes[0].after.get<std::string>().find("a hen") != std::string::npos);
}

TEST_CASE_FIXTURE(Explained,
                  "[B6] only the take has changed, also after a run with another prompt") {
  const RunId first = run(fakes::prompt("a fox"));
  run(fakes::prompt("a hen"));
  const StepExplanation image = of(run(plan(fakes::prompt("a fox"), {.take = 2})), "image");
  REQUIRE(image.reason == ReuseReason::changed);
  CHECK(image.earlier->from == first);
  CHECK(image.changes[0].field == "take");
  CHECK(image.changes[0].before == 1);
  CHECK(image.changes[0].after == 2);
}

TEST_CASE_FIXTURE(Explained, "[B6] only the content of a picture has changed") {
  run(fakes::prompt("a fox"));
  openai.otherwise = [](const provider::ModelCall& call, const std::stop_token&) {
    provider::ModelAnswer answer = fakes::small_answer(call);
    answer.images = {fakes::small_picture(call.operation, 8)};
    return answer;
  };
  const RunId other = run(plan(fakes::prompt("a fox"), {.fresh = {"image"}}));
  CHECK(of(other, "image").reason == ReuseReason::fresh);
  const StepExplanation bought = of(other, "cutout");
  REQUIRE(bought.reason == ReuseReason::changed);
  REQUIRE(bought.changes.size() == 1);
  CHECK(bought.changes[0].field == "with.input[0].pixels");
  CHECK(bought.changes[0].before != bought.changes[0].after);
  const StepExplanation own = of(other, "raw_webp");
  REQUIRE(own.reason == ReuseReason::changed);
  CHECK(own.changes[0].field == "with.input[0].sha256");
}

TEST_CASE_FIXTURE(Explained, "[B6] another model is named before what follows from it") {
  run(fakes::prompt("a fox"));
  const RunId other =
      run(plan(fakes::prompt("a fox"), {.models = {{"image.generate", "openai/gpt-image-1.5"}}}));
  const StepExplanation image = of(other, "image");
  REQUIRE(image.reason == ReuseReason::changed);
  CHECK(image.changes[0].field == "model");
  CHECK(image.changes[0].before == "openai/gpt-image-2");
  CHECK(image.changes[0].after == "openai/gpt-image-1.5");
}

TEST_CASE_FIXTURE(Explained, "[B6] a newer program repeats its own steps, and says so") {
  run_version("1");
  const RunId newer = run_version("2");
  CHECK(of(newer, "image").reason == ReuseReason::reused);
  const StepExplanation own = of(newer, "raw_webp");
  REQUIRE(own.reason == ReuseReason::changed);
  REQUIRE(own.changes.size() == 1);
  CHECK(own.changes[0].field == "version");
  CHECK(own.changes[0].before == "1");
  CHECK(own.changes[0].after == "2");
}

TEST_CASE_FIXTURE(Explained, "[B6] comments, order and white space of a template change nothing") {
  constexpr const char* head = "schema: 1\nid: one\nversion: 1.0.0\nname: One\n"
                               "intake: {prompt: {type: string, required: true, flag: prompt}}\n";
  workflow = fakes::template_of(
      std::string(head) +
      "steps:\n  - {id: image, uses: image.generate, with: {model: openai/gpt-image-2, prompt: "
      "\"${{ intake.prompt }}\", quality: low}}\n");
  const nlohmann::json given{{"prompt", "a fox"}};
  run(given);
  workflow = fakes::template_of(std::string(head) +
                                "# The same picture\nsteps:\n  - uses: image.generate\n    id: "
                                "image\n    with:\n      quality: low   # cheap\n"
                                "      prompt: ${{intake.prompt}}\n"
                                "      model: openai/gpt-image-2\n");
  CHECK(of(run(given), "image").reason == ReuseReason::reused);
}

TEST_CASE_FIXTURE(Explained, "[B6] --no-cache and cache: never are reasons") {
  run(fakes::prompt("a fox"));
  CHECK(of(run(plan(fakes::prompt("a fox"), {.uses_cache = false})), "image").reason ==
        ReuseReason::no_cache);
  workflow = fakes::template_of(
      "schema: 1\nid: one\nversion: 1.0.0\nname: One\nintake: {}\nsteps:\n  - {id: image, uses: "
      "image.generate, cache: never, with: {model: openai/gpt-image-2, prompt: a fox}}\n");
  CHECK(of(run(nlohmann::json::object()), "image").reason == ReuseReason::cache_never);
}

TEST_CASE_FIXTURE(Explained,
                  "[B6] an equal step that failed, and one with a damaged file, are named") {
  fal.script = {fakes::ends_as(Billing::rejected)};
  const RunId failed = run(fakes::prompt("a fox"));
  const RunId second = run(fakes::prompt("a fox"));
  const StepExplanation cutout = of(second, "cutout");
  CHECK(cutout.reason == ReuseReason::not_finished);
  CHECK(cutout.earlier->from == failed);
  const nlohmann::json image = records.steps(failed)[1].outputs["images"][0];
  const std::filesystem::path file = blobs.path_of(step::asset_from(image));
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  write_file(file, as_bytes("not the picture"), 0600);
  clock.sleep(Millis(10));
  const StepExplanation again = of(run(fakes::prompt("a fox")), "image");
  CHECK(again.reason == ReuseReason::file_damaged);
  CHECK(again.earlier->from == failed);
}

TEST_CASE_FIXTURE(Explained, "[B6] a run that has made pictures makes its own artifact") {
  run(fakes::prompt("a fox"));
  const RunId fresh = run(plan(fakes::prompt("a fox"), {.fresh = {"image"}}));
  CHECK(of(fresh, "artifact").reason == ReuseReason::own_pictures);
}

TEST_CASE_FIXTURE(Explained,
                  "[B6] skipped steps, steps that were not reached and such that failed early") {
  nlohmann::json given = fakes::prompt("a fox");
  given["runtime"]["backgroundRemovalEnabled"] = false;
  CHECK(of(run(given), "cutout").reason == ReuseReason::skipped);
  openai.script = {fakes::ends_as(Billing::rejected)};
  const RunId failed = run(fakes::prompt("a hen"));
  CHECK(of(failed, "cutout").reason == ReuseReason::not_started);
}
