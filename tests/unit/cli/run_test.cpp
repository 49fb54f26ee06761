#include "desk.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace limner;
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

struct WordsDesk : Desk {
  WordsDesk() { write("words.yaml", words_template); }

  Told words(std::vector<std::string> more) {
    more.insert(more.begin(), {"run", "words.yaml"});
    return run(more);
  }
  // What the run was given.
  json intake(std::vector<std::string> more) {
    const Told told = words(std::move(more));
    CAPTURE(told.err);
    REQUIRE(told.code == 0);
    const Records kept = records();
    return kept.run(kept.runs({.limit = 1}).at(0).id)->intake;
  }
};

}  // namespace

TEST_CASE("flags come from the template, typed by its fields [S0.7] [S0.10]") {
  WordsDesk desk;
  const json intake =
      desk.intake({"--prompt", "a fox", "--style", "flat", "--count=3", "--no-loud"});
  CHECK(intake["intent"]["prompt"] == "a fox");
  CHECK(intake["intent"]["style"] == "flat");
  CHECK(intake["intent"]["count"] == 3);
  CHECK(intake["intent"]["tone"].is_null());
  CHECK(intake["runtime"]["loud"] == false);
}

TEST_CASE("a template's flags may come before its name") {
  WordsDesk desk;
  CHECK(desk.run({"run", "--prompt", "a fox", "words.yaml"}).code == 0);
  CHECK(desk.run({"--prompt", "a fox", "--no-loud", "run", "words.yaml"}).code == 0);
}

TEST_CASE("a prompt arrives byte for byte [B14]") {
  for (const std::string prompt :
       {"it's \"100%\" $(rm) {{x}} 日本 🐿️", "--json", "-", "@file", "[a,b]", "{}",
        " spaces ", "run", "two\nlines", "${{ intake.intent.style }}", "%s%n", "="}) {
    WordsDesk desk;
    CAPTURE(prompt);
    CHECK(desk.intake({"--prompt", prompt})["intent"]["prompt"] == prompt);
    CHECK(desk.intake({"--prompt=" + prompt})["intent"]["prompt"] == prompt);
  }
}

TEST_CASE("all mistakes of an intake are reported at once as loc, msg and type [S4.12]") {
  WordsDesk desk;
  const Told told = desk.words({"--style", "flatt", "--count", "many", "--json"});
  CHECK(told.code == 2);
  const json document = told.document();
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
  CHECK(contains(told.err, "flat"));
  CHECK_FALSE(fs::exists(desk.store()));
}

TEST_CASE("--set takes a value, a file or stdin; --intake a whole object; flags win over files") {
  WordsDesk desk;
  desk.write("prompt.txt", "from a file\n");
  desk.write("intake.yaml", "intent: {prompt: from the intake, style: flat}\n");
  desk.typed = "from stdin\n";
  const auto prompt = [&](std::vector<std::string> more) {
    return desk.intake(std::move(more))["intent"]["prompt"];
  };
  CHECK(prompt({"--set", "intent.prompt=a=b"}) == "a=b");
  CHECK(prompt({"--set", "intent.prompt=@prompt.txt"}) == "from a file");
  CHECK(prompt({"--set", "intent.prompt=@-"}) == "from stdin");
  CHECK(prompt({"--intake", "intake.yaml"}) == "from the intake");
  CHECK(prompt({"--intake", "intake.yaml", "--prompt", "from the flag"}) == "from the flag");
  CHECK(prompt({"--intake", "intake.yaml", "--prompt", "x", "--set", "intent.prompt=last"}) ==
        "last");
  desk.typed = R"({"intent": {"prompt": "as JSON"}})";
  CHECK(prompt({"--intake", "-"}) == "as JSON");
}

TEST_CASE("an API request runs as it is [S0.15]") {
  WordsDesk desk;
  desk.write("request.json",
             R"({"templateId": "words.yaml", "intake": {"intent": {"prompt": "x"}}})");
  CHECK(desk.run({"run", "--request", "request.json"}).code == 0);
  CHECK(desk.run({"run", "words.yaml", "--request", "request.json"}).code == 0);
  desk.typed = R"({"templateId": "words.yaml", "intake": {"intent": {"prompt": "y"}}})";
  CHECK(desk.run({"run", "--request", "-"}).code == 0);
  CHECK(desk.records().runs({.limit = 1}).at(0).title == "y");
}

TEST_CASE("a command line that contradicts itself starts nothing") {
  WordsDesk desk;
  desk.write("request.json", R"({"templateId": "other", "intake": {}})");
  desk.write("extra.json", R"({"templateId": "words.yaml", "model": "x"})");
  desk.write("list.json", "[1]");
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
    const Told told = desk.words(more);
    CAPTURE(more.at(1));
    CAPTURE(told.err);
    CHECK(told.code == 2);
    CHECK(contains(told.err, "help: "));
  }
  CHECK_FALSE(fs::exists(desk.store() / "limner.db"));
}

