#include "cli/render/github.hpp"

#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;

TEST_CASE("an annotation names file, line and column, and escapes what came from outside [P6]") {
  const Error error = Error(ErrorCode::invalid_template, "bad")
                          .with_problems({{.message = "no \"x\"\n::error::owned 100%",
                                           .mark = Mark{"a,b:c.yaml", 9, 11, 1, ""}}});
  CHECK(annotations(error) == "::error file=a%2Cb%3Ac.yaml,line=9,col=11,title=invalid_template::"
                              "no \"x\" ::error::owned 100%25\n");
}

TEST_CASE("at most ten annotations are made") {
  const Error error =
      Error(ErrorCode::invalid_template, "bad").with_problems({23, Problem{.message = "x"}});
  const std::string lines = annotations(error);
  CHECK(std::ranges::count(lines, '\n') == 10);
}

TEST_CASE("annotations are printed under GitHub Actions only") {
  CliFixture cli;
  CHECK_FALSE(contains(cli.run({"nope"}).err, "::error"));
  cli.variables["GITHUB_ACTIONS"] = "true";
  CHECK(contains(cli.run({"nope"}).err, "\n::error title=usage::"));
}
