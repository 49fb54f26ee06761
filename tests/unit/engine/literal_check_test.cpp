// Literals that every run would refuse are found with file, line and step.
#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::engine;

namespace {

std::vector<Problem> problems_of(const std::string& with, const std::string& before = "") {
  return unusable_literals(
      fakes::template_of("schema: 1\nid: one\n" + before +
                         "steps:\n  - id: raw\n    uses: image.generate\n    with:\n" + with),
      provider::Catalogue::built_in());
}

// The message and the line of the only problem.
std::string only_problem(const std::string& with, const std::string& before = "") {
  const std::vector<Problem> all = problems_of(with, before);
  if (all.size() != 1) return fmt::format("{} problems", all.size());
  REQUIRE(all[0].mark);
  return fmt::format("{}: {}", all[0].mark->line, all[0].message);
}

const std::string fox = "      prompt: a fox\n";
const std::string openai_fox = "      model: openai/gpt-image-2\n" + fox;

}  // namespace

TEST_CASE("every kind of literal that a run would refuse is found in its line [S1.20] [S1.21]") {
  CHECK(only_problem(openai_fox + "      size: 1000x1000\n").starts_with("9: step raw: openai/"));
  CHECK(only_problem(openai_fox + "      seed: 5\n")
            .starts_with("9: step raw: openai/gpt-image-2 "
                         "does not take seed 5"));
  CHECK(only_problem(fox + "      model: openai/gpt-imag-2\n") ==
        "8: step raw: unknown model \"openai/gpt-imag-2\"");
  CHECK(only_problem("      outputFormat: jpeg\n      background: transparent\n" + fox)
            .find("a JPEG cannot be transparent") != std::string::npos);
  CHECK(only_problem("      outputFormat: png\n      outputCompression: 5\n" + fox)
            .find("does not apply to PNG") != std::string::npos);
  CHECK(only_problem("      aspectRatio: auto\n      quality: hd\n" + fox)
            .find("aspectRatio auto with quality hd") != std::string::npos);
  CHECK(only_problem("      aspectRatio: \"1:1\"\n      size: 1024x1024\n" + fox)
            .find("both \"size\" and \"aspectRatio\"") != std::string::npos);
  CHECK(only_problem(fox + "      model: fal/flux-schnell\n      quality: low\n") ==
        "9: step raw: fal/flux-schnell does not take quality low; it takes size, count, background "
        "opaque, outputFormat png|jpeg, seed");
  CHECK(only_problem(openai_fox + "      size: 1024x1024\n") == "0 problems");
}

TEST_CASE("a bucket that no run could use is found") {
  const std::vector<Problem> all = unusable_literals(
      fakes::template_of("schema: 1\nid: one\nintake: {picture: {type: image}}\nsteps:\n"
                         "  - id: up\n    uses: storage.upload\n    with:\n"
                         "      input: \"${{ intake.picture }}\"\n      bucket: My/Bucket\n"),
      provider::Catalogue::built_in());
  REQUIRE(all.size() == 1);
  CHECK(all[0].mark->line == 9);
  CHECK(all[0].loc == std::vector<std::string>{"steps", "0", "with", "bucket"});
}

TEST_CASE("defaults of inputs and entries of tables are literals too") {
  const std::string intake =
      "intake:\n  model: {type: model, default: openai/gpt-image-9}\n  ratio: {type: string, enum: "
      "[wide, odd], default: wide}\n  size: {type: string, default: 100x100}\n";
  const std::string tables = "tables:\n  size: {wide: 1536x864, odd: 1000x1000}\n";
  CHECK(only_problem("      model: ${{ intake.model }}\n" + fox, intake) ==
        "4: step raw: unknown model \"openai/gpt-image-9\"");
  CHECK(only_problem(openai_fox + "      size: ${{ tables.size[intake.ratio] }}\n", intake + tables)
            .starts_with("8: step raw: openai/gpt-image-2: size 1000x1000"));
  CHECK(only_problem(openai_fox + "      size: ${{ intake.size }}\n", intake)
            .starts_with("6: step raw: openai/gpt-image-2: size 100x100"));
}

TEST_CASE_FIXTURE(fakes::World, "the refusal of a plan has the line of the literal") {
  workflow =
      fakes::template_of("schema: 1\nid: one\nsteps:\n  - id: raw\n    uses: image.generate\n"
                         "    with:\n" +
                         openai_fox + "      size: 1000x1000\n");
  try {
    plan(nlohmann::json::object());
    FAIL("not refused");
  } catch (const Error& error) {
    REQUIRE(error.problems().size() == 1);
    CHECK(error.problems()[0].mark->line == 9);
    CHECK(error.problems()[0].message.starts_with("step raw: openai/gpt-image-2: size 1000x1000"));
  }
}

TEST_CASE("the shipped templates have no such literal") {
  for (const EmbeddedFile& file : embedded_templates()) {
    CAPTURE(file.name);
    CHECK(unusable_literals(fakes::shipped(file.name), provider::Catalogue::built_in()).empty());
  }
}