TEST_CASE("stdin is read only where \"-\" asks for it [O8]") {
  WordsDesk desk;
  desk.typed = "not yours";
  CHECK(desk.words({"--prompt", "a fox"}).code == 0);
  std::istringstream in("not yours");
  CHECK(desk.intake({"--prompt", "a fox"})["intent"]["prompt"] == "a fox");
}

TEST_CASE("an unknown template is refused with the nearest one") {
  WordsDesk desk;
  std::filesystem::create_directories(desk.home.path / ".limner");
  desk.write("templates/portrait.yaml", words_template);
  const Told told = desk.run({"run", "portrit", "--prompt", "x"});
  CHECK(told.code == 8);
  CHECK(contains(told.err, "did you mean \"portrait\"?"));
  CHECK(desk.run({"run", "no/such.yaml"}).code == 8);
}

TEST_CASE("NAME@VERSION must be the version that is there [S0.1]") {
  WordsDesk desk;
  std::filesystem::create_directories(desk.home.path / ".limner");
  desk.write("templates/words.yaml", words_template);
  CHECK(desk.run({"run", "words@1.2.3", "--prompt", "x"}).code == 0);
  const Told told = desk.run({"run", "words@9", "--prompt", "x"});
  CHECK(told.code == 8);
  CHECK(contains(told.err, "words@1.2.3"));
}

TEST_CASE("--help shows the template's flags, defaults and allowed values") {
  WordsDesk desk;
  const Told told = desk.words({"--help"});
  CHECK(told.code == 0);
  CHECK(contains(told.out, "Inputs of words"));
  CHECK(contains(told.out, "--prompt TEXT"));
  CHECK(contains(told.out, "What it says (required)"));
  CHECK(contains(told.out, "--style cartoon|flat"));
  CHECK(told.out.find("Inputs of words") < told.out.find("--seed"));
  CHECK(contains(told.out, "(default: cartoon)"));
  CHECK(contains(told.out, "--[no-]loud"));
}

TEST_CASE("a template cannot take a flag of limner run") {
  WordsDesk desk;
  std::string text(words_template);
  text.replace(text.find("flag: style"), 11, "flag: seed");
  desk.write("words.yaml", text);
  const Told told = desk.words({"--prompt", "x"});
  CHECK(told.code == 2);
  CHECK(contains(told.err, "--seed"));
}

TEST_CASE("the result is one line on stdout, all else is on stderr [O1] [O2]") {
  Desk desk;
  desk.make_picture("a fox");
  const auto lines = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"run", "picture.yaml", "--prompt", "a fox"});
    const Told told = desk.run(more);
    CAPTURE(told.err);
    CHECK(told.code == 0);
    CHECK(contains(told.err, "is ready for review"));
    return told.out;
  };
  const std::string path = lines({});
  CHECK(path.starts_with((desk.store() / "artifacts").string()));
  CHECK(fs::exists(path.substr(0, path.size() - 1)));
  CHECK(lines({"--print", "url"}).starts_with("file://" + (desk.store() / "artifacts").string()));
  CHECK(lines({"--print", "id"}).starts_with("artifact-"));
  CHECK(lines({"--print", "none"}).empty());
}

TEST_CASE("-q leaves only the result") {
  Desk desk;
  desk.make_picture("a fox");
  const Told told = desk.run({"run", "picture.yaml", "--prompt", "a fox", "-q"});
  CHECK(told.err.empty());
  CHECK(told.out.ends_with(".webp\n"));
}

TEST_CASE("--out gives a readable copy and prints where it is [B13]") {
  Desk desk;
  desk.make_picture("a fox");
  const Told told = desk.run({"run", "picture.yaml", "--prompt", "A red fox", "--out", "out"});
  const fs::path path = told.out.substr(0, told.out.size() - 1);
  CHECK(path.parent_path() == desk.home.path / "out");
  CHECK(path.filename().string().starts_with("a-red-fox-"));
  CHECK(fs::exists(path));
}

TEST_CASE("--open starts the viewer with the picture") {
  Desk desk;
  desk.make_picture("a fox");
  const Told told = desk.run({"run", "picture.yaml", "--prompt", "a fox", "--open"});
  REQUIRE(desk.launched.size() == 1);
  CHECK(desk.launched[0].back() + "\n" == told.out);
}

TEST_CASE("run --json has the documented keys [S0.27] [S0.31]") {
  Desk desk;
  const Told told = desk.make_picture("a fox");
  CAPTURE(told.err);
  CHECK(told.code == 0);
  const auto document = nlohmann::ordered_json::parse(told.out);
  std::vector<std::string> keys;
  for (const auto& [key, value] : document.items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"id", "status", "artifactId", "durationMs", "totalCosts",
                                         "templateId", "requestId", "artifactIds", "credits",
                                         "reusedSteps", "inDoubt"});
  CHECK(document["status"] == "review");
}

