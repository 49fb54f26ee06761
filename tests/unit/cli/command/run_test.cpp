#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// Buys nothing and makes nothing: what is left is the command line.
constexpr std::string_view words_template = R"(schema: 1
id: words
version: 1.2.3
name: Only words
review: none
intake:
  intent:
    prompt: {type: string, required: true, minLength: 1, flag: prompt, help: What it says}
    style: {type: string, enum: [cartoon, flat], default: cartoon, flag: style}
    count: {type: integer, default: 1, minimum: 1, maximum: 9, flag: count}
    tone: {type: string, nullable: true}
  runtime:
    loud: {type: boolean, default: true, flag: loud}
steps:
  - id: prompt
    uses: prompt.resolve
    with: {text: "${{ intake.intent.prompt }}"}
)";

struct WordsFixture : CliFixture {
  WordsFixture() { write("words.yaml", words_template); }

  CommandResult words(std::vector<std::string> more) {
    more.insert(more.begin(), {"run", "words.yaml"});
    return run(more);
  }
  // What the run was given.
  json intake(std::vector<std::string> more) {
    const CommandResult result = words(std::move(more));
    CAPTURE(result.err);
    REQUIRE(result.code == 0);
    const store::Records kept = records();
    return kept.run(kept.runs({.limit = 1}).at(0).id)->intake;
  }
};

}  // namespace

TEST_CASE("flags come from the template, typed by its fields [S0.7] [S0.10]") {
  WordsFixture cli;
  const json intake =
      cli.intake({"--prompt", "a fox", "--style", "flat", "--count=3", "--no-loud"});
  CHECK(intake["intent"]["prompt"] == "a fox");
  CHECK(intake["intent"]["style"] == "flat");
  CHECK(intake["intent"]["count"] == 3);
  CHECK(intake["intent"]["tone"].is_null());
  CHECK(intake["runtime"]["loud"] == false);
}

TEST_CASE("a template's flags may come before its name") {
  WordsFixture cli;
  CHECK(cli.run({"run", "--prompt", "a fox", "words.yaml"}).code == 0);
  CHECK(cli.run({"--prompt", "a fox", "--no-loud", "run", "words.yaml"}).code == 0);
}

TEST_CASE("a prompt arrives byte for byte [B14]") {
  for (const std::string prompt :
       {"it's \"100%\" $(rm) {{x}} 日本 🐿️", "--json", "-", "@file", "[a,b]", "{}",
        " spaces ", "run", "two\nlines", "${{ intake.intent.style }}", "%s%n", "="}) {
    WordsFixture cli;
    CAPTURE(prompt);
    CHECK(cli.intake({"--prompt", prompt})["intent"]["prompt"] == prompt);
    CHECK(cli.intake({"--prompt=" + prompt})["intent"]["prompt"] == prompt);
  }
}

TEST_CASE("all mistakes of an intake are reported at once as loc, msg and type [S4.12]") {
  WordsFixture cli;
  const CommandResult result = cli.words({"--style", "flatt", "--count", "many", "--json"});
  CHECK(result.code == 2);
  const json document = result.document();
  CHECK(document["error"]["code"] == "invalid_intake");
  std::set<std::string> places;
  for (const json& detail : document["detail"]) {
    CHECK(detail.contains("msg"));
    CHECK(detail.contains("type"));
    places.insert(detail["loc"].dump());
  }
  CHECK(places == std::set<std::string>{R"(["intake","intent","count"])",
                                        R"(["intake","intent","prompt"])",
                                        R"(["intake","intent","style"])"});
  CHECK(contains(result.err, "flat"));
  CHECK_FALSE(fs::exists(cli.store()));
}

TEST_CASE("--set takes a value, a file or stdin; --intake a whole object; flags win over files") {
  WordsFixture cli;
  cli.write("prompt.txt", "from a file\n");
  cli.write("intake.yaml", "intent: {prompt: from the intake, style: flat}\n");
  cli.typed = "from stdin\n";
  const auto prompt = [&](std::vector<std::string> more) {
    return cli.intake(std::move(more))["intent"]["prompt"];
  };
  CHECK(prompt({"--set", "intent.prompt=a=b"}) == "a=b");
  CHECK(prompt({"--set", "intent.prompt=@prompt.txt"}) == "from a file");
  CHECK(prompt({"--set", "intent.prompt=@-"}) == "from stdin");
  CHECK(prompt({"--intake", "intake.yaml"}) == "from the intake");
  CHECK(prompt({"--intake", "intake.yaml", "--prompt", "from the flag"}) == "from the flag");
  CHECK(prompt({"--intake", "intake.yaml", "--prompt", "x", "--set", "intent.prompt=last"}) ==
        "last");
  cli.typed = R"({"intent": {"prompt": "as JSON"}})";
  CHECK(prompt({"--intake", "-"}) == "as JSON");
}

