#include "app/csv.hpp"
#include "unit/cli/batch_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::cli;
using nlohmann::json;

namespace {

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

}  // namespace

TEST_CASE("[B4] each row is a run, and the same file again pays for nothing") {
  BatchFixture cli;
  const CommandResult first = cli.run_rows("prompt,style\na fox,flat\nan owl,\na hen,cartoon\n");
  CHECK(first.code == 0);
  CHECK(lines_of(first.out) == 3);
  CHECK(contains(first.err, "3 rows of p.csv"));
  CHECK(contains(first.err, ": 3 made   "));
  CHECK(cli.asked == std::vector<std::string>{"flat a fox", "cartoon an owl", "cartoon a hen"});
  const CommandResult again = cli.run_rows("prompt,style\na fox,flat\nan owl,\na hen,cartoon\n");
  CHECK(again.code == 0);
  CHECK(again.out == first.out);
  CHECK(contains(again.err, "0 made, 3 done before"));
  CHECK(cli.asked.size() == 3);
  CHECK(cli.counts()["succeeded"] == 3);
  CHECK(cli.run({"ledger", "check"}).code == 0);
}

TEST_CASE("[B5] rows that were added or changed are made, whatever their order and their tags") {
  BatchFixture cli;
  cli.run_rows("prompt\na fox\nan owl\n", {"--tag", "a=1"});
  const CommandResult more = cli.run_rows("prompt\nan owl\na hen\na red fox\n", {"--tag", "a=2"});
  CHECK(contains(more.err, "2 made, 1 done before"));
  CHECK(cli.asked.size() == 4);
  CHECK(cli.counts()["rows"] == 4);
  cli.run_rows("prompt\na fox\n", {"--take", "2"});  // another picture
  CHECK(cli.asked.size() == 5);
}

TEST_CASE("[B3] [X2] a bad row does not end a batch, which exits with 4, and resume makes what is "
          "missing") {
  BatchFixture cli;
  cli.fail("owl", ErrorCode::generation_failed);
  const CommandResult result = cli.run_rows("prompt\na fox\nan owl\na hen\n");
  CHECK(result.code == 4);
  CHECK(lines_of(result.out) == 2);
  CHECK(contains(result.err, "line 3  an owl: "));
  CHECK(contains(result.err, "2 made, 1 failed"));
  CHECK(contains(result.err, "continue: limner resume"));
  cli.failures.clear();
  const CommandResult resumed = cli.run({"resume", "-j", "1"});
  CHECK(resumed.code == 0);
  CHECK(contains(resumed.err, "1 made, 2 done before"));
  CHECK(cli.asked.size() == 4);
  CHECK(cli.counts()["succeeded"] == 3);
  CHECK(cli.run({"resume"}).code == 0);
  CHECK(cli.asked.size() == 4);
}

TEST_CASE("a row that must not be repeated is left, and why is said") {
  BatchFixture cli;
  cli.fail("owl", ErrorCode::unsafe_image_request);
  cli.run_rows("prompt\na fox\nan owl\n");
  const CommandResult again = cli.run_rows("prompt\na fox\nan owl\n");
  CHECK(again.code == 4);
  CHECK(contains(again.err, "was refused because of its prompt"));
  CHECK(cli.asked.size() == 2);
}

TEST_CASE("[B3] a refused key ends a batch with 77, and the other rows stay queued") {
  BatchFixture cli;
  cli.fail("owl", ErrorCode::key_refused);
  const CommandResult result = cli.run_rows("prompt\na fox\nan owl\na hen\na cow\n");
  CHECK(result.code == 77);
  CHECK(contains(result.err, "1 made, 1 failed, 2 not started"));
  CHECK(cli.asked.size() == 2);
  CHECK(cli.counts()["queued"] == 2);
  cli.failures.clear();
  CHECK(cli.run({"resume", "-j", "1"}).code == 0);
  CHECK(cli.asked.size() == 5);
  CHECK(cli.counts()["succeeded"] == 4);
}

TEST_CASE("[B3] a provider that is down ends a batch after five rows, with 75") {
  BatchFixture cli;
  cli.fail("a", ErrorCode::provider_unavailable, Billing::unbilled_error);
  const CommandResult result = cli.run_rows("prompt\na1\na2\na3\na4\na5\na6\na7\n");
  CHECK(result.code == 75);
  CHECK(cli.counts()["failed"] == 5);
  CHECK(cli.counts()["queued"] == 2);
}