TEST_CASE("--jsonl ends with the run and its exit code [O4]") {
  Desk desk;
  desk.make_picture("a fox");
  desk.reply = fakes::fails(ErrorCode::unsafe_image_request);
  const Told told = desk.run({"run", "picture.yaml", "--prompt", "a fox", "--jsonl"});
  CHECK(told.code == 3);
  std::istringstream lines(told.out);
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

TEST_CASE("a failed run is told with its reason, what to do, and the exit code of the failure") {
  const std::vector<std::pair<ErrorCode, int>> cases = {{ErrorCode::unsafe_image_request, 3},
                                                        {ErrorCode::generation_failed, 3},
                                                        {ErrorCode::provider_unavailable, 75},
                                                        {ErrorCode::key_refused, 77}};
  for (const auto& [code, exit_code] : cases) {
    Desk desk;
    desk.reply = fakes::fails(code);
    const Told told = desk.make_picture("a fox");
    CHECK(told.code == exit_code);
    CHECK(contains(told.err, "error: image.generate: scripted failure"));
    CHECK(contains(told.err, "help: "));
    CHECK(told.document()["status"] == "failed");
    CHECK(told.document()["error"]["code"] == traits(code).name);
  }
}

TEST_CASE("a run that went on past a failed step is partly done [X2]") {
  Desk desk;
  desk.make_picture("a fox");
  std::string text = read_file(desk.home.path / "picture.yaml");
  text.replace(text.find("  - id: image\n"), 14, "  - id: image\n    on_failure: continue\n");
  text = text.substr(0, text.find("  - id: webp")) + "output: {}\n";
  desk.write("partly.yaml", text);
  desk.reply = fakes::fails(ErrorCode::generation_failed);
  const Told told = desk.run({"run", "partly.yaml", "--prompt", "a fox"});
  CAPTURE(told.err);
  CHECK((told.code == 4 || told.code == 3));
}

TEST_CASE("--dry-run on a fresh machine makes no store") {
  WordsDesk desk;
  CHECK(desk.words({"--prompt", "x", "--dry-run"}).code == 0);
  CHECK_FALSE(fs::exists(desk.store()));
}

TEST_CASE("--max-cost refuses what may cost more, before anything is written") {
  Desk desk;
  desk.make_picture("a fox");
  const auto runs = desk.records().runs({}).size();
  for (const bool dry : {true, false}) {
    std::vector<std::string> words = {"run", "picture.yaml", "--prompt",
                                      "x",   "--max-cost",   "0.000001"};
    if (dry) words.push_back("--dry-run");
    const Told told = desk.run(words);
    CHECK(told.code == 5);
    CHECK(contains(told.err, "help: "));
  }
  CHECK(desk.records().runs({}).size() == runs);
}

TEST_CASE("missing keys are listed with where they were looked for, and nothing is sent") {
  Desk desk;
  desk.make_picture("a fox");
  desk.variables.erase("OPENAI_API_KEY");
  const auto runs = desk.records().runs({}).size();
  const Told told = desk.run({"run", "picture.yaml", "--prompt", "a fox"});
  CHECK(told.code == 77);
  CHECK(contains(told.err, "error: 1 key is missing for picture"));
  CHECK(contains(told.err, "openai, for image.generate"));
  CHECK(contains(told.err, "not in OPENAI_API_KEY"));
  CHECK(contains(told.err, "limner run picture.yaml --offline --prompt \"a fox\""));
  CHECK(desk.records().runs({}).size() == runs);
}

TEST_CASE("tags and the model's name reach the record") {
  Desk desk;
  desk.make_picture("a fox");
  const Records records = desk.records();
  const RunRow run = *records.run(records.runs({.limit = 1}).at(0).id);
  REQUIRE(run.tags.size() == 1);
  CHECK(run.tags[0] == std::pair<std::string, std::string>{"campaign", "spring"});
  const Told told = desk.run({"run", "picture.yaml", "--prompt", "x", "--model", "image=no/such"});
  CHECK(told.code == 2);
}

TEST_CASE("credits that a run has taken are said, by the run and by runs show") {
  Desk desk;
  desk.run({"wallet", "topup", "main", "1000"});
  desk.make_picture("a fox");
  const Told told = desk.run({"run", "picture.yaml", "--prompt", "an owl"});
  CHECK(contains(told.err, "paid with 50.0000 credits of wallet main\n"));
  CHECK(contains(desk.run({"runs", "show", "@last"}).out, "50.0000 credits of wallet main"));

  Desk personal;
  personal.make_picture("a fox");
  CHECK_FALSE(contains(personal.run({"run", "picture.yaml", "--prompt", "an owl"}).err, "credits"));
  CHECK_FALSE(contains(personal.run({"runs", "show", "@last"}).out, "credits "));
}
