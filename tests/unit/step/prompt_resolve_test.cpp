#include "unit/step/step_fixture.hpp"

using namespace limner;
using namespace limner::step;

TEST_CASE("A prompt is tidied line by line and named by its digest [S0.19]") {
  StepFixture bench;
  bench.with = {{"contentType", "clip-art"},
                {"subject", "  a   fox "},
                {"text", "  A single  illustration,\tflat.\r\n\n\n Subject: a \"fox\" 🦊 \n"}};
  const auto values = bench.run("prompt.resolve").values;
  CHECK(values["text"] == "A single illustration, flat.\nSubject: a \"fox\" 🦊");
  CHECK(values["parts"]["contentType"] == "clip-art");
  CHECK(values["parts"]["subject"] == "a fox");
  CHECK(values["parts"]["lines"].size() == 2);
  CHECK(values["sha256"] == Digest::of(values["text"].get<std::string>()).hex());
}

TEST_CASE("Control characters and broken UTF-8 do not get into a prompt") {
  StepFixture bench;
  bench.with = {{"text", "a\x1b[31m\x07 fox\xff"}};
  CHECK(bench.run("prompt.resolve").values["text"] == "a[31m fox\uFFFD");
}

TEST_CASE("A prompt of 4000 characters stays whole") {
  StepFixture bench;
  const std::string text(4000, 'x');
  bench.with = {{"text", text}};
  CHECK(bench.run("prompt.resolve").values["text"] == text);
}

TEST_CASE("An empty prompt is refused") {
  StepFixture bench;
  bench.with = {{"text", " \n\t\x01"}};
  CHECK(bench.refusal("prompt.resolve") == "the prompt is empty");
  bench.with = {};
  CHECK(bench.refusal("prompt.resolve") == "prompt.resolve needs \"text\"");
}

TEST_CASE("Resolving a prompt needs nothing but its parameters") {
  CHECK(find_step_kind("prompt.resolve")->pure);
}
