#include "cli/render/github_batch.hpp"

#include "cli/render/failure.hpp"
#include "cli/render/format.hpp"
#include "cli/render/github.hpp"
#include "cli/render/screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace limner::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largest_summary = 1 << 20;  // bytes of all commands of a step
constexpr std::size_t summary_reserve = 1 << 12;  // for what other commands add
constexpr int widest_cell = 120;                  // columns of a title or a message
constexpr int widest_annotation = 240;            // columns: the log shows it too

bool is_failure(const app::RowReport& row) {
  const app::RowOutcome outcome = app::outcome_of(row);
  return outcome == app::RowOutcome::failed || outcome == app::RowOutcome::error;
}

// Of the file of rows; empty for rows of stdin and of a matrix alone.
std::string file_of(const store::BatchRow& batch) {
  return batch.name == "stdin" || batch.name.starts_with("--") ? std::string() : batch.name;
}

std::string row_annotations(const Session& session, const store::BatchRow& batch,
                            const std::vector<app::RowReport>& rows) {
  std::string lines;
  std::size_t failures = 0;
  for (const app::RowReport& row : rows) {
    if (!is_failure(row) || ++failures > most_annotations) continue;
    const std::string title = plain(row.title);
    lines +=
        annotation(session, file_of(batch), row.line, 1, row.code.empty() ? "failed" : row.code,
                   cut((title.empty() ? "" : title + ": ") + plain(app::reason_of(row)),
                       widest_annotation, true));
  }
  if (failures > most_annotations) {
    lines += notice(fmt::format("and {} more rows failed: limner batch show {} --missing",
                                failures - most_annotations, batch.id.short_id()));
  }
  return lines;
}

std::string row_status(const app::RowReport& row) {
  if (!row.status) return row.code.empty() ? "queued" : "refused";
  return std::string(to_string(*row.status));
}

std::string row_markdown(const app::RowReport& row) {
  const std::string id = row.artifact.empty() ? "" : row.artifact;
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", row.line,
                     markdown_cell(cut(plain(row.title), widest_cell, true)),
                     markdown_cell(row_status(row)), markdown_cell(id),
                     markdown_cell(row.run ? format_cost(row.cost) : ""),
                     row.took ? format_duration(*row.took) : "",
                     markdown_cell(cut(plain(app::reason_of(row)), widest_cell, true)));
}

void add_to_summary(const Session& session,
                    const std::function<std::string(std::size_t bytes)>& markdown) try {
  const std::string file = session.variable("GITHUB_STEP_SUMMARY").value_or("");
  if (file.empty()) return;
  std::error_code failure;
  const std::uintmax_t size = fs::file_size(file, failure);
  const std::size_t used = (failure ? 0 : static_cast<std::size_t>(size)) + summary_reserve;
  if (used >= largest_summary) return;
  app::LogFile summary(session.directory, "GITHUB_STEP_SUMMARY", file);
  summary.write(markdown(largest_summary - used));
  if (!summary.failure().empty())
    note(session, "warning: the summary cannot be written: " + summary.failure());
} catch (const Error& error) {
  note(session, fmt::format("warning: {}", error.what()));
}

}  // namespace

std::string markdown_cell(std::string_view text) {
  constexpr std::string_view special = "\\`*_{}[]()#|~@:.$";
  std::string safe;
  for (const char letter : plain(text)) {
    if (letter == '&')
      safe += "&amp;";
    else if (letter == '<')
      safe += "&lt;";
    else if (letter == '>')
      safe += "&gt;";
    else if (special.find(letter) != std::string_view::npos)
      safe += fmt::format("&#{};", static_cast<int>(letter));
    else
      safe += letter;
  }
  return safe;
}

std::string batch_markdown(const store::BatchRow& batch, const std::vector<app::RowReport>& rows,
                           const store::CostTotal& cost, std::size_t bytes) {
  store::BatchCounts counts;
  for (const app::RowReport& row : rows) counts.add(row.status);
  std::string text = fmt::format("### limner: {} of {} rows of {}\n\n{}, batch `{}`\n\n"
                                 "| line | row | status | artifact | cost | time | why |\n"
                                 "|---:|---|---|---|---:|---:|---|\n",
                                 counts.succeeded, rows.size(), markdown_cell(batch.name),
                                 markdown_cell(format_cost(cost)), batch.id.short_id());
  std::vector<const app::RowReport*> order;
  for (const app::RowReport& row : rows) order.push_back(&row);
  std::stable_partition(order.begin(), order.end(),
                        [](const app::RowReport* row) { return is_failure(*row); });
  constexpr std::size_t last_line = 100;
  std::size_t shown = 0;
  for (const app::RowReport* row : order) {
    const std::string line = row_markdown(*row);
    if (text.size() + line.size() + last_line > bytes) break;
    text += line;
    ++shown;
  }
  if (shown < rows.size()) {
    text += fmt::format("\nand {} more rows: `limner batch show {}`\n", rows.size() - shown,
                        batch.id.short_id());
  }
  return text;
}

void report_to_github(const Session& session, const store::BatchRow& batch,
                      const std::vector<app::RowReport>& rows, const store::Records& records) {
  if (session.err.command) session.err.command(row_annotations(session, batch, rows));
  add_to_summary(session, [&](std::size_t bytes) {
    return batch_markdown(batch, rows, records.total({.batch = batch.id}), bytes);
  });
}

void report_to_github(const Session& session, const app::RunReport& report) {
  const store::RunRow& run = report.run;
  const std::string message = text_at(run.failure, "message"), code = text_at(run.failure, "code");
  if (run.failure.is_object() && run.status != store::RunStatus::canceled && session.err.command)
    session.err.command(annotation(session, "", 0, 0, code, plain(run.title) + ": " + message));
  add_to_summary(session, [&](std::size_t) {
    const std::string artifact = app::artifact_of(run).value_or("");
    return fmt::format("### limner: {}\n\n| run | status | artifact | cost | why |\n"
                       "|---|---|---|---:|---|\n| {} | {} | {} | {} | {} |\n",
                       markdown_cell(cut(plain(run.title), widest_cell, true)), run.id.short_id(),
                       markdown_cell(to_string(run.status)), markdown_cell(artifact),
                       markdown_cell(format_cost(report.total)),
                       markdown_cell(cut(plain(message), widest_cell, true)));
  });
}

}  // namespace limner::cli
