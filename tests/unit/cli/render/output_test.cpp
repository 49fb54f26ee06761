#include "cli/render/output.hpp"

#include "unit/cli/environment.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

using namespace limner;
using namespace limner::cli;

namespace {

// The documented order, written down a second time.
bool expected(std::string_view choice, bool no, bool force, bool cli_force, bool dumb, bool off,
              bool terminal) {
  if (choice != "auto") return choice == "always";
  if (no) return false;
  if (force || cli_force) return true;
  if (dumb || off) return false;
  return terminal;
}

}  // namespace

TEST_CASE("colour follows the documented order in every combination") {
  for (const std::string_view choice : {"auto", "always", "never"}) {
    for (int bits = 0; bits < 64; ++bits) {
      const bool no = bits & 1, force = bits & 2, cli_force = bits & 4, dumb = bits & 8,
                 off = bits & 16, terminal = bits & 32;
      Variables variables{{"TERM", dumb ? "dumb" : "xterm-256color"}};
      if (no) variables["NO_COLOR"] = "1";
      if (force) variables["FORCE_COLOR"] = "1";
      if (cli_force) variables["CLICOLOR_FORCE"] = "1";
      if (off) variables["CLICOLOR"] = "0";
      CAPTURE(choice);
      CAPTURE(bits);
      CHECK(use_colour(choice, environment_of(variables), terminal) ==
            expected(choice, no, force, cli_force, dumb, off, terminal));
    }
  }
}

TEST_CASE("an empty NO_COLOR and a FORCE_COLOR of 0 say nothing") {
  const Variables term{{"TERM", "xterm"}};
  Variables empty = term;
  empty["NO_COLOR"] = "";
  CHECK(use_colour("auto", environment_of(empty), true));
  Variables zero = term;
  zero["FORCE_COLOR"] = "0";
  CHECK_FALSE(use_colour("auto", environment_of(zero), false));
}

TEST_CASE("without TERM there is no colour") {
  CHECK_FALSE(use_colour("auto", environment_of({}), true));
}

TEST_CASE("the first locale variable that is set decides about UTF-8") {
  CHECK(use_unicode(environment_of({{"LANG", "de_DE.UTF-8"}})));
  CHECK(use_unicode(environment_of({{"LC_CTYPE", "C.utf8"}, {"LANG", "C"}})));
  CHECK_FALSE(use_unicode(environment_of({{"LC_ALL", "C"}, {"LANG", "de_DE.UTF-8"}})));
  CHECK(use_unicode(environment_of({{"LC_ALL", ""}, {"LANG", "de_DE.UTF-8"}})));
  CHECK_FALSE(use_unicode(environment_of({})));
}

TEST_CASE("paint wraps words in escapes only where colour is on") {
  std::ostream none(nullptr);
  Output output{none};
  CHECK(output.paint(TextStyle::good, "done") == "done");
  output.colour = true;
  CHECK(output.paint(TextStyle::good, "done") == "\x1b[32mdone\x1b[0m");
  CHECK(output.paint(TextStyle::plain, "done") == "done");
}

TEST_CASE("a closed pipe is not a failure, a full disk is one") {
  signal(SIGPIPE, SIG_IGN);
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  close(ends[0]);
  {
    FileBuffer buffer(ends[1]);
    std::ostream(&buffer) << "not printed" << std::flush << "nor this" << std::flush;
    CHECK(buffer.failure() == 0);
  }
  close(ends[1]);
  const int full = open("/dev/full", O_WRONLY);
  if (full < 0) return;  // only Linux has it
  {
    FileBuffer buffer(full);
    std::ostream(&buffer) << "x" << std::flush;
    CHECK(buffer.failure() == ENOSPC);
  }
  close(full);
}
