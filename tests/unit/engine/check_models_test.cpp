#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;

namespace {

// One step that asks for `model`, on a day of 2026.
ModelVerdict verdict_on(const std::string& model, const std::string& day,
                        const std::string& more = "") {
  const templates::Template workflow = fakes::template_of(fmt::format(R"(
schema: 1
id: one
version: 1.0.0
name: One
intake:
  model: {{type: model, default: auto}}
steps:
  - {{id: raw, uses: image.generate, with: {{model: {}, prompt: a fox{}}}}}
  - {{id: small, uses: image.resize, with: {{input: "${{{{ steps.raw.images }}}}", width: 10, height: 10}}}}
)",
                                                                      model, more));
  const std::vector<ModelVerdict> all =
      check_models(workflow, provider::Catalogue::built_in(), parse_time(day));
  REQUIRE(all.size() == 1);
  CHECK(all.front().step == "raw");
  return all.front();
}

}  // namespace

TEST_CASE("a usable model is good, without a message") {
  const ModelVerdict verdict = verdict_on("openai/gpt-image-2", "2026-11-21");
  CHECK(verdict.state == ModelState::good);
  CHECK(verdict.message == "");
}

TEST_CASE(
    "a model that is retired, unknown, unable or beyond its limits is refused [S3.2] [S3.6]") {
  CHECK(verdict_on("openai/gpt-image-3", "2026-11-21").state == ModelState::refused);
  CHECK(verdict_on("fal/birefnet-light", "2026-11-21").state == ModelState::refused);
  CHECK(verdict_on("openai/gpt-image-2", "2026-11-21", ", size: 4096x4096").state ==
        ModelState::refused);
  const ModelVerdict retired = verdict_on("openai/gpt-image-1.5", "2026-12-02");
  CHECK(retired.state == ModelState::refused);
  CHECK(retired.message.find("openai/gpt-image-2") != std::string::npos);
}

TEST_CASE("a model that retires within ninety days is reported with its replacement") {
  const ModelVerdict verdict = verdict_on("openai/gpt-image-1.5", "2026-11-21");
  CHECK(verdict.state == ModelState::retires);
  CHECK(verdict.message == "is turned off on 2026-12-01; use openai/gpt-image-2.6-flare");
  CHECK(verdict_on("openai/gpt-image-1.5", "2026-06-01").state == ModelState::good);
}

TEST_CASE("a model without a price is reported: a run would be refused") {
  CHECK(verdict_on("fal/flux-2-pro", "2026-11-21").state == ModelState::unpriced);
}

TEST_CASE("a model that an input names is open") {
  CHECK(verdict_on("\"${{ intake.model }}\"", "2026-11-21").state == ModelState::open);
}
