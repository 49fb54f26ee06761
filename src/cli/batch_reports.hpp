// What a batch writes about its rows when it ends: --junit and --csv.
#pragma once

#include "app/batch/row_report.hpp"
#include "app/report_file.hpp"
#include "cli/batch_command.hpp"
#include "cli/render/run_result.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limner::cli {

class BatchReports {
 public:
  // Throws Error{usage} for a file that cannot be written, before anything starts.
  BatchReports(const Session& session, const BatchFlags& flags);

  bool is_csv_wanted() const { return csv_.has_value(); }
  bool are_wanted() const { return csv_ || junit_; }
  // Both files, whatever becomes of the first. Throws Error{store_failed}.
  void write(const std::vector<app::RowReport>& rows, const app::RowTableHead& head) const;

 private:
  std::optional<app::ReportFile> junit_, csv_;
};

// What only the command knows of rows: where their pictures went, and why some did not start.
// Members may be called from several threads.
class RowResults {
 public:
  void add(const RunId& run, const std::vector<HandedPicture>& pictures);
  void add_refusal(int ordinal, const Error& error);
  // Completes what the records have.
  void complete(app::RowReport& row, int ordinal) const;

  std::int64_t refused() const;  // rows without a run

 private:
  mutable std::mutex mutex_;
  std::map<RunId, HandedPicture> pictures_;
  std::map<int, std::pair<ErrorCode, std::string>> refusals_;
};

}  // namespace limner::cli
