// The progress of a batch, the pictures of its rows, and its end.
#include "cli/batch_work.hpp"

#include "app/stop_request_watch.hpp"
#include "cli/batch_command.hpp"
#include "cli/render/batch_progress.hpp"
#include "cli/render/batch_result.hpp"
#include "cli/render/failure.hpp"
#include "cli/render/format.hpp"
#include "cli/render/github.hpp"
#include "cli/render/github_batch.hpp"
#include "cli/render/screen.hpp"
#include "cli/signals.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <atomic>
#include <set>
#include <utility>

namespace limner::cli {

std::vector<int> missing(const std::vector<store::BatchItem>& items) {
  std::vector<int> ordinals;
  for (const store::BatchItem& item : items) {
    if (!is_done(item)) ordinals.push_back(item.ordinal);
  }
  return ordinals;
}

std::vector<store::BatchItem> items_of(const store::Records& records, const BatchId& batch,
                                       const std::vector<int>& ordinals) {
  std::vector<store::BatchItem> all = records.batch_items(batch);
  std::vector<store::BatchItem> items;
  items.reserve(ordinals.size());
  for (const int ordinal : ordinals) items.push_back(all.at(static_cast<std::size_t>(ordinal)));
  return items;
}

namespace {

// Hands over the pictures of each row as it ends.
class RowReporter : public app::BatchSink {
 public:
  RowReporter(const Session& session, BatchProgress& progress, const ResultOptions& result,
              RowResults& results)
      : session_(session), progress_(progress), result_(result), results_(results) {}

  void on(const store::BatchItem& item, const engine::Event& event) noexcept override {
    progress_.on(item, event);
  }

  void on_end(const store::BatchItem& item, const RunId& run,
              app::StoreConnection& connection) override {
    const app::RunReport report = app::load_run_report(connection.records, run);
    const std::lock_guard guard(mutex_);
    const nlohmann::json columns = item.content.value("columns", nlohmann::json::object());
    results_.add(run,
                 hand_over(session_, report, connection.blobs, result_, &columns, export_failure_));
    progress_.on_end(row_end(item, report));
  }

  void on_refusal(const store::BatchItem& item, const Error& error) noexcept override {
    if (!item.run) results_.add_refusal(item.ordinal, error);
    progress_.on_end({.line = item.line,
                      .title = item.title,
                      .run = item.run,
                      .status = item.status,
                      .failure = error.what()});
  }

  int export_failure() const { return export_failure_; }  // an exit code; 0: none

 private:
  static RowEnd row_end(const store::BatchItem& item, const app::RunReport& report) {
    const store::RunRow& run = report.run;
    return {.line = item.line,
            .title = run.title,
            .run = run.id,
            .status = run.status,
            .failure = text_at(run.failure, "message"),
            .took = Millis(run.duration_ms.value_or(0)),
            .cost = report.total.most};
  }