TEST_CASE("an API request runs as it is [S0.15]") {
  WordsFixture cli;
  cli.write("request.json",
            R"({"templateId": "words.yaml", "intake": {"intent": {"prompt": "x"}}})");
  CHECK(cli.run({"run", "--request", "request.json"}).code == 0);
  CHECK(cli.run({"run", "words.yaml", "--request", "request.json"}).code == 0);
  cli.typed = R"({"templateId": "words.yaml", "intake": {"intent": {"prompt": "y"}}})";
  CHECK(cli.run({"run", "--request", "-"}).code == 0);
  CHECK(cli.records().runs({.limit = 1}).at(0).title == "y");
}

TEST_CASE("a command line that contradicts itself starts nothing") {
  WordsFixture cli;
  cli.write("request.json", R"({"templateId": "other", "intake": {}})");
  cli.write("extra.json", R"({"templateId": "words.yaml", "model": "x"})");
  cli.write("list.json", "[1]");
  for (const std::vector<std::string>& more :
       std::vector<std::vector<std::string>>{{"--request", "request.json"},
                                             {"--request", "extra.json"},
                                             {"--request", "x.json", "--intake", "y.json"},
                                             {"--intake", "-", "--set", "intent.prompt=@-"},
                                             {"--intake", "list.json"},
                                             {"--intake", "missing.json"},
                                             {"--set", "intent.prompt"},
                                             {"--set", "intent.promt=x"},
                                             {"--set", "=x"},
                                             {"--tag", "x", "--prompt", "x"},
                                             {"--seed", "x"},
                                             {"--take", "0"},
                                             {"--max-cost", "lots"},
                                             {"--model", "=x", "--prompt", "x"},
                                             {"--out", "words.yaml", "--prompt", "x"}}) {
    const CommandResult result = cli.words(more);
    CAPTURE(more.at(1));
    CAPTURE(result.err);
    CHECK(result.code == 2);
    CHECK(contains(result.err, "help: "));
  }
  CHECK_FALSE(fs::exists(cli.store() / "limner.db"));
}

TEST_CASE("stdin is read only where \"-\" asks for it [O8]") {
  WordsFixture cli;
  cli.typed = "not yours";
  CHECK(cli.words({"--prompt", "a fox"}).code == 0);
  std::istringstream in("not yours");
  CHECK(cli.intake({"--prompt", "a fox"})["intent"]["prompt"] == "a fox");
}

TEST_CASE("an unknown template is refused with the nearest one") {
  WordsFixture cli;
  std::filesystem::create_directories(cli.home.path / ".limner");
  cli.write("templates/portrait.yaml", words_template);
  const CommandResult result = cli.run({"run", "portrit", "--prompt", "x"});
  CHECK(result.code == 8);
  CHECK(contains(result.err, "did you mean \"portrait\"?"));
  CHECK(cli.run({"run", "no/such.yaml"}).code == 8);
}

TEST_CASE("NAME@VERSION must be the version that is there [S0.1]") {
  WordsFixture cli;
  std::filesystem::create_directories(cli.home.path / ".limner");
  cli.write("templates/words.yaml", words_template);
  CHECK(cli.run({"run", "words@1.2.3", "--prompt", "x"}).code == 0);
  const CommandResult result = cli.run({"run", "words@9", "--prompt", "x"});
  CHECK(result.code == 8);
  CHECK(contains(result.err, "words@1.2.3"));
}

TEST_CASE("--help shows the template's flags, defaults and allowed values") {
  WordsFixture cli;
  const CommandResult result = cli.words({"--help"});
  CHECK(result.code == 0);
  CHECK(contains(result.out, "Inputs of words"));
  CHECK(contains(result.out, "--prompt TEXT"));
  CHECK(contains(result.out, "What it says (required)"));
  CHECK(contains(result.out, "--style cartoon|flat"));
  CHECK(result.out.find("Inputs of words") < result.out.find("--seed"));
  CHECK(contains(result.out, "(default: cartoon)"));
  CHECK(contains(result.out, "--[no-]loud"));
}

