// What a loaded template holds, and what its identity depends on.
#include "corpus.hpp"
#include "kinds.hpp"

#include <limner/embedded.hpp>
#include <limner/error.hpp>
#include <limner/template.hpp>

#include <doctest/doctest.h>

#include <map>

using namespace limner;
using namespace limner::templates;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

Template loaded(const std::string& text) {
  return load_template({text, "t.yaml"}, fakes::kinds(), nullptr);
}

const std::string minimal = R"(schema: 1
id: t
steps:
  - {id: image, uses: image.generate, with: {model: a/b, prompt: x}}
)";

Template shipped(std::string_view name) {
  for (const EmbeddedFile& file : embedded_templates()) {
    if (file.name == name)
      return load_template({std::string(file.content), std::string(name)}, fakes::kinds(), nullptr);
  }
  throw std::logic_error("no such template");
}

}  // namespace

TEST_CASE("[S0.1] [S0.3] the clip-art template is shipped, and is of class visual") {
  const Template workflow = shipped("generate-clip-art-asset.yaml");
  CHECK(workflow.id == "generate-clip-art-asset");
  CHECK(workflow.version == "2026.11.21");
  CHECK(workflow.artifact_class == "visual");
  CHECK(workflow.review == Review::required);
  CHECK(workflow.max_cost == Money::parse("0.25"));
  CHECK(workflow.max_duration == 10min);
  CHECK(workflow.origin == "generate-clip-art-asset.yaml");
}

TEST_CASE("[S0.4] [S0.17] [S0.21] its steps stand in order, with models and conditions") {
  const Template workflow = shipped("generate-clip-art-asset.yaml");
  std::vector<std::string> names;
  for (const StepSpec& step : workflow.steps) names.push_back(step.name);
  CHECK(names == std::vector<std::string>{"prompt.resolve", "image.generate", "background.remove",
                                          "image.convert_webp.raw", "image.convert_webp.processed",
                                          "storage.upload_raw", "storage.upload_processed",
                                          "artifact.create"});
  const StepSpec& image = workflow.steps[1];
  CHECK(image.id == "image");
  CHECK(image.with["model"] == "openai/gpt-image-2");
  CHECK(image.with["count"] == 1);
  CHECK(image.charge == ChargeType::hosted);
  CHECK(image.timeout == 600s);
  CHECK(image.max_retries == 3);
  CHECK(image.on_failure == OnFailure::terminate);
  const StepSpec& cutout = workflow.steps[2];
  CHECK(cutout.with["model"] == "fal/birefnet-light");
  CHECK(cutout.condition == "${{ intake.runtime.backgroundRemovalEnabled }}");
}

TEST_CASE("[S0.8] [S0.9] [S0.10] its intake has the fields, choices and flags of the API") {
  const Template workflow = shipped("generate-clip-art-asset.yaml");
  REQUIRE(workflow.intake.size() == 4);
  CHECK(workflow.intake[1].path == std::vector<std::string>{"intent", "style"});
  CHECK(json(workflow.intake[1].choices) == json{"cartoon", "flat", "realistic", "watercolor"});
  CHECK(workflow.intake[1].default_value == "cartoon");
  CHECK(json(workflow.intake[2].choices) == json{"1:1", "4:3", "3:4", "16:9"});
  CHECK(workflow.intake[2].flag == "aspect-ratio");
  CHECK(workflow.intake[3].default_value == true);
  CHECK(workflow.intake[3].flag == "background-removal");
}

TEST_CASE("[S1.25] every shipped template loads, and begins with the line that editors look for") {
  CHECK(embedded_templates().size() >= 4);
  for (const EmbeddedFile& file : embedded_templates()) {
    CAPTURE(file.name);
    CHECK(shipped(file.name).id + ".yaml" == file.name);
    CHECK(file.content.starts_with("# yaml-language-server: $schema=../schema/template-1.json\n"));
  }
}

