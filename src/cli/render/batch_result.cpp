#include "cli/render/batch_result.hpp"

#include "cli/render/failure.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <limner/error.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace limner::cli {

namespace {

constexpr int exit_rows_failed = 3;
constexpr int exit_rows_partly = 4;
constexpr int batch_signal_base = 128;  // added to a signal's number by shells

store::BatchCounts counts_of(const BatchEnd& end) {
  store::BatchCounts counts;
  for (const store::BatchItem& item : end.items) counts.add(item);
  return counts;
}

// "190 made, 5 reused, 12 done before, 8 failed": their sum is the number of rows.
std::string count_words(const BatchEnd& end) {
  const store::BatchCounts counts = counts_of(end);
  std::vector<std::string> words{
      fmt::format("{} made", counts.succeeded - end.done_before - end.reused)};
  const auto add = [&](std::int64_t number, std::string_view what) {
    if (number > 0) words.push_back(fmt::format("{} {}", number, what));
  };
  add(end.reused, "reused");
  add(end.done_before, "done before");
  add(counts.failed, "failed");
  add(counts.in_doubt, "in doubt");
  add(counts.canceled, "canceled");
  add(counts.running, "running elsewhere");
  add(end.refused, "refused");
  add(counts.queued - end.refused, "not started");
  return fmt::format("{}", fmt::join(words, ", "));
}

bool has_rest(const BatchEnd& end) {
  const store::BatchCounts counts = counts_of(end);
  return counts.succeeded < counts.total();
}

}  // namespace

bool is_done(const store::BatchItem& item) {
  store::BatchCounts counts;
  counts.add(item.status);
  return counts.succeeded == 1;
}

std::string count_rows(std::int64_t rows) {
  return fmt::format("{} {}", rows, either(static_cast<std::size_t>(rows), "row", "rows"));
}

std::string batch_heading(const store::BatchRow& batch, std::int64_t rows, std::int64_t done) {
  return fmt::format("{}  {} of {}{}   batch {}", batch.template_id, count_rows(rows),
                     plain(batch.name), done == 0 ? "" : fmt::format(", {} done before", done),
                     batch.id.short_id());
}

int batch_exit_code(const BatchEnd& end, std::string_view fail_on, int signal) {
  if (signal != 0) return batch_signal_base + signal;
  const store::BatchCounts counts = counts_of(end);
  const bool has_success = counts.succeeded > 0;
  if (end.ending) {
    const int code = traits(end.ending->code()).exit_code;
    return code == exit_rows_failed && has_success ? exit_rows_partly : code;
  }
  if (counts.in_doubt > 0) return traits(ErrorCode::in_doubt).exit_code;
  const bool has_failure = counts.failed + counts.canceled + end.refused > 0;
  if (!has_failure || fail_on == "never" || (fail_on == "all" && has_success)) return 0;
  return has_success ? exit_rows_partly : exit_rows_failed;
}

std::int64_t count_reused(const std::vector<store::BatchItem>& items,
                          const std::vector<int>& ordinals) {
  const std::set<int> asked(ordinals.begin(), ordinals.end());
  return std::ranges::count_if(items, [&](const store::BatchItem& item) {
    return item.is_reused && asked.contains(item.ordinal);
  });
}

ordered_json changes_json(const std::optional<app::RowChanges>& changes) {
  if (!changes || !changes->any()) return nullptr;
  return {{"code", "rows_changed"},
          {"new", changes->added},
          {"changed", changes->changed},
          {"removed", changes->removed}};
}

void print_batch_end(const Session& session, const store::Records& records,
                     const store::BatchRow& batch, const BatchEnd& end) {
  const bool is_document = session.flags.json && !session.flags.jsonl;
  if (is_document || wants_events(session)) {
    ordered_json document = app::batch_document(records, batch, end.items);
    document["changes"] = changes_json(end.changes);
    document["exitCode"] = session.exit_code;
    if (is_document) print_json(session, document);
    ordered_json line = {{"at", rfc3339(session.clock.now())}, {"event", "batch.finished"}};
    document.erase("items");
    line.update(document);
    if (wants_events(session)) event_writer(session)(line);
  }
  if (end.ending) session.err.text << failure_text(*end.ending, session.err);
  if (session.flags.quiet) return;
  const StatusMark mark = session.exit_code == 0 ? StatusMark::done
                          : end.ending           ? StatusMark::doubt
                                                 : StatusMark::failed;
  session.err.text << fmt::format("{} batch {}: {}   {}   {}\n", sign(mark, session.err),
                                  batch.id.short_id(), count_words(end), format_duration(end.took),
                                  format_cost(records.total({.batch = batch.id})))
                   << std::flush;
  if (!has_rest(end)) return;
  note(session, fmt::format("see why: limner batch show {0}   continue: limner resume {0}",
                            batch.id.short_id()));
}

}  // namespace limner::cli
