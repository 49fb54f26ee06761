#include "cli/render/github.hpp"

#include "cli/render/github_batch.hpp"
#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::cli;

namespace {

// A stream as GitHub Actions has it.
struct GuardedText {
  std::ostringstream text;
  Output output{text};
  std::unique_ptr<WorkflowGuard> guard = std::make_unique<WorkflowGuard>(output);

  std::string written() {
    guard.reset();
    return text.str();
  }
};

std::string guarded(std::string_view text) {
  GuardedText guarded;
  guarded.output.text << text;
  return guarded.written();
}

// What the runner takes for a command: "::" after white space, or "##[" anywhere.
bool has_command(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (contains(line, "##[")) return true;
    const std::size_t start = line.find_first_not_of(" \t\r\v\f\xc2\xa0");
    if (start != std::string::npos && line.substr(start).starts_with("::")) return true;
  }
  return false;
}

struct GitHubFixture : CliFixture {
  GitHubFixture() {
    variables["GITHUB_ACTIONS"] = "true";
    variables["GITHUB_STEP_SUMMARY"] = (home.path / "summary.md").string();
  }

  std::string summary() const { return read_file(home.path / "summary.md"); }
};

}  // namespace

TEST_CASE("an annotation names file, line and column, and escapes what came from outside [P6]") {
  GitHubFixture cli;
  cli.write("bad.yaml", "schema: 1\nid: x\nsteps: 7\n");
  const CommandResult result = cli.run({"run", "bad.yaml"});
  CHECK(contains(result.err, "\n::error file=bad.yaml,line=3,col="));
  const CommandResult odd = cli.run({"run", "a,b:c%.yaml"});
  CHECK_FALSE(has_command(odd.err.substr(0, odd.err.find("\n::error"))));
}

TEST_CASE("at most ten annotations are made, and the others are counted") {
  GitHubFixture cli;
  std::string rows = "prompt,style\n";
  for (int row = 0; row < 23; ++row) rows += "a fox,nope\n";
  cli.write("p.csv", rows);
  cli.make_picture("a fox");
  const std::string err = cli.run({"run", "picture.yaml", "--rows", "p.csv"}).err;
  std::size_t errors = 0;
  for (std::size_t at = 0; (at = err.find("\n::error file=p.csv,line=", at)) != err.npos; ++at)
    ++errors;
  CHECK(errors == 10);
  CHECK(contains(err, "::notice title=limner::and 13 more problems\n"));
}

TEST_CASE("annotations are printed under GitHub Actions only") {
  CliFixture cli;
  CHECK_FALSE(contains(cli.run({"nope"}).err, "::error"));
  cli.variables["GITHUB_ACTIONS"] = "true";
  CHECK(contains(cli.run({"nope"}).err, "\n::error title=usage::"));
}

TEST_CASE("[O7] no text starts a workflow command") {
  for (const std::string text :
       {"::stop-commands::x\n", "  ::error::x\n", "\t::x\n", "a\n::x\n", "a\r::x\n", "::", ":::x",
        "\xc2\xa0::x\n", "a ##[error]x\n", "##[add-mask]x\n", "###[x\n"}) {
    CAPTURE(text);
    CHECK_FALSE(has_command(guarded(text)));
  }
  GuardedText pieces;
  pieces.output.text << ":"
                     << ":x\n#"
                     << "#"
                     << "[y]\n";
  CHECK_FALSE(has_command(pieces.written()));
  for (const std::string text :
       {"a::b\n", "std::string\n", "12:30:00\n", "a: :b\n", "# [x]\n", ": x\n"})
    CHECK(guarded(text) == text);
}

TEST_CASE("a command is written between lines") {
  GuardedText text;
  text.output.text << "half ";
  text.output.command(mask("sk-100%"));
  text.output.text << "a line\nnext";
  CHECK(text.written() == "half a line\n::add-mask::sk-100%25\nnext");
}

TEST_CASE("a failed run is annotated, and summarised") {
  GitHubFixture cli;
  cli.reply = [](const provider::ModelCall&, const std::stop_token&) -> provider::ModelAnswer {
    throw CallError(Error(ErrorCode::generation_failed, "no picture ##[error]x"),
                    Billing::rejected);
  };
  const CommandResult result = cli.make_picture("::error::owned\n::x");
  CHECK(contains(result.err, "\n::error title=generation_failed::"));
  CHECK_FALSE(contains(result.err, "\n::error::owned"));
  CHECK_FALSE(contains(result.out, "##["));
  CHECK(result.document()["status"] == "failed");
  CHECK(contains(cli.summary(), "| failed |"));
}

TEST_CASE("a cell of a summary has no markup") {
  CHECK(markdown_cell("a|b <img src=x> [l](u) `c` @me") ==
        "a&#124;b &lt;img src=x&gt; &#91;l&#93;&#40;u&#41; &#96;c&#96; &#64;me");
}

TEST_CASE("a summary stays below its size, failures first") {
  store::BatchRow batch{.id = BatchId::parse("batch-01m7y2epp00000000000000001"), .name = "p.csv"};
  std::vector<app::RowReport> rows;
  for (int line = 2; line < 20'002; ++line) {
    app::RowReport row{};
    row.title = std::string(200, '|');
    row.line = line;
    row.status = line == 20'001 ? store::RunStatus::failed : store::RunStatus::review;
    rows.push_back(std::move(row));
  }
  const std::string text = batch_markdown(batch, rows, {}, 1 << 20);
  CHECK(text.size() < (1 << 20));
  CHECK(text.size() > (1 << 19));
  CHECK(contains(text, "|---|\n| 20001 |"));
  CHECK(contains(text, " more rows: `limner batch show"));
}