TEST_CASE("[S4.11] --max-cost is for all rows together, and resume continues with a higher one") {
  BatchFixture cli;
  const CommandResult result =
      cli.run_rows("prompt\na fox\nan owl\na hen\na cow\n", {"--max-cost", "0.012"});
  CHECK(result.code == 5);
  CHECK(cli.asked.size() == 2);
  CHECK(contains(result.err, "limner resume"));
  CHECK(cli.run({"resume", "-j", "1"}).code == 5);
  CHECK(cli.asked.size() == 2);
  CHECK(cli.run({"resume", "-j", "1", "--max-cost", "1"}).code == 0);
  CHECK(cli.asked.size() == 4);
  CHECK(cli.run({"ledger", "check"}).code == 0);
}

TEST_CASE("[B3] nothing starts when a row is wrong, and --skip-invalid leaves it out") {
  BatchFixture cli;
  const std::string rows = "prompt,style\na fox,flat\n,flat\na hen,flatt\n";
  const CommandResult refused = cli.run_rows(rows);
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "p.csv:3:1"));
  CHECK(contains(refused.err, "p.csv:4:7"));
  CHECK(contains(refused.err, "2 of 3 rows of p.csv are wrong"));
  CHECK(cli.asked.empty());
  CHECK(cli.run({"batch", "ls"}).out.empty());
  const CommandResult rest = cli.run_rows(rows, {"--skip-invalid"});
  CHECK(rest.code == 0);
  CHECK(contains(rest.err, "warning: left out 2 rows"));
  CHECK(cli.asked == std::vector<std::string>{"flat a fox"});
}

TEST_CASE(
    "which failures count is chosen by --fail-on, and how many are accepted by --max-failures") {
  const auto code = [](std::vector<std::string> more, std::string_view rows) {
    BatchFixture cli;
    cli.fail("bad", ErrorCode::generation_failed);
    return cli.run_rows(rows, std::move(more)).code;
  };
  const std::string_view some = "prompt\nbad 1\na fox\nbad 2\nbad 3\n",
                         all = "prompt\nbad 1\nbad 2\n";
  CHECK(code({}, some) == 4);
  CHECK(code({}, all) == 3);
  CHECK(code({"--fail-on", "all"}, some) == 0);
  CHECK(code({"--fail-on", "all"}, all) == 3);
  CHECK(code({"--fail-on", "never"}, all) == 0);
  CHECK(code({"--max-failures", "1"}, some) == 4);
  CHECK(code({"--max-failures", "50%", "--fail-on", "never"}, some) == 4);
  CHECK(code({"--max-failures", "x"}, some) == 2);
  CHECK(code({"--jobs", "0"}, some) == 2);
  CHECK(code({"--max-cost", "-1"}, some) == 2);
  BatchFixture cli;
  cli.fail("bad", ErrorCode::generation_failed);
  cli.run_rows(some, {"--max-failures", "1"});
  CHECK(cli.counts()["queued"] == 1);
}

TEST_CASE("[B1] --dry-run prices all rows, and writes and sends nothing") {
  BatchFixture cli;
  const CommandResult result = cli.run_rows("prompt\na fox\nan owl\n", {"--dry-run"});
  CHECK(result.code == 0);
  CHECK(contains(result.out, "2 rows of p.csv, at most $0.01"));
  CHECK_FALSE(std::filesystem::exists(cli.store()));
  const json plan = cli.run_rows("prompt\na fox\nan owl\n", {"--dry-run", "--json"}).document();
  CHECK(plan["rows"] == 2);
  CHECK(plan["status"] == "planned");
}