  const Session& session_;
  BatchProgress& progress_;
  const ResultOptions& result_;
  RowResults& results_;
  std::mutex mutex_;
  int export_failure_ = 0;
};

// Pictures of rows that were made before are exported and printed like the others.
void hand_over_done(const Session& session, const std::vector<store::BatchItem>& items,
                    const BatchId& batch, const store::Records& records,
                    const store::BlobStore& blobs, const ResultOptions& result, RowResults& results,
                    int& exit_code) {
  for (const store::BatchItem& item : items) {
    if (!is_done(item)) continue;
    const nlohmann::json content = records.batch_item({batch, item.ordinal}).content;
    const nlohmann::json columns = content.value("columns", nlohmann::json::object());
    results.add(*item.run, hand_over(session, app::load_run_report(records, *item.run), blobs,
                                     result, &columns, exit_code));
  }
}

// The rows as they ended, in the order of the task.
std::vector<app::RowReport> row_reports(const BatchTask& task, const BatchEnd& end,
                                        const std::set<int>& done_before, const RowResults& results,
                                        const store::Records& records) {
  std::vector<app::RowReport> rows;
  rows.reserve(end.items.size());
  for (std::size_t at = 0; at < end.items.size(); ++at) {
    const store::BatchItem& item = end.items[at];
    app::RowReport row = app::load_row_report(records, item);
    results.complete(row, item.ordinal);
    row.reused = item.is_reused || done_before.contains(item.ordinal);
    row.columns = at < task.columns.size()
                      ? task.columns[at]
                      : records.batch_item({task.batch.id, item.ordinal})
                            .content.value("columns", nlohmann::json::object());
    rows.push_back(std::move(row));
  }
  return rows;
}

// Tables for other programs. A file that cannot be written makes a success a failure.
void write_reports(Session& session, const BatchReports& reports,
                   const std::vector<app::RowReport>& rows, const app::RowTableHead& head) try {
  reports.write(rows, head);
} catch (const Error& error) {
  session.err.text << failure_text(error, session.err) << std::flush;
  if (session.exit_code == 0) session.exit_code = traits(error.code()).exit_code;
}

void report_rows(Session& session, const BatchTask& task, const BatchEnd& end,
                 const std::vector<store::BatchItem>& before, const RowResults& results,
                 const BatchParts& parts) {
  const bool in_github = is_github(session.variable);
  if (!parts.reports.are_wanted() && !in_github) return;
  std::set<int> done_before;
  for (const store::BatchItem& item : before) {
    if (is_done(item)) done_before.insert(item.ordinal);
  }
  const std::vector<app::RowReport> rows =
      row_reports(task, end, done_before, results, parts.records);
  write_reports(session, parts.reports, rows,
                {.template_id = task.batch.template_id,
                 .name = task.batch.name,
                 .id = task.batch.id.str(),
                 .started = session.clock.now() - end.took,
                 .took = end.took,
                 .columns = task.column_order});
  if (in_github) report_to_github(session, task.batch, rows, parts.records);
}

void begin_work(const BatchTask& task, const Session& session, store::Records& records) {
  const BatchId& id = task.batch.id;
  if (!records.begin_batch_work(id, task.continues)) {
    throw Error(ErrorCode::interrupted, "batch {} was canceled", id.short_id())
        .with_help(fmt::format("continue: limner resume {}", id.short_id()));
  }
  if (session.on_ready) session.on_ready();
}

// A store that fails ends the batch; what is known of its rows is still reported.
std::optional<Error> work_on_rows(const Session& session, const BatchTask& task,
                                  const std::vector<int>& ordinals, const BatchParts& parts,
                                  app::RunStops& stops, RowReporter& reporter) try {
  app::BatchOptions options = task.options;
  options.stops = &stops;
  options.ordinals = ordinals;
  return app::work_on_batch(session, task.batch, options, parts.catalogue, parts.providers,
                            reporter);
} catch (const Error& error) {
  return error;
}

}  // namespace

void work_and_report(Session& session, const BatchTask& task, const BatchParts& parts) {
  begin_work(task, session, parts.records);
  const store::BlobStore blobs = app::open_blobs(session);
  const std::vector<store::BatchItem> before =
      items_of(parts.records, task.batch.id, task.ordinals);
  const std::vector<int> ordinals = missing(before);
  const auto rows = static_cast<std::int64_t>(before.size());
  const auto done = static_cast<std::int64_t>(before.size() - ordinals.size());
  const std::string heading = batch_heading(task.batch, rows, done);
  GitHubGroup group(session, heading);
  if (!group.is_open()) note(session, heading);
  const Millis began = session.clock.uptime();
  session.has_started = true;
  RowResults results;
  int exit_code = 0;
  hand_over_done(session, before, task.batch.id, parts.records, blobs, parts.result, results,
                 exit_code);
  BatchEnd end{.items = {}, .done_before = done, .ending = {}};
  std::atomic<bool> is_canceled = false;
  {
    SignalHandler signals(session.stop);
    const auto progress = make_batch_progress(
        session, task.batch.id,
        {.rows = rows,
         .done = done,
         .ceiling = task.ceiling,
         .jobs = task.options.jobs,
         .usual = task.usual,
         .see = fmt::format("limner batch show {} --missing", task.batch.id.short_id())});
    const std::stop_callback on_stop(session.stop.get_token(), [&progress, &is_canceled] {
      constexpr std::string_view stopping =
          "stopping after the current steps, which may wait for paid answers";
      progress->say(is_canceled ? fmt::format("canceled by another process: {}", stopping)
                                : fmt::format("{} (press Ctrl-C again to quit now)", stopping));
    });
    app::RunStops stops;
    const app::StopRequestWatch watch(session,
                                      {.owner = parts.records.worker_id(),
                                       .batch = task.batch.id,
                                       .on_run = [&stops](const RunId& run) { stops.request(run); },
                                       .on_batch =
                                           [&session, &is_canceled] {
                                             is_canceled = true;
                                             session.stop.request_stop();
                                           }});
    RowReporter reporter(session, *progress, parts.result, results);
    end.ending = work_on_rows(session, task, ordinals, parts, stops, reporter);
    if (exit_code == 0) exit_code = reporter.export_failure();
    session.signal = signals.caught();
  }
  end.refused = results.refused();
  end.took = session.clock.uptime() - began;
  end.items = items_of(parts.records, task.batch.id, task.ordinals);
  end.reused = count_reused(end.items, ordinals);
  end.changes = task.changes;
  session.exit_code = batch_exit_code(end, task.fail_on, session.signal);
  if (session.exit_code == 0) session.exit_code = exit_code;
  if (is_canceled) session.exit_code = traits(ErrorCode::interrupted).exit_code;
  parts.records.end_batch_work(task.batch.id, session.exit_code);
  group.close();
  report_rows(session, task, end, before, results, parts);
  print_batch_end(session, parts.records, task.batch, end);
}

}  // namespace limner::cli
