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

TEST_CASE_FIXTURE(InputsFixture, "the same input is the same in every place and kind of file") {
  for (const auto& [name, text] : std::initializer_list<std::pair<const char*, const char*>>{
           {"a.yaml", "\xEF\xBB\xBFintent:\r\n  prompt: |\r\n    a fox\r\n    asleep\r\n"},
           {"b.yaml", "intent:\n  prompt: \"a fox\\nasleep\\n\"\n"},
           {"c.json", "\xEF\xBB\xBF{\"intent\"\r\n:{\"prompt\":\"a fox\\nasleep\\n\"}}"}}) {
    const std::string file_name(name);
    CAPTURE(file_name);
    CHECK(read(name, text, {.intake = name}).intake["intent"]["prompt"] == "a fox\nasleep\n");
  }
  write_file(home.path / "p.txt", as_bytes("\xEF\xBB\xBF"
                                           "a fox\r\nasleep\r\n"));
  CHECK(read("x", "", {.sets = {"intent.prompt=@p.txt"}}).intake["intent"]["prompt"] ==
        "a fox\nasleep");
}

TEST_CASE_FIXTURE(InputsFixture, "an input is set once, and is found in every Unicode form") {
  CHECK_THROWS_WITH_AS(read("x", "", {.sets = {"intent.style=flat", "intent.style=cartoon"}}),
                       "--set intent.style is given twice", Error);
  CHECK(read("x", "", {.sets = {"ｉntent.style=flat"}}).intake["intent"]["style"] == "flat");
  CHECK_THROWS_WITH_AS(
      read("x", "", {.sets = {std::string(900, 'x')}}),
      ("--set \"" + std::string(40, 'x') + "…\" (900 characters) is not of the form PATH=VALUE")
          .c_str(),
      Error);
  CHECK(parse_models({"ｂase=ｏpenai/x"}) ==
        std::map<std::string, std::string>{{"base", "openai/x"}});
}

TEST_CASE_FIXTURE(InputsFixture, "a value that cannot be read has its reason in the report") {
  const RunInputs given =
      read("in.yaml", "intent: {style: 7}\n",
           {.sets = {"runtime.backgroundRemovalEnabled=maybe"}, .intake = "in.yaml"});
  const std::vector<std::string> place{"intake", "runtime", "backgroundRemovalEnabled"};
  Error error(ErrorCode::invalid_intake, "x");
  error.with_problems({{.message = "y", .type = "bool_type", .loc = place}});
  const Error described = with_positions(error, given);
  CHECK(std::string(described.what()) ==
        "runtime.backgroundRemovalEnabled must be true or false, not \"maybe\"");
  CHECK(std::string(described.help()) == "write true or false");
  CHECK(described.problems().front().type == "bool_parsing");
  CHECK_FALSE(described.problems().front().mark.has_value());
}

TEST_CASE_FIXTURE(InputsFixture, "a request names its template by text") {
  for (const char* id : {"7", "null", "\"\"", "{}"}) {
    CAPTURE(std::string(id));
    CHECK_THROWS_WITH_AS(
        read("body.json", fmt::format("{{\"templateId\": {}}}", id), {.request = "body.json"}),
        "body.json has no \"templateId\"", Error);
  }
}