TEST_CASE("[B2] what may cost more than confirm_usd is confirmed, or has a limit") {
  BatchFixture cli;
  std::string rows = "prompt\n";
  for (int row = 0; row < 200; ++row) rows += fmt::format("fox {}\n", row);
  const CommandResult refused = cli.run_rows(rows);
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "this may cost up to $1."));
  CHECK(contains(refused.err, "--max-cost"));
  cli.terminal = true;
  cli.typed = "n\n";
  CHECK(cli.run_rows(rows).code == 130);
  CHECK(cli.asked.empty());
  cli.variables["LIMNER_CONFIRM_USD"] = "5";
  CHECK(cli.run_rows("prompt\na fox\n").code == 0);
  cli.terminal = false;
  CHECK(cli.run_rows(rows, {"--limit", "3"}).code == 0);
  CHECK(cli.run_rows(rows, {"--limit", "4", "--yes"}).code == 0);
  CHECK(cli.asked.size() == 5);
  cli.variables.erase("LIMNER_CONFIRM_USD");
  CHECK(cli.run_rows(rows, {"--yes"}).code == 0);
  CHECK(cli.run_rows(rows).code == 0);  // all are made: nothing to confirm
  CHECK(contains(cli.run_rows(rows, {"--dry-run"}).out, "at most $0.00"));
}

TEST_CASE("files are named by columns, and two rows must not have the same name") {
  BatchFixture cli;
  const std::string rows = "prompt,file\na fox,fox.png\nan owl,owl.png\n";
  const CommandResult result = cli.run_rows(rows, {"--out", "out", "--name", "{row.file}"});
  CHECK(result.code == 0);
  CHECK(std::filesystem::exists(cli.home.path / "out/fox.png"));
  CHECK(std::filesystem::exists(cli.home.path / "out/owl.png"));
  std::filesystem::remove(cli.home.path / "out/owl.png");
  CHECK(cli.run_rows(rows, {"--out", "out", "--name", "{row.file}"}).code == 0);
  CHECK(std::filesystem::exists(cli.home.path / "out/owl.png"));
  CHECK(cli.asked.size() == 2);
  const CommandResult same = cli.run_rows("prompt,file\na cow,x.png\na hen,x.png\n",
                                          {"--out", "out", "--name", "{row.file}"});
  CHECK(same.code == 2);
  CHECK(contains(same.err, "lines 2 and 3 have the same file name x.png"));
  cli.write("out/mine.png", "mine");
  const CommandResult taken =
      cli.run_rows("prompt,file\na cow,mine.png\n", {"--out", "out", "--name", "{row.file}"});
  CHECK(taken.code == 2);
  CHECK(contains(taken.err, "mine.png already exists"));
  CHECK(cli.asked.size() == 2);
}

TEST_CASE("the last line of --jsonl has the exit code and the counts") {
  BatchFixture cli;
  cli.fail("owl", ErrorCode::generation_failed);
  const CommandResult result = cli.run_rows("prompt\na fox\nan owl\n", {"--jsonl"});
  CHECK(result.code == 4);
  std::istringstream lines(result.out);
  std::string line;
  std::vector<json> events;
  while (std::getline(lines, line)) events.push_back(json::parse(line));
  const json& last = events.back();
  CHECK(last["event"] == "batch.finished");
  CHECK(last["exitCode"] == 4);
  CHECK(last["counts"]["succeeded"] == 1);
  CHECK(last["counts"]["failed"] == 1);
  const auto ends = std::ranges::count_if(
      events, [](const json& event) { return event["event"] == "row.finished"; });
  CHECK(ends == 2);
  CHECK(std::ranges::all_of(events, [&](const json& event) {
    return event.value("batchId", event.value("id", "")) == last["id"];
  }));
}

TEST_CASE("--junit and --csv have each row once, also when the batch ends early") {
  BatchFixture cli;
  cli.fail("owl", ErrorCode::generation_failed);
  cli.fail("hen", ErrorCode::key_refused);
  const CommandResult result =
      cli.run_rows("prompt,note\na fox,x\nan owl,=1\na hen,\na cow,\n",
                   {"--junit", "rows.xml", "--csv", "rows.csv", "--map", "note=-", "--out", "out"});
  CHECK(result.code == 77);
  const std::string junit = read_file(cli.home.path / "rows.xml");
  CHECK(contains(junit, "tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\""));
  CHECK(contains(junit, "testcase name=\"a fox\" classname=\"picture\""));
  const std::vector<app::CsvRow> rows = app::parse_csv(read_file(cli.home.path / "rows.csv"), "t");
  REQUIRE(rows.size() == 5);
  CHECK(rows[1].cells[3] == "review");
  CHECK(rows[1].cells[5] == result.out.substr(0, result.out.find('\n')));
  CHECK(rows[1].cells[6] == "0.004");
  CHECK(rows[1].cells[9] == "no");
  CHECK(rows[2].cells[10] == "generation_failed");
  CHECK(rows[2].cells[13] == "'=1");
  CHECK(rows[4].cells[3] == "queued");
  cli.failures.clear();
  CHECK(cli.run({"resume", "-j", "1", "--junit", "rows.xml", "--csv", "rows.csv"}).code == 0);
  const std::vector<app::CsvRow> all = app::parse_csv(read_file(cli.home.path / "rows.csv"), "t");
  CHECK(all[1].cells[9] == "yes");
  CHECK(all[2].cells[9] == "no");
  CHECK(all[2].cells[12] == "'=1");  // note, prompt
  CHECK(
      contains(read_file(cli.home.path / "rows.xml"), "failures=\"0\" errors=\"0\" skipped=\"0\""));
}

