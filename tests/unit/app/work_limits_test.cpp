#include "app/work_limits.hpp"

#include "fakes/world.hpp"
#include "unit/app/app_fixture.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

struct Limited : AppFixture {
  engine::CallLimits of(std::string_view provider) const {
    return work_limit_options(context, catalogue).calls(provider);
  }
  engine::Plan plan(std::string_view model) const {
    const templates::Template workflow = fakes::template_of(fmt::format(R"(
schema: 1
id: one
version: 1.0.0
name: One
steps:
  - {{id: raw, uses: image.generate, charge: personal, with: {{model: {}, prompt: a fox, size: 1024x1024}}}}
)",
                                                                        model));
    return engine::make_plan(workflow, nlohmann::json::object(), catalogue,
                             {.today = "2026-11-21"});
  }

  provider::Catalogue catalogue = provider::Catalogue::built_in();
};

}  // namespace

TEST_CASE_FIXTURE(Limited, "[B3] the limits of a provider are the catalogue's, or the settings'") {
  CHECK(of("openai").concurrency == catalogue.provider("openai")->concurrency);
  CHECK_FALSE(of("openai").per_minute);
  load_settings("providers: {openai: {concurrency: 20, per_minute: 50}, exec: {concurrency: 1}}\n"
                "limits: {memory: 64MiB}\n");
  CHECK(of("openai").concurrency == 20);
  CHECK(of("openai").per_minute == 50);
  CHECK(of("exec").concurrency == 1);
  CHECK(of("fal").concurrency == catalogue.provider("fal")->concurrency);
  CHECK(work_limit_options(context, catalogue).memory == std::uint64_t{64} << 20);
  for (const char* wrong : {"0", "257", "many", "-1", "2.5"}) {
    CAPTURE(std::string(wrong));
    CHECK_THROWS_AS(
        load_settings(fmt::format("providers: {{openai: {{concurrency: {}}}}}\n", wrong)), Error);
  }
}

TEST_CASE_FIXTURE(Limited,
                  "[B3] automatic jobs are the cores and the calls that a plan's providers "
                  "take") {
  const auto cores = static_cast<int>(engine::processor_cores());
  const engine::Plan paid = plan("openai/gpt-image-2");
  const engine::Plan local = plan("local/clipart-composer");
  CHECK(automatic_jobs(context, catalogue, &local) == cores);
  CHECK(automatic_jobs(context, catalogue, &paid) == cores + of("openai").concurrency);
  CHECK(automatic_jobs(context, catalogue, nullptr) >= cores + of("openai").concurrency);
  load_settings("providers: {openai: {concurrency: 256}}\n");
  CHECK(automatic_jobs(context, catalogue, &paid) == 256);
}

TEST_CASE("[B3] the catalogue's limits of a provider are whole numbers in their range") {
  provider::Catalogue catalogue;
  const auto overlay = [&](std::string_view fields) {
    catalogue.overlay(fmt::format("schema: 1\nproviders:\n  - {{name: acme, title: Acme, docs: "
                                  "https://example.com, keyVariables: [ACME_KEY]{}}}\n",
                                  fields),
                      "acme.yaml");
    return catalogue.provider("acme");
  };
  CHECK(overlay("")->concurrency == 4);
  CHECK(overlay(", concurrency: 9, perMinute: 50")->concurrency == 9);
  CHECK(overlay("")->per_minute == 50);
  CHECK_THROWS_AS(overlay(", concurrency: 0"), Error);
  CHECK_THROWS_AS(overlay(", concurrency: 257"), Error);
  CHECK_THROWS_AS(overlay(", perMinute: none"), Error);
}