TEST_CASE("a template cannot take a flag of limner run") {
  WordsFixture cli;
  std::string text(words_template);
  text.replace(text.find("flag: style"), 11, "flag: seed");
  cli.write("words.yaml", text);
  const CommandResult result = cli.words({"--prompt", "x"});
  CHECK(result.code == 2);
  CHECK(contains(result.err, "--seed"));
}

TEST_CASE("the result is one line on stdout, all else is on stderr [O1] [O2]") {
  CliFixture cli;
  cli.make_picture("a fox");
  const auto lines = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"run", "picture.yaml", "--prompt", "a fox", "--no-cache"});
    const CommandResult result = cli.run(more);
    CAPTURE(result.err);
    CHECK(result.code == 0);
    CHECK(contains(result.err, "is ready for review"));
    return result.out;
  };
  const std::string path = lines({});
  CHECK(path.starts_with((cli.store() / "artifacts").string()));
  CHECK(fs::exists(path.substr(0, path.size() - 1)));
  CHECK(lines({"--print", "url"}).starts_with("file://" + (cli.store() / "artifacts").string()));
  CHECK(lines({"--print", "id"}).starts_with("artifact-"));
  CHECK(lines({"--print", "none"}).empty());
}

TEST_CASE("-q leaves only the result") {
  CliFixture cli;
  cli.make_picture("a fox");
  const CommandResult result = cli.run({"run", "picture.yaml", "--prompt", "a fox", "-q"});
  CHECK(result.err.empty());
  CHECK(result.out.ends_with(".webp\n"));
}

TEST_CASE("--out gives a readable copy and prints where it is [B13]") {
  CliFixture cli;
  cli.make_picture("a fox");
  const CommandResult result =
      cli.run({"run", "picture.yaml", "--prompt", "A red fox", "--out", "out"});
  const fs::path path = result.out.substr(0, result.out.size() - 1);
  CHECK(path.parent_path() == cli.home.path / "out");
  CHECK(path.filename().string().starts_with("a-red-fox-"));
  CHECK(fs::exists(path));
}

TEST_CASE("--open starts the viewer with the picture") {
  CliFixture cli;
  cli.make_picture("a fox");
  const CommandResult result = cli.run({"run", "picture.yaml", "--prompt", "a fox", "--open"});
  REQUIRE(cli.launched.size() == 1);
  CHECK(cli.launched[0].back() + "\n" == result.out);
}

TEST_CASE("run --json has the documented keys [S0.27] [S0.31]") {
  CliFixture cli;
  const CommandResult result = cli.make_picture("a fox");
  CAPTURE(result.err);
  CHECK(result.code == 0);
  const auto document = nlohmann::ordered_json::parse(result.out);
  std::vector<std::string> keys;
  for (const auto& [key, value] : document.items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"id", "status", "artifactId", "durationMs", "totalCosts",
                                         "templateId", "requestId", "artifactIds", "credits",
                                         "reusedSteps", "inDoubt"});
  CHECK(document["status"] == "review");
}

TEST_CASE("--jsonl ends with the run and its exit code [O4]") {
  CliFixture cli;
  cli.make_picture("a fox");
  cli.reply = fakes::fails(ErrorCode::unsafe_image_request);
  const CommandResult result = cli.run({"run", "picture.yaml", "--prompt", "a hen", "--jsonl"});
  CHECK(result.code == 3);
  std::istringstream lines(result.out);
  std::string line, last;
  while (std::getline(lines, line)) {
    CHECK(json::parse(line).contains("event"));
    last = line;
  }
  const json end = json::parse(last);
  CHECK(end["event"] == "run.finished");
  CHECK(end["exitCode"] == 3);
  CHECK(end["status"] == "failed");
  CHECK(end["error"]["code"] == "unsafe_image_request");
}

