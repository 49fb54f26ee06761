// What GitHub Actions shows of a batch: annotations of its failed rows, and the job's summary.
#pragma once

#include "app/batch/row_report.hpp"
#include "cli/session.hpp"

#include <vector>

namespace limner::cli {

// Annotations for up to ten rows that have failed, at their lines of the file of rows, then the
// number of the others; a table of the rows in $GITHUB_STEP_SUMMARY, failures first. A summary
// that cannot be written is a warning.
void report_to_github(const Session& session, const store::BatchRow& batch,
                      const std::vector<app::RowReport>& rows, const store::Records& records);

// The same for a run alone, outside of a batch.
void report_to_github(const Session& session, const app::RunReport& report);

// The summary as Markdown, with as many rows as `bytes` allow.
std::string batch_markdown(const store::BatchRow& batch, const std::vector<app::RowReport>& rows,
                           const store::CostTotal& cost, std::size_t bytes);

// `text` for one cell of a table: nothing in it is markup, a link or a mention.
std::string markdown_cell(std::string_view text);

}  // namespace limner::cli
