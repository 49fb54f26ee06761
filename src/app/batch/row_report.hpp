// The rows of a batch as they ended, as tables for other programs: CSV and JUnit XML.
#pragma once

#include "app/report/json_output.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limner::app {

// A row of a batch with the result of its run.
struct RowReport {
  std::string key;  // BatchItem::key
  std::string title;
  int line = 0;              // of the file of rows
  std::optional<RunId> run;  // none: not started, or refused
  std::optional<store::RunStatus> status;
  std::string artifact;  // id of the main artifact; empty: none
  std::string path;      // of its picture; empty: none
  store::CostTotal cost;
  std::optional<Millis> took;
  bool reused = false;     // made before this command, or with the results of earlier runs only
  std::string code;        // of the failure, as ErrorTraits::name; empty: none
  std::string failure;     // its message
  nlohmann::json columns;  // an object: the row's own texts by column
};

// What happened to a row, for displays that know fewer states than a run has.
enum class RowOutcome { succeeded, failed, error, left };
// failed: the row itself is the reason. error: a provider, a key, a limit, the store, an open
// request. left: stopped, not started, or at work in another process.
RowOutcome outcome_of(const RowReport& row);

// Why a row has no picture, on one line: the failure, or "stopped", "not started".
std::string reason_of(const RowReport& row);

// Reads the result of the row's run. `path` is left empty. Throws Error{store_failed}.
RowReport load_row_report(const store::Records& records, const store::BatchItem& item);

struct RowTableHead {
  std::string template_id, name;  // of the batch
  std::string id;                 // of the batch
  Time started;
  Millis took{0};
  std::vector<std::string> columns = {};  // order of the row's own; those not named here follow
};

// RFC 4180 with a header: key, line, runId, status, artifactId, path, costUsd, costStatus,
// seconds, reused, failureCode, failure, then the columns of the rows; a column that has one of
// these names is row.NAME. The cost is empty while a call is open. A text that a spreadsheet would
// take for a formula begins with "'".
std::string rows_csv(const std::vector<RowReport>& rows, const RowTableHead& head);

// A test suite with a test case for each row: a failure, an error, or skipped, as outcome_of().
// Characters that XML cannot contain are U+FFFD. Names of test cases are distinct.
std::string rows_junit(const std::vector<RowReport>& rows, const RowTableHead& head);

}  // namespace limner::app