TEST_CASE("a failed run is reported with reason, help and the exit code of the failure") {
  const std::vector<std::pair<ErrorCode, int>> cases = {{ErrorCode::unsafe_image_request, 3},
                                                        {ErrorCode::generation_failed, 3},
                                                        {ErrorCode::provider_unavailable, 75},
                                                        {ErrorCode::key_refused, 77}};
  for (const auto& [code, exit_code] : cases) {
    CliFixture cli;
    cli.reply = fakes::fails(code);
    const CommandResult result = cli.make_picture("a fox");
    CHECK(result.code == exit_code);
    CHECK(contains(result.err, "error: image.generate: scripted failure"));
    CHECK(contains(result.err, "help: "));
    CHECK(result.document()["status"] == "failed");
    CHECK(result.document()["error"]["code"] == traits(code).name);
  }
}

TEST_CASE("a run that went on past a failed step is partly done [X2]") {
  CliFixture cli;
  cli.make_picture("a fox");
  std::string text = read_file(cli.home.path / "picture.yaml");
  text.replace(text.find("  - id: image\n"), 14, "  - id: image\n    on_failure: continue\n");
  text = text.substr(0, text.find("  - id: webp")) + "output: {}\n";
  cli.write("partly.yaml", text);
  cli.reply = fakes::fails(ErrorCode::generation_failed);
  const CommandResult result = cli.run({"run", "partly.yaml", "--prompt", "a hen"});
  CAPTURE(result.err);
  CHECK((result.code == 4 || result.code == 3));
}

TEST_CASE("--dry-run on a fresh machine makes no store") {
  WordsFixture cli;
  CHECK(cli.words({"--prompt", "x", "--dry-run"}).code == 0);
  CHECK_FALSE(fs::exists(cli.store()));
}

TEST_CASE("--max-cost refuses what may cost more, before anything is written") {
  CliFixture cli;
  cli.make_picture("a fox");
  const auto runs = cli.records().runs({}).size();
  for (const bool dry : {true, false}) {
    std::vector<std::string> words = {"run", "picture.yaml", "--prompt",
                                      "x",   "--max-cost",   "0.000001"};
    if (dry) words.push_back("--dry-run");
    const CommandResult result = cli.run(words);
    CHECK(result.code == 5);
    CHECK(contains(result.err, "help: "));
  }
  CHECK(cli.records().runs({}).size() == runs);
}

TEST_CASE("missing keys are listed with where they were looked for, and nothing is sent") {
  CliFixture cli;
  cli.make_picture("a fox");
  cli.variables.erase("OPENAI_API_KEY");
  const auto runs = cli.records().runs({}).size();
  const CommandResult result = cli.run({"run", "picture.yaml", "--prompt", "a hen"});
  CHECK(result.code == 77);
  CHECK(contains(result.err, "error: 1 key is missing for picture"));
  CHECK(contains(result.err, "openai, for image.generate"));
  CHECK(contains(result.err, "not in OPENAI_API_KEY"));
  CHECK(contains(result.err, "limner run picture.yaml --offline --prompt \"a hen\""));
  CHECK(cli.records().runs({}).size() == runs);
}

TEST_CASE("[B4] a run that an earlier one has made needs no key") {
  CliFixture cli;
  cli.make_picture("a fox");
  cli.variables.erase("OPENAI_API_KEY");
  CHECK(cli.run({"run", "picture.yaml", "--prompt", "a fox"}).code == 0);
}

TEST_CASE("tags and the model's name reach the record") {
  CliFixture cli;
  cli.make_picture("a fox");
  const store::Records records = cli.records();
  const store::RunRow run = *records.run(records.runs({.limit = 1}).at(0).id);
  REQUIRE(run.tags.size() == 1);
  CHECK(run.tags[0] == std::pair<std::string, std::string>{"campaign", "spring"});
  const CommandResult result =
      cli.run({"run", "picture.yaml", "--prompt", "x", "--model", "image=no/such"});
  CHECK(result.code == 2);
}

TEST_CASE("credits that a run has taken are said, by the run and by runs show") {
  CliFixture cli;
  cli.run({"wallet", "topup", "main", "1000"});
  cli.make_picture("a fox");
  const CommandResult result = cli.run({"run", "picture.yaml", "--prompt", "an owl"});
  CHECK(contains(result.err, "paid with 50.0000 credits of wallet main\n"));
  CHECK(contains(cli.run({"runs", "show", "@last"}).out, "50.0000 credits of wallet main"));

  CliFixture personal;
  personal.make_picture("a fox");
  CHECK_FALSE(contains(personal.run({"run", "picture.yaml", "--prompt", "an owl"}).err, "credits"));
  CHECK_FALSE(contains(personal.run({"runs", "show", "@last"}).out, "credits "));
}
