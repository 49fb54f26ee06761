#include "app/run_inputs.hpp"

#include "app/template_lookup.hpp"
#include "unit/app/app_fixture.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

TEST_CASE("a tag needs a key and an equals sign, and is UTF-8") {
  using Tags = std::vector<std::pair<std::string, std::string>>;
  CHECK(parse_tags({"campaign=spring", "empty="}) == Tags{{"campaign", "spring"}, {"empty", ""}});
  for (const char* wrong : {"=", "a", "", "k=\xff", "k\xff=v"}) {
    CAPTURE(wrong);
    try {
      parse_tags({wrong});
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::usage);
    }
  }
}

namespace {

struct InputsFixture : AppFixture {
  RunInputs read(const std::string& file, const std::string& text, const RunInputOptions& options) {
    write_file(home.path / file, as_bytes(text));
    const ChosenWorkflow chosen{"clip", shipped_template("generate-clip-art-asset")};
    return read_run_inputs(context, chosen, options);
  }
  // Line and column of a problem with intent.style; 0:0: it has no place.
  std::string place_of_style(const RunInputs& inputs) {
    Error error(ErrorCode::invalid_intake, "x");
    error.with_problems({{.message = "x", .type = "enum", .loc = {"intake", "intent", "style"}}});
    const auto mark = with_positions(error, inputs).problems().front().mark.value_or(Mark());
    return fmt::format("{}:{}", mark.line, mark.column);
  }
};

}  // namespace

TEST_CASE_FIXTURE(InputsFixture, "a problem with a value has the place of that value in its file") {
  const std::string intake = "intent:\n  prompt: 1.10\n  style: 7\n";
  const RunInputs given = read("in.yaml", intake, {.intake = "in.yaml"});
  CHECK(given.intake["intent"]["prompt"] == "1.10");
  CHECK(place_of_style(given) == "3:10");
  CHECK(place_of_style(read("in.yaml", intake,
                            {.sets = {"intent.style=flat"}, .intake = "in.yaml"})) == "0:0");
  const std::string body =
      "{\"templateId\": \"generate-clip-art-asset\",\n \"intake\": {\"intent\": {\"style\": 7}}}";
  CHECK(place_of_style(read("body.json", body, {.request = "body.json"})) == "2:33");
}

TEST_CASE_FIXTURE(InputsFixture, "a request names its template by text") {
  for (const char* id : {"7", "null", "\"\"", "{}"}) {
    CAPTURE(std::string(id));
    CHECK_THROWS_WITH_AS(
        read("body.json", fmt::format("{{\"templateId\": {}}}", id), {.request = "body.json"}),
        "body.json has no \"templateId\"", Error);
  }
}
