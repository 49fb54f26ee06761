#include "unit/cli/cli_fixture.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::cli;

TEST_CASE("[C4] a file that changes while the question waits is not trusted") {
  CliFixture cli;
  cli.terminal = true;
  cli.typed = "y\n";
  cli.write("art/limner.yaml", "inDoubt: retry\n");
  cli.before_typing = [&] { cli.write("art/limner.yaml", "inDoubt: ask\n"); };
  const CommandResult changed = cli.run({"trust", "art"});
  CHECK(contains(changed.out, "inDoubt is retry"));
  CHECK(contains(changed.err, "has changed after it was read; nothing was trusted"));
  CHECK(changed.code == 77);
  CHECK(cli.run({"trust", "ls", "--json"}).document()["files"].empty());

  cli.before_typing = {};
  CHECK(cli.run({"trust", "art"}).code == 0);
  CHECK(cli.run({"trust", "ls", "--json"}).document()["files"][0]["state"] == "trusted");
}
