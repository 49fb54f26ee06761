#include "app/report_file.hpp"

#include "fakes/fakes.hpp"

#include <limner/error.hpp>
#include <limner/file.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::app;

TEST_CASE("a report is checked without a trace, and replaces the file as a whole") {
  fakes::Home home;
  const ReportFile report(home.path, "--csv", "rows.csv");
  CHECK(std::filesystem::is_empty(home.path));
  report.write("a\r\n");
  CHECK(read_file(home.path / "rows.csv") == "a\r\n");
  report.write("b\r\n");
  CHECK(read_file(home.path / "rows.csv") == "b\r\n");
  CHECK(std::distance(std::filesystem::directory_iterator(home.path), {}) == 1);
}

TEST_CASE("a report that cannot be written is refused, and its flag is named") {
  fakes::Home home;
  for (const std::string name : {"", "-", ".", "missing/rows.csv"}) {
    CAPTURE(name);
    CHECK_THROWS_WITH_AS(ReportFile(home.path, "--csv", name), doctest::Contains("--csv"), Error);
    CHECK_THROWS_WITH_AS(LogFile(home.path, "--log-file", name), doctest::Contains("--log-file"),
                         Error);
  }
}

TEST_CASE("a device is written, not replaced") {
  fakes::Home home;
  const ReportFile report(home.path, "--csv", "/dev/null");
  report.write("a");
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("a log is added to, and a full disk ends it without a failure of the command") {
  fakes::Home home;
  for (const char* line : {"one", "two"}) LogFile(home.path, "--log-file", "log").write(line);
  CHECK(read_file(home.path / "log") == "one\ntwo\n");
  LogFile full(home.path, "--log-file", "/dev/full");
  full.write("one");
  CHECK(full.failure().find("/dev/full") == 0);
}
