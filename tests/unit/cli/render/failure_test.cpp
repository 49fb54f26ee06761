#include "cli/render/failure.hpp"

#include "app/report/json_output.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace limner;
using namespace limner::cli;

namespace {

std::string result(const Error& error) {
  std::ostringstream text;
  const Output output{text};
  return failure_text(error, output);
}

Problem problem_at(int column, int length, std::string excerpt, std::string help = "") {
  return {.message = "unknown step kind \"image.genrate\"",
          .type = "enum",
          .mark = Mark{"hero.yaml", 9, column, length, std::move(excerpt)},
          .help = std::move(help)};
}

Error one(Problem problem) {
  return Error(ErrorCode::invalid_template, "hero.yaml has 1 problem")
      .with_problems({std::move(problem)})
      .with_help("limner help templates");
}

}  // namespace

TEST_CASE("a problem shows its line with a caret under what is wrong [E1]") {
  CHECK(result(one(
            problem_at(11, 13, "    uses: image.genrate", "did you mean \"image.generate\"?"))) ==
        "error: unknown step kind \"image.genrate\"\n"
        "  --> hero.yaml:9:11\n"
        " 9 |     uses: image.genrate\n"
        "   |           ^^^^^^^^^^^^^ did you mean \"image.generate\"?\n"
        "help: limner help templates\n");
}

TEST_CASE("the caret stands right below wide letters and after control characters") {
  const std::string text = result(one(problem_at(5, 2, "日本\t: 狐x")));
  CHECK(text.find(" 9 | 日本 : 狐x\n   |       ^") != std::string::npos);
}

TEST_CASE("a long line is shown around its place, no wider than a screen") {
  const std::string line = std::string(300, 'a') + "HERE" + std::string(300, 'b');
  const std::string text = result(one(problem_at(301, 4, line)));
  CHECK(text.find("aaaHEREbbb") != std::string::npos);
  std::istringstream lines(text);
  std::string excerpt, carets;
  while (std::getline(lines, excerpt) && excerpt.find("HERE") == std::string::npos) {
  }
  std::getline(lines, carets);
  CHECK(excerpt.size() <= 80);
  CHECK(carets.find("^^^^") == excerpt.find("HERE"));
}

TEST_CASE("help that does not fit behind the caret goes below it") {
  const std::string help(70, 'h');
  const std::string text = result(one(problem_at(11, 13, "    uses: image.genrate", help)));
  CHECK(text.find("^^^^\n   = " + help) != std::string::npos);
}

TEST_CASE("at most twenty problems are shown, and how many more there are") {
  std::vector<Problem> many(23, problem_at(1, 1, "x"));
  const std::string text =
      result(Error(ErrorCode::invalid_template, "hero.yaml has 23 problems").with_problems(many));
  std::size_t shown = 0;
  for (std::size_t at = 0; (at = text.find("-->", at)) != std::string::npos; ++at) ++shown;
  CHECK(shown == 20);
  CHECK(text.find("and 3 more; all of them: limner templates check hero.yaml\n") !=
        std::string::npos);
  CHECK(text.find("error: hero.yaml has 23 problems\n") != std::string::npos);
}

TEST_CASE("problems without a place are listed under one headline") {
  CHECK(result(Error(ErrorCode::invalid_intake, "2 inputs are wrong")
                   .with_problems(
                       {{.message = "intent.prompt is missing"},
                        {.message = "intent.style is \"flatt\"", .help = "did you mean \"flat\"?"}})
                   .with_help("limner run x --help")) ==
        "error: 2 inputs are wrong\n"
        "  intent.prompt is missing\n"
        "  intent.style is \"flatt\": did you mean \"flat\"?\n"
        "help: limner run x --help\n");
}

TEST_CASE("a single problem is not said twice") {
  CHECK(
      result(Error(ErrorCode::invalid_intake, "intent.prompt is required")
                 .with_problems({{.message = "intent.prompt is required", .help = "add --prompt"}})
                 .with_help("limner run x --help")) ==
      "error: intent.prompt is required\nhelp: add --prompt\n");
  CHECK(result(Error(ErrorCode::invalid_template, "1 problem")
                   .with_problems({problem_at(1, 1, "x", "did you mean y?")})
                   .with_help("did you mean y?"))
            .find("help:") == std::string::npos);
}

TEST_CASE("what came from outside cannot move the cursor [O7]") {
  const std::string text =
      result(Error(ErrorCode::usage, "no \"{}\"", "\x1b]0;x\a\n::stop").with_help("a\rb"));
  CHECK(text == "error: no \" ::stop\"\nhelp: a b\n");
}

TEST_CASE("without UTF-8 messages and help are ASCII, and the quoted line is as it was [P8]") {
  CHECK(result(Error(ErrorCode::invalid_intake, "2 inputs are wrong → see below")
                   .with_problems({{.message = "prompt is missing…", .help = "add --prompt …"},
                                   {.message = "style is missing", .help = "add --style …"}})
                   .with_help("limner run … --help")) ==
        "error: 2 inputs are wrong -> see below\n"
        "  prompt is missing...: add --prompt ...\n"
        "  style is missing: add --style ...\n"
        "help: limner run ... --help\n");
  const std::string text = result(one(problem_at(3, 1, "…: x", "write {a: …}")));
  CHECK(text.find(" 9 | …: x\n   |   ^ write {a: ...}\n") != std::string::npos);
}

TEST_CASE("an unknown charge is reported") {
  CHECK(result(Error(ErrorCode::in_doubt, "no answer").with_charged(Charged::unknown))
            .find("unknown whether this was charged") != std::string::npos);
}

TEST_CASE("the JSON of a failure has the documented keys, detail at both places [S4.12]") {
  const auto document = app::failure_document(
      Error(ErrorCode::invalid_intake, "wrong")
          .with_problems({{.message = "is missing", .type = "missing", .loc = {"intake", "a"}}}));
  std::vector<std::string> keys;
  for (const auto& [key, value] : document["error"].items()) keys.push_back(key);
  CHECK(keys ==
        std::vector<std::string>{"code", "message", "recovery", "retryable", "charged", "detail"});
  CHECK(document["error"]["code"] == "invalid_intake");
  CHECK(document["error"]["charged"] == "no");
  CHECK(document["detail"] == document["error"]["detail"]);
  CHECK(document["detail"][0]["loc"] == nlohmann::ordered_json({"intake", "a"}));
  CHECK(document["detail"][0]["msg"] == "is missing");
  CHECK(document["detail"][0]["type"] == "missing");
}

TEST_CASE("the JSON of a failure without problems has no detail at the top") {
  CHECK_FALSE(app::failure_document(Error(ErrorCode::usage, "x")).contains("detail"));
}

TEST_CASE("a failure says whether it was charged [S3.17]") {
  const auto charge_line = [](Charged charged, FailureOf of) {
    Error error(ErrorCode::generation_failed, "no picture");
    error.with_charged(charged).with_help("try again");
    std::ostringstream text;
    const Output output{text};
    const std::string words = failure_text(error, output, of);
    const std::size_t begin = words.find('\n') + 1;
    return words.substr(begin, words.find("help:") - begin);
  };
  for (const FailureOf of : {FailureOf::command, FailureOf::paid_call}) {
    CHECK(charge_line(Charged::yes, of) == "this was charged\n");
    CHECK(charge_line(Charged::unknown, of) == "it is unknown whether this was charged\n");
  }
  CHECK(charge_line(Charged::no, FailureOf::paid_call) == "this was not charged\n");
  CHECK(charge_line(Charged::no, FailureOf::command).empty());
}