TEST_CASE("[S1.2] a step without id and name gets them from its kind") {
  const Template workflow = corpus::load(corpus::folder() / "good" / "steps-without-ids.yaml");
  CHECK(workflow.steps[0].id == "image_generate");
  CHECK(workflow.steps[1].id == "image_generate_2");
  CHECK(workflow.steps[0].name == "image.generate");
  CHECK(workflow.steps[1].name == "image.generate#2");
}

TEST_CASE("[S1.11] [S1.12] every setting of a step is read") {
  const Template workflow = corpus::load(corpus::folder() / "good" / "every-key.yaml");
  const StepSpec& step = workflow.steps.at(1);
  CHECK(step.name == "image.generate.first");
  CHECK(step.charge == ChargeType::personal);
  CHECK(step.on_failure == OnFailure::continue_run);
  CHECK(step.on_technical_failure == OnTechnicalFailure::fallback);
  CHECK(step.fallback == std::vector<std::string>{"openai/gpt-image-1", "fal/flux"});
  CHECK(step.timeout == 1h + 30min + 10s + 5ms);
  CHECK(step.max_retries == 3);
  CHECK_FALSE(step.cache);
  CHECK(workflow.review == Review::none);
  CHECK(workflow.max_duration == 250ms);
  REQUIRE(workflow.pricing);
  CHECK(workflow.pricing->credits == Credits::parse("180"));
  CHECK(workflow.pricing->refund_on_any_failure);
  CHECK(workflow.description == "Two lines that become one.");
}

TEST_CASE("values are typed by what is wanted: 007, no and 16:9 stay text") {
  const Template workflow =
      corpus::load(corpus::folder() / "good" / "words-that-look-like-numbers.yaml");
  CHECK(workflow.name == "007");
  CHECK(workflow.version == "1.10.0");
  CHECK(workflow.intake[0].default_value == "16:9");
  CHECK(json(workflow.intake[1].choices) == json{"no", "yes", "on", "off"});
  CHECK(workflow.intake[2].default_value == "007");
  CHECK(workflow.intake[3].default_value == "true");
  CHECK(workflow.steps[0].with["prompt"] == "12");
}

TEST_CASE("null removes a value, true and false are conditions") {
  const Template workflow = corpus::load(corpus::folder() / "good" / "nothing-given.yaml");
  CHECK_FALSE(workflow.steps[0].with.contains("size"));
  CHECK_FALSE(workflow.steps[0].charge);
  CHECK(workflow.steps[0].condition.empty());
  const Template conditions = corpus::load(corpus::folder() / "good" / "conditions.yaml");
  CHECK(is_true(expand(conditions.steps[0].condition, {})));
  CHECK_FALSE(is_true(expand(conditions.steps[1].condition, {})));
}

TEST_CASE("a template that extends another wins over it, step by step") {
  const Template workflow = corpus::load(corpus::folder() / "good" / "extends-minimal.yaml");
  CHECK(workflow.id == "finer");
  CHECK(workflow.name == "Named");
  REQUIRE(workflow.steps.size() == 2);
  CHECK(workflow.steps[0].with == json{{"model", "openai/gpt-image-2"},
                                       {"prompt", "a ${{ intake.style }} fox"},
                                       {"quality", "high"}});
  CHECK(workflow.steps[1].uses == "image.convert_webp");
  CHECK(workflow.intake[0].default_value == "round");
  CHECK(workflow.intake[0].choices.size() == 2);
  CHECK_FALSE(json::parse(workflow.canonical).contains("extends"));
}

TEST_CASE("templates that extend each other in a circle are refused, however long it is") {
  const TemplateFinder find = [](std::string_view name) -> std::optional<TemplateText> {
    const std::string next(name == "a" ? "b" : name == "b" ? "c" : "a");
    return TemplateText{"schema: 1\nid: x\nextends: " + next, std::string(name)};
  };
  const TemplateFinder endless = [](std::string_view name) -> std::optional<TemplateText> {
    return TemplateText{"schema: 1\nid: x\nextends: " + std::string(name) + "x", std::string(name)};
  };
  const auto refusal = [](const TemplateFinder& finder) -> std::string {
    try {
      load_template({"schema: 1\nid: x\nextends: a\n", "t"}, fakes::kinds(), finder);
      return "accepted";
    } catch (const Error& error) {
      return error.what();
    }
  };
  CHECK(refusal(find) == "this extends a in a cycle");
  CHECK(refusal(endless) == "more than 8 templates extend each other");
}

