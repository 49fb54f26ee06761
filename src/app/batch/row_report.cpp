#include "app/batch/row_report.hpp"

#include "app/ledger_export.hpp"

#include <limner/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace limner::app {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 12> result_columns = {
    "key",     "line",       "runId",   "status", "artifactId",  "path",
    "costUsd", "costStatus", "seconds", "reused", "failureCode", "failure"};

std::string member_of(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string seconds_text(const std::optional<Millis>& took) {
  return took ? fmt::format("{}.{:03}", took->count() / 1000, took->count() % 1000) : std::string();
}

// An open call may cost nothing or its reserve: no number says that.
std::string cost_text(const store::CostTotal& cost) {
  if (cost.open_calls > 0) return {};
  return cost.most.str();
}

std::vector<std::string> row_columns(const std::vector<RowReport>& rows, const RowTableHead& head) {
  std::vector<std::string> columns = head.columns;
  for (const RowReport& row : rows) {
    if (!row.columns.is_object()) continue;
    for (const auto& [name, value] : row.columns.items()) {
      if (std::ranges::find(columns, name) == columns.end()) columns.push_back(name);
    }
  }
  return columns;
}

class CsvLine {
 public:
  void number(const std::string& text) {
    if (!line_.empty() || std::exchange(has_cells_, true)) line_ += ',';
    line_ += text;
  }
  void text(std::string_view text) { number(csv_text_cell(text)); }
  std::string end() { return line_ + "\r\n"; }

 private:
  std::string line_;
  bool has_cells_ = false;
};

std::string header_line(const std::vector<std::string>& own) {
  CsvLine line;
  for (const std::string_view name : result_columns) line.text(name);
  for (const std::string& name : own) {
    const bool is_taken = std::ranges::find(result_columns, name) != result_columns.end();
    line.text(is_taken ? "row." + name : name);
  }
  return line.end();
}

}  // namespace

RowOutcome outcome_of(const RowReport& row) {
  store::BatchCounts counts;
  counts.add(row.status);
  if (counts.succeeded == 1) return RowOutcome::succeeded;
  if (counts.in_doubt == 1) return RowOutcome::error;
  if (counts.canceled + counts.running == 1) return RowOutcome::left;
  if (row.code.empty()) return counts.failed == 1 ? RowOutcome::error : RowOutcome::left;
  constexpr int rejected = 3, invalid = 2;
  const std::optional<ErrorCode> code = error_code_named(row.code);
  const int exit_code = code ? traits(*code).exit_code : rejected;
  return exit_code == rejected || exit_code == invalid ? RowOutcome::failed : RowOutcome::error;
}

std::string reason_of(const RowReport& row) {
  if (row.status == store::RunStatus::canceled) return "stopped";
  if (!row.failure.empty()) return row.failure;
  if (!row.status || row.status == store::RunStatus::queued) return "not started";
  if (row.status == store::RunStatus::running) return "running in another process";
  return {};
}

RowReport load_row_report(const store::Records& records, const store::BatchItem& item) {
  RowReport row{.key = item.key,
                .title = item.title,
                .line = item.line,
                .run = item.run,
                .status = item.status,
                .artifact = {},
                .path = {},
                .cost = {},
                .took = {},
                .code = member_of(item.failure, "code"),
                .failure = member_of(item.failure, "message"),
                .columns = {}};
  if (!item.run) return row;
  row.cost = records.total({.run = item.run});
  if (const std::optional<store::RunRow> run = records.run(*item.run)) {
    row.artifact = artifact_of(*run).value_or("");
    if (run->duration_ms) row.took = Millis(*run->duration_ms);
  }
  return row;
}

std::string rows_csv(const std::vector<RowReport>& rows, const RowTableHead& head) {
  const std::vector<std::string> own = row_columns(rows, head);
  std::string text = header_line(own);
  for (const RowReport& row : rows) {
    CsvLine line;
    line.text(row.key);
    line.number(std::to_string(row.line));
    line.text(row.run ? row.run->str() : "");
    line.text(row.status ? to_string(*row.status) : "queued");
    line.text(row.artifact);
    line.text(row.path);
    line.number(cost_text(row.cost));
    line.text(row.cost.status ? to_string(*row.cost.status) : "");
    line.number(seconds_text(row.took));
    line.text(row.reused ? "yes" : "no");
    line.text(row.code);
    line.text(row.failure);
    for (const std::string& name : own) line.text(member_of(row.columns, name.c_str()));
    text += line.end();
  }
  return text;
}

}  // namespace limner::app
