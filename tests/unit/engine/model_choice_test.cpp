// The rules of `auto`, one by one.
#include "fakes/world.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace limner;
using namespace limner::engine;

namespace {

struct Choice : fakes::World {
  Choice() { ask("size: 1024x1024, quality: low"); }

  void ask(const std::string& with) {
    workflow = fakes::template_of(fmt::format(R"(
schema: 1
id: choice
version: 1.0.0
name: Choice
steps:
  - {{id: raw, uses: image.generate, with: {{model: auto, prompt: a fox, {}}}}}
)",
                                              with));
  }
  void know(const std::string& models) {
    catalogue.overlay("schema: 1\nmodels:\n" + models, "mine.yaml");
  }

  PlannedStep chosen(std::set<std::string, std::less<>> keys) const {
    return plan(nlohmann::json::object(),
                {.has_key = [keys](std::string_view provider) { return keys.contains(provider); }})
        .steps.at(0);
  }
  std::string id(std::set<std::string, std::less<>> keys) const {
    return chosen(std::move(keys)).model->id;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Choice, "[S2.16] auto chooses the catalogue's preference, with the reason") {
  const PlannedStep step = chosen({"bfl", "fal", "google", "openai", "stability"});
  CHECK(step.model->id == "openai/gpt-image-2");
  CHECK(step.requested_model == "auto");
  CHECK(step.model_reason.starts_with("auto: of "));
  CHECK(step.model_reason.ends_with("the one that the catalogue prefers"));
}

TEST_CASE_FIXTURE(Choice, "auto chooses only a model whose key is present") {
  CHECK(id({"bfl"}) == "bfl/flux-2-pro");
  CHECK(id({"google", "stability"}) == "google/gemini-nano-banana-2.1");
}

TEST_CASE_FIXTURE(Choice, "a preference of the user's catalogue comes before the built-in one") {
  ask("size: 1024x1024");
  know("  - {id: bfl/flux-dev, autoRank: 1}\n  - {id: openai/gpt-image-2, autoRank: 2}\n");
  CHECK(id({"bfl", "openai"}) == "bfl/flux-dev");
}

TEST_CASE_FIXTURE(Choice, "the step's requirements come before preference") {
  ask("size: 1024x1024");
  know("  - {id: google/gemini-nano-banana-2.1, autoRank: 1}\n"
       "  - {id: openai/gpt-image-2, autoRank: 2}\n");
  CHECK(id({"google", "openai"}) == "google/gemini-nano-banana-2.1");
  ask("size: 1024x1024, quality: low");
  CHECK(id({"google", "openai"}) == "openai/gpt-image-2");
  ask("size: 1024x1024, background: transparent");
  CHECK(id({"google", "openai"}).starts_with("openai/gpt-image-2."));
}

TEST_CASE_FIXTURE(Choice, "a known price comes before preference") {
  know("  - {id: openai/riddle, like: openai/gpt-image-2, apiModel: riddle, status: active, "
       "estimator: unknown, autoRank: 1}\n"
       "  - {id: openai/gpt-image-2, autoRank: 2}\n");
  CHECK(id({"openai"}) == "openai/gpt-image-2");
}

TEST_CASE_FIXTURE(Choice, "active models come before deprecated ones, whatever is preferred") {
  know("  - {id: openai/gpt-image-1-mini, autoRank: 1}\n"
       "  - {id: openai/gpt-image-2, autoRank: 2}\n");
  CHECK(id({"openai"}) == "openai/gpt-image-2");
}

TEST_CASE_FIXTURE(Choice, "a deprecated model is better than none, and the reason says so") {
  know("  - {id: removebg/old, like: openai/gpt-image-2, apiModel: old, status: deprecated}\n");
  const PlannedStep step = chosen({"removebg"});
  CHECK(step.model->id == "removebg/old");
  CHECK(step.model_reason == "auto: the only suitable model with a key; it is deprecated, and no "
                             "active one would do");
}

TEST_CASE_FIXTURE(Choice, "experimental and retired models are never chosen") {
  know("  - {id: removebg/new, like: openai/gpt-image-2, apiModel: new, status: experimental}\n"
       "  - {id: removebg/gone, like: openai/gpt-image-2, apiModel: gone, status: active, until: "
       "2026-11-20}\n");
  CHECK(id({"removebg"}) == "local/clipart-composer");
}

TEST_CASE_FIXTURE(Choice, "without a preference the cheapest for the request is chosen") {
  know("  - {id: bfl/flux-2-pro, autoRank: 0}\n");
  const PlannedStep step = chosen({"bfl"});
  CHECK(step.model->id == "bfl/flux-2-klein-4b");
  CHECK(step.model_reason.ends_with("the cheapest, $0.014 at most"));
}

TEST_CASE_FIXTURE(Choice, "of two with equal price the first of the catalogue is chosen") {
  know("  - {id: removebg/one, like: openai/gpt-image-2, apiModel: one, status: active}\n"
       "  - {id: removebg/two, like: openai/gpt-image-2, apiModel: two, status: active}\n");
  CHECK(id({"removebg"}) == "removebg/one");
}

TEST_CASE_FIXTURE(Choice, "a preference does not extend to similar models") {
  CHECK(catalogue.find("openai/gpt-image-2")->auto_rank == 1);
  CHECK(catalogue.find("openai/gpt-image-2-2026-04-21")->auto_rank == 0);
}

TEST_CASE_FIXTURE(Choice, "when no model supports the request, the error names the limit") {
  ask("size: 9000x9000");
  CHECK_THROWS_WITH_AS(id({"openai"}),
                       "openai/gpt-image-2: size 9000x9000: both edges must be multiples of 16",
                       Error);
}

TEST_CASE_FIXTURE(
    Choice, "with a key for something else auto chooses the embedded model, with the reason") {
  const PlannedStep step = chosen({"removebg"});
  CHECK(step.model->id == "local/clipart-composer");
  CHECK(step.model_reason == "auto: no key for a text-to-image model; using the embedded artist");
}

TEST_CASE_FIXTURE(Choice, "[S2.16] the reason for the model is recorded with the step") {
  const Plan made = plan(nlohmann::json::object(),
                         {.has_key = [](std::string_view name) { return name == "openai"; }});
  const RunId id = run(made);
  CHECK(records.steps(id).at(0).model_execution["requested"] == "auto");
  CHECK(records.steps(id).at(0).model_execution["reason"] == made.steps.at(0).model_reason);
}