TEST_CASE("[B4] comments, key order, quotes and white space do not change the identity") {
  const Digest before = loaded(minimal).digest();
  CHECK(before == loaded(R"(# a comment
steps:
  - with:
      prompt: "x"   # another
      model: 'a/b'
    uses: image.generate

    id: image
id:   t
schema: 1
)")
                      .digest());
  CHECK(before == loaded(R"({"id": "t", "schema": 1, "steps": [{"id": "image",
    "uses": "image.generate", "with": {"prompt": "x", "model": "a/b"}}]})")
                      .digest());
}

TEST_CASE("a value, a step's place and a condition change the identity") {
  const Digest before = loaded(minimal).digest();
  CHECK(before != loaded(minimal + "    # no change\n  - {id: b, uses: image.generate, with: "
                                   "{model: a/b, prompt: x}}\n")
                      .digest());
  std::string other = minimal;
  other.replace(other.find("prompt: x"), 9, "prompt: y");
  CHECK(before != loaded(other).digest());
  other = minimal;
  other.replace(other.find("uses:"), 0, "if: true, ");
  CHECK(before != loaded(other).digest());
  CHECK(before != loaded("review: none\n" + minimal).digest());
  CHECK(before != loaded("tables: {t: {a: 1}}\n" + minimal).digest());
  CHECK(before != loaded("intake: {a: {type: string}}\n" + minimal).digest());
}

TEST_CASE("templates as large as allowed are checked") {
  std::string nameless = "schema: 1\nid: t\nsteps:\n";
  for (int i = 0; i < 6'000; ++i) nameless += "  - {uses: image.generate, with: {model: 1}}\n";
  std::string text = "schema: 1\nid: t\ntables:\n  t:\n";
  for (int i = 0; i < 10'000; ++i) text += "    k" + std::to_string(i) + ": x\n";
  text += "intake: {k: {type: string}}\nsteps:\n";
  for (int i = 0; i < 1'500; ++i)
    text += "  - {uses: image.generate, with: {model: a/b, prompt: \"${{ tables.t[intake.k] }} ${{ "
            "tables.t.k9999 }} ${{ steps.no.images }}\"}}\n";
  for (const std::string& hostile : {text, nameless}) CHECK_THROWS_AS(loaded(hostile), Error);
}

TEST_CASE("true and false have the same forms in a template as on the command line") {
  const Template workflow =
      loaded(minimal + "intake:\n  b: {type: boolean, required: no, default: Yes}\n"
                       "  n: {type: integer, default: 0x10}\n");
  CHECK(workflow.intake[0].default_value == true);
  CHECK_FALSE(workflow.intake[0].required);
  CHECK(workflow.intake[1].default_value == 16);
}

TEST_CASE("a key of a table is found in every Unicode form") {
  const Template workflow = loaded(minimal + "tables:\n  t: {café: espresso, cafe\u0301s: many}\n");
  const json scope{{"tables", workflow.tables}, {"intake", {{"k", "cafe\u0301"}, {"f", "ｃafés"}}}};
  CHECK(expand("${{ tables.t[intake.k] }}", scope) == "espresso");
  CHECK(expand("${{ tables.t[intake.f] }}", scope) == "many");
}

TEST_CASE("a number in a table is a number only if its spelling is kept") {
  const Template workflow = loaded(minimal + "tables:\n  t: {k: 1.10, o: 0o7, n: 0.5}\n");
  CHECK(workflow.tables.at("t") == json{{"k", "1.10"}, {"o", "0o7"}, {"n", 0.5}});
}
