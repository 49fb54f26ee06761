// Options that a model does not take: refused when they were ordered, else left out.
#include "engine/unsent_parameters.hpp"

#include "engine/call_request.hpp"
#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;
using nlohmann::json;

namespace {

struct UnsentWorld : fakes::World {
  UnsentWorld() { workflow = fakes::shipped("image.yaml"); }

  std::string refusal_of(const json& given, const PlanOptions& options = {}) const {
    try {
      plan(given, options);
      return "";
    } catch (const Error& error) {
      CHECK(traits(error.code()).exit_code == 2);
      return error.what();
    }
  }
  static std::vector<std::string> names(const PlannedStep& step) {
    std::vector<std::string> names;
    for (const UnsentParameter& one : step.unsent) names.push_back(one.name);
    return names;
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(UnsentWorld, "an option that was ordered and is not sent is refused [S1.6]") {
  const std::string said =
      refusal_of({{"prompt", "a fox"}, {"quality", "hd"}, {"model", "google/gemini-3-pro-image"}});
  CHECK(said.starts_with("google/gemini-3-pro-image does not take quality hd; it takes size, "));
  for (const auto& [option, value] : std::vector<std::pair<const char*, json>>{
           {"moderation", "low"}, {"outputFormat", "webp"}, {"aspectRatio", "auto"}}) {
    const std::string name = option;
    CAPTURE(name);
    const json given{{"prompt", "a fox"}, {name, value}, {"model", "google/gemini-3-pro-image"}};
    CHECK(refusal_of(given).find(name) != std::string::npos);
  }
}

TEST_CASE_FIXTURE(UnsentWorld, "a default of a template is left out without a refusal") {
  const Plan made = plan({{"prompt", "a fox"}, {"model", "google/gemini-3-pro-image"}});
  CHECK(names(made.steps[0]) == Names{"quality"});
  CHECK(plan_warnings(made.steps[0]).empty());
  const json unsent = made.specification()["steps"][0]["unsent"];
  CHECK(unsent ==
        json::parse(R"([{"parameter": "quality", "value": "standard", "reason": "default"}])"));
}

TEST_CASE_FIXTURE(UnsentWorld, "allow_ignored leaves out with a warning and prices the rest") {
  PlanOptions options{.charge = ChargeType::hosted, .allow_ignored = true, .has_wallet = true};
  const json given{{"prompt", "a fox"}, {"quality", "hd"}, {"model", "google/gemini-3-pro-image"}};
  const Plan made = plan(given, options);
  const auto& operation = std::get<provider::GenerateImage>(*made.steps[0].operation);
  CHECK(operation.quality == provider::Quality::automatic);
  REQUIRE(plan_warnings(made.steps[0]).size() == 1);
  CHECK(plan_warnings(made.steps[0])[0]["code"] == "option_not_sent");
  CHECK(made.specification()["allowIgnored"] == true);
  CHECK(credits_per_picture(operation, Money(), {}) == Credits::parse("50"));
}

TEST_CASE_FIXTURE(UnsentWorld, "a literal of the template is an order for its own model only") {
  workflow = fakes::template_of(R"(
schema: 1
id: one
intake:
  prompt: {type: string, flag: prompt}
steps:
  - {id: raw, uses: image.generate, with: {model: fal/flux-schnell, prompt: a fox, quality: high}}
)");
  CHECK(refusal_of(json::object()).starts_with("fal/flux-schnell does not take quality high"));
  const Plan made = plan(json::object(), {.models = {{"", "bfl/flux-2-pro"}}});
  CHECK(names(made.steps[0]) == Names{"quality"});
  REQUIRE(plan_warnings(made.steps[0]).size() == 1);
  CHECK(plan_warnings(made.steps[0])[0]["message"] ==
        "quality high was not sent: bfl/flux-2-pro does not take it");
}

TEST_CASE_FIXTURE(UnsentWorld, "the artist in place of a model leaves out what was ordered, with a "
                               "warning") {
  const Plan made = plan({{"prompt", "a fox"}, {"quality", "hd"}}, {.offline = true});
  CHECK(names(made.steps[0]) == Names{"quality"});
  CHECK(plan_warnings(made.steps[0]).size() == 1);
  const json named{{"prompt", "a fox"}, {"quality", "hd"}, {"model", "local/clipart-composer"}};
  CHECK(refusal_of(named).starts_with("local/clipart-composer does not take quality hd"));
}

TEST_CASE_FIXTURE(UnsentWorld, "--seed is refused for a model without a seed [S4.15]") {
  CHECK(refusal_of({{"prompt", "a fox"}, {"model", "openai/gpt-image-2"}}, {.seed = 5})
            .starts_with("openai/gpt-image-2 does not take seed 5"));
  CHECK(refusal_of({{"prompt", "a fox"}, {"model", "bfl/flux-2-pro"}}, {.seed = 5}).empty());
  CHECK(refusal_of({{"prompt", "a fox"}, {"model", "openai/gpt-image-2"}},
                   {.seed = 5, .allow_ignored = true})
            .empty());
}

TEST_CASE_FIXTURE(UnsentWorld, "auto prefers a model that takes what was ordered") {
  const auto has_key = [](std::string_view name) { return name == "google" || name == "bfl"; };
  const auto chosen = [&](const json& given) {
    return plan(given, {.has_key = has_key}).steps[0].model->id;
  };
  CHECK(chosen({{"prompt", "a fox"}, {"moderation", "low"}}).starts_with("bfl/"));
  CHECK(chosen({{"prompt", "a fox"}, {"outputFormat", "jpeg"}}).starts_with("bfl/"));
}

TEST_CASE_FIXTURE(UnsentWorld, "every shipped template is usable with every other model") {
  for (const char* model : {"google/gemini-3-pro-image", "bfl/flux-2-pro", "fal/flux-schnell"}) {
    for (const char* file : {"generate-clip-art-asset.yaml", "product-hero.yaml",
                             "text-to-image.yaml", "thumbnail-set.yaml", "image.yaml"}) {
      CAPTURE(model);
      CAPTURE(file);
      workflow = fakes::shipped(file);
      json given{{"prompt", "a fox"}};
      if (std::string_view(file).starts_with("generate")) given = fakes::prompt("a fox");
      if (std::string_view(file).starts_with("product")) given = {{"product", {{"name", "x"}}}};
      CHECK(refusal_of(given, {.models = {{"image", model}}}).empty());
    }
  }
}

TEST_CASE_FIXTURE(UnsentWorld, "a restored plan leaves out what its run left out") {
  const Plan made = plan({{"prompt", "a fox"}, {"model", "google/gemini-3-pro-image"}});
  const Plan again = make_plan(workflow, made.intake, catalogue,
                               {.models = {{"image", "google/gemini-3-pro-image"}},
                                .seed = 1,
                                .unsent = {{{"image", made.steps[0].unsent}}},
                                .today = "2026-11-21"});
  CHECK(names(again.steps[0]) == Names{"quality"});
}