TEST_CASE("a report that cannot be written is refused before anything is paid") {
  BatchFixture cli;
  for (const std::string flag : {"--junit", "--csv", "--log-file"}) {
    for (const std::string file : {"missing/rows", ".", "-"}) {
      CAPTURE(flag);
      CAPTURE(file);
      const CommandResult result = cli.run_rows("prompt\na fox\n", {flag, file});
      CHECK(result.code == 2);
      CHECK(contains(result.err, flag));
    }
  }
  CHECK(cli.asked.empty());
  CHECK_FALSE(std::filesystem::exists(cli.store()));
}

TEST_CASE("[O4] --log-file has the lines of --jsonl, whatever the terminal shows") {
  BatchFixture cli;
  const CommandResult result =
      cli.run_rows("prompt\na fox\nan owl\n", {"--jsonl", "--log-file", "log.jsonl"});
  CHECK(read_file(cli.home.path / "log.jsonl") == result.out);
  cli.run({"run", "picture.yaml", "--prompt", "a hen", "-q", "--log-file", "one.jsonl"});
  const std::string one = read_file(cli.home.path / "one.jsonl");
  CHECK(contains(one, "\"event\":\"run.started\""));
  CHECK(contains(one, "\"event\":\"run.finished\",\"exitCode\":0"));
  cli.run(
      {"run", "picture.yaml", "--prompt", "a hen", "--model", "nope", "--log-file", "no.jsonl"});
  const json last = json::parse(read_file(cli.home.path / "no.jsonl"));
  CHECK(last["event"] == "error");
  CHECK(last["exitCode"] == 2);
  CHECK(last["totalCosts"]["estimatedUsd"] == 0);
}

TEST_CASE("under GitHub Actions a batch is a group, with annotations at its rows and a summary") {
  BatchFixture cli;
  cli.variables["GITHUB_ACTIONS"] = "true";
  cli.variables["GITHUB_WORKSPACE"] = cli.home.path.parent_path().string();
  cli.variables["GITHUB_STEP_SUMMARY"] = (cli.home.path / "summary.md").string();
  cli.fail("owl", ErrorCode::generation_failed);
  std::string rows = "prompt\n::error::fox ##[error]x\n";
  for (int row = 0; row < 13; ++row) rows += fmt::format("owl {}\n", row);
  const CommandResult result = cli.run_rows(rows);
  CHECK(result.err.starts_with("::group::picture  14 rows of p.csv"));
  CHECK(contains(result.err, "\n::endgroup::\n"));
  CHECK_FALSE(contains(result.err, "::error::fox"));
  CHECK_FALSE(contains(result.err, "##["));
  std::size_t errors = 0;
  for (std::size_t at = 0; (at = result.err.find("\n::error file=", at)) != std::string::npos; ++at)
    ++errors;
  CHECK(errors == 10);
  const std::string file = cli.home.path.filename().string() + "/p.csv";
  CHECK(contains(result.err, "file=" + file + ",line=3,col=1,title=generation_failed::owl 0: "));
  CHECK(contains(result.err, "::notice title=limner::and 3 more rows failed: limner batch show"));
  const std::string summary = read_file(cli.home.path / "summary.md");
  CHECK(contains(summary, "### limner: 1 of 14 rows of p&#46;csv"));
  CHECK(contains(summary, "| 3 | owl 0 | failed |"));
}

