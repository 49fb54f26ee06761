#include "app/batch/row_report.hpp"

#include "app/csv.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::app;

namespace {

RowReport row_of(int line, std::string title, std::optional<store::RunStatus> status,
                 std::string code = "", std::string failure = "") {
  RowReport row{.key = std::string(32, 'a'),
                .title = std::move(title),
                .line = line,
                .run = {},
                .status = status,
                .artifact = {},
                .path = {},
                .cost = {},
                .took = {},
                .code = std::move(code),
                .failure = std::move(failure),
                .columns = {}};
  return row;
}

RowTableHead head() {
  return {.template_id = "picture", .name = "p.csv", .id = "batch-1", .started = Time()};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "[B7] a row is a success, a failure of its own, an error of what it depends on, or left") {
  using store::RunStatus;
  CHECK(outcome_of(row_of(2, "", RunStatus::review)) == RowOutcome::succeeded);
  CHECK(outcome_of(row_of(2, "", RunStatus::failed, "unsafe_image_request")) == RowOutcome::failed);
  CHECK(outcome_of(row_of(2, "", RunStatus::failed, "generation_failed")) == RowOutcome::failed);
  CHECK(outcome_of(row_of(2, "", RunStatus::failed, "provider_unavailable")) == RowOutcome::error);
  CHECK(outcome_of(row_of(2, "", RunStatus::failed, "key_refused")) == RowOutcome::error);
  CHECK(outcome_of(row_of(2, "", std::nullopt, "cap_exceeded")) == RowOutcome::error);
  CHECK(outcome_of(row_of(2, "", RunStatus::in_doubt, "in_doubt")) == RowOutcome::error);
  CHECK(outcome_of(row_of(2, "", RunStatus::canceled, "interrupted")) == RowOutcome::left);
  CHECK(outcome_of(row_of(2, "", RunStatus::running)) == RowOutcome::left);
  CHECK(outcome_of(row_of(2, "", std::nullopt)) == RowOutcome::left);
}

TEST_CASE("a table of rows is RFC 4180, and no cell of it is a formula") {
  RowReport fox = row_of(2, "a fox", store::RunStatus::failed, "generation_failed",
                         "=cmd|' /C calc'!A0, \"quoted\"\nnext");
  fox.columns = {{"prompt", "a \"fox\", red"}, {"status", "@SUM(1)"}, {"=x", "+1"}};
  fox.took = Millis(1'042);
  RowTableHead names = head();
  names.columns = {"prompt", "status", "=x"};
  const std::string text = rows_csv({fox, row_of(3, "an owl", std::nullopt)}, names);
  const std::vector<CsvRow> rows = parse_csv(text, "t");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].cells == std::vector<std::string>{"key", "line", "runId", "status", "artifactId",
                                                  "path", "costUsd", "costStatus", "seconds",
                                                  "reused", "failureCode", "failure", "prompt",
                                                  "row.status", "'=x"});
  CHECK(rows[1].cells[1] == "2");
  CHECK(rows[1].cells[8] == "1.042");
  CHECK(rows[1].cells[11] == "'=cmd|' /C calc'!A0, \"quoted\"\nnext");
  CHECK(rows[1].cells[12] == "a \"fox\", red");
  CHECK(rows[1].cells[13] == "'@SUM(1)");
  CHECK(rows[1].cells[14] == "'+1");
  CHECK(rows[2].cells.size() == rows[0].cells.size());
  CHECK(rows[2].cells[3] == "queued");
  CHECK(std::ranges::count(text, '\r') == 3);  // line breaks of rows, none within a cell
}

TEST_CASE("the cost of a row with an open call is not a number") {
  RowReport row = row_of(2, "a fox", store::RunStatus::in_doubt, "in_doubt", "no answer");
  row.cost.most = Money::parse("0.05");
  row.cost.open_calls = 1;
  CHECK(parse_csv(rows_csv({row}, head()), "t")[1].cells[6].empty());
  CHECK(has(rows_junit({row}, head()), "<property name=\"costUsd\" value=\"unknown\"/>"));
}

TEST_CASE("JUnit counts each row once, in its kind") {
  using store::RunStatus;
  const std::string text =
      rows_junit({row_of(2, "a fox", RunStatus::review),
                  row_of(3, "an owl", RunStatus::failed, "generation_failed", "no picture"),
                  row_of(4, "a hen", RunStatus::failed, "key_refused", "401"),
                  row_of(5, "a cow", RunStatus::canceled, "interrupted", "stopped"),
                  row_of(6, "a cow", std::nullopt)},
                 head());
  CHECK(has(text, "tests=\"5\" failures=\"1\" errors=\"1\" skipped=\"2\" time=\"0.000\""));
  CHECK(has(text, "<failure message=\"no picture\" type=\"generation_failed\">no picture<"));
  CHECK(has(text, "<error message=\"401\" type=\"key_refused\">401</error>"));
  CHECK(has(text, "<skipped message=\"stopped\"/>"));
  CHECK(has(text, "<skipped message=\"not started\"/>"));
  CHECK(has(text, "name=\"a cow\""));
  CHECK(has(text, "name=\"a cow (line 6)\""));
}

TEST_CASE("hostile text is inert in JUnit, and characters that XML cannot contain are replaced") {
  RowReport row = row_of(2, "</testcase>&\"'\x01\x1b[31m\n]]>\xff\xef\xbf\xbf",
                         store::RunStatus::failed, "generation_failed", "<![CDATA[x]]>");
  const std::string text = rows_junit({row}, head());
  CHECK(has(text,
            "name=\"&lt;/testcase&gt;&amp;&quot;&apos;\uFFFD\uFFFD[31m&#10;]]&gt;\uFFFD\uFFFD\""));
  CHECK(has(text, "&lt;![CDATA[x]]&gt;"));
  CHECK(std::ranges::count(text, '\x1b') == 0);
}

TEST_CASE("names of test cases are the chosen keys, and are distinct") {
  RowReport keyed = row_of(2, "a fox", store::RunStatus::review);
  keyed.key = "hero";
  const RowReport same = row_of(7, "hero", store::RunStatus::review);
  const std::string text = rows_junit({keyed, same, same}, head());
  CHECK(has(text, "testcase name=\"hero\""));
  CHECK(has(text, "testcase name=\"hero (line 7)\""));
  CHECK(has(text, "testcase name=\"hero (line 7) #2\""));
}