TEST_CASE("[P3] the log of 200 rows is below 30 kB, whatever happens to them") {
  for (const bool in_github : {false, true}) {
    BatchFixture cli;
    if (in_github) cli.variables["GITHUB_ACTIONS"] = "true";
    cli.failures.insert_or_assign(
        "bad", CallError(Error(ErrorCode::generation_failed, "{}", std::string(2'000, 'x')),
                         Billing::rejected));
    std::string rows = "prompt\n";
    for (int row = 0; row < 200; ++row)
      rows += fmt::format("{} {}\n", row % 4 ? "fox" : "bad", row);
    const CommandResult result = cli.run_rows(rows, {"--yes"});
    CHECK(lines_of(result.out) == 150);
    CAPTURE(in_github);
    CHECK(result.out.size() + result.err.size() < 30'000);
    CHECK(contains(result.err, "150 made, 50 failed"));
    CHECK(contains(result.err, "further failures are counted only; see limner batch show"));
  }
}

TEST_CASE("a doubt leaves its row open: the batch exits with 6, and the rest is made") {
  BatchFixture cli;
  cli.fail("owl", ErrorCode::provider_unavailable, Billing::unknown);
  const CommandResult result = cli.run_rows("prompt\na fox\nan owl\na hen\n");
  CHECK(result.code == 6);
  CHECK(contains(result.err, "2 made, 1 in doubt"));
  CHECK(cli.run_rows("prompt\na fox\nan owl\na hen\n").code == 6);
  CHECK(cli.asked.size() == 3);  // not sent again
}

TEST_CASE("flags of rows need rows") {
  BatchFixture cli;
  for (const auto& [flag, value] : std::initializer_list<std::pair<const char*, const char*>>{
           {"--where", "a=b"}, {"--limit", "1"}, {"--jobs", "2"}, {"--key", "a"}}) {
    const std::string name(flag);
    CAPTURE(name);
    const CommandResult result = cli.run({"run", "picture.yaml", "--prompt", "x", name, value});
    CHECK(result.code == 2);
    CHECK(contains(result.err, "is for the rows of a file"));
  }
}

TEST_CASE("flags that a batch or a run cannot use are refused") {
  BatchFixture cli;
  CHECK(contains(cli.run_rows("prompt\na fox\n", {"--again"}).err, "--again is for one run"));
  cli.fail("hen", ErrorCode::generation_failed);
  cli.run({"run", "picture.yaml", "--prompt", "a hen"});
  CHECK(contains(cli.run({"resume", "-j", "2"}).err, "--jobs is for the rows of a file"));
  CHECK(cli.asked.size() == 1);
}

TEST_CASE("batches are listed with their counts, and shown with their rows") {
  BatchFixture cli;
  CHECK(contains(cli.run({"batch"}).err, "no batches yet"));
  cli.fail("owl", ErrorCode::generation_failed);
  cli.run_rows("prompt,name\na fox,F\nan owl,O\n", {"--key", "name"});
  const json listed = cli.run({"batch", "ls", "--json"}).document()["batches"];
  REQUIRE(listed.size() == 1);
  CHECK(listed[0]["counts"]["rows"] == 2);
  CHECK(listed[0]["name"] == "p.csv");
  const json shown = cli.run({"batch", "show", "@last", "--json"}).document();
  CHECK(shown["items"][0]["key"] == "F");
  CHECK(shown["items"][0]["title"] == "a fox");
  CHECK(shown["items"][1]["status"] == "failed");
  CHECK(shown["items"][1]["line"] == 3);
  const CommandResult missing = cli.run({"batch", "show", "@last", "--missing"});
  CHECK(contains(missing.out, "an owl"));
  CHECK_FALSE(contains(missing.out, "a fox"));
  CHECK(cli.run({"batch", "show", "zzzzzzzz"}).code == 8);
  cli.run({"run", "picture.yaml", "--prompt", "alone"});
  CHECK(lines_of(cli.run({"runs", "ls"}).out) == 3);
  CHECK(lines_of(cli.run({"runs", "ls", "--batch", "@last"}).out) == 2);
  CHECK(cli.run({"runs", "ls", "--batch", "zzzzzzzz"}).code == 8);
}
