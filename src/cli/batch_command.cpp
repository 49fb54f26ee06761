// Plans and submits the rows of a batch.
#include "cli/batch_command.hpp"

#include "app/batch/batch_plan.hpp"
#include "app/provider_check.hpp"
#include "app/work_limits.hpp"
#include "cli/batch_work.hpp"
#include "cli/detach.hpp"
#include "cli/render/batch_plan.hpp"
#include "cli/render/batch_result.hpp"
#include "cli/render/format.hpp"
#include "cli/render/screen.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <map>
#include <utility>

namespace limner::cli {

namespace {

std::int64_t whole_number(std::string_view flag, const std::string& text, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc() && end == text.data() + text.size() && number >= 0 && number <= most)
    return number;
  throw Error(ErrorCode::usage, "{} is \"{}\"", flag, text)
      .with_help(fmt::format("write a whole number up to {}", most));
}

// None for auto.
std::optional<int> jobs_of(const BatchFlags& flags) {
  constexpr int most = 256;
  if (flags.jobs == "auto") return std::nullopt;
  const auto jobs = static_cast<int>(whole_number("--jobs", flags.jobs, most));
  if (jobs > 0) return jobs;
  throw Error(ErrorCode::usage, "--jobs is 0").with_help("write auto, or at least 1");
}

engine::BatchLimits limits_of(const BatchFlags& flags, std::size_t rows) {
  engine::BatchLimits limits;
  std::string text = flags.max_failures;
  if (text.empty()) return limits;
  const bool is_share = text.ends_with('%');
  if (is_share) text.pop_back();
  const std::int64_t number = whole_number("--max-failures", text, is_share ? 100 : 1'000'000);
  limits.max_failures = is_share ? number * static_cast<std::int64_t>(rows) / 100 : number;
  return limits;
}

app::BatchOptions options_of(const RunFlags& flags, const BatchFlags& batch_flags, std::size_t rows,
                             int automatic_jobs) {
  return {.jobs = jobs_of(batch_flags).value_or(automatic_jobs),
          .limits = limits_of(batch_flags, rows),
          .max_wait = flags.max_wait.value_or(engine::default_max_wait),
          .grace = flags.grace.value_or(engine::default_grace)};
}

ResultOptions result_of(const RunFlags& flags, const std::optional<app::ExportTarget>& target) {
  return {.print = flags.print, .target = target, .open = flags.open, .counts_exports = false};
}

// ---- run --rows ----

std::vector<std::string> used_columns(const app::RowSelection& selection,
                                      const std::optional<app::ExportTarget>& target) {
  std::vector<std::string> used;
  for (const app::RowCondition& condition : selection.where) used.push_back(condition.column);
  if (target) {
    for (std::string& column : target->pattern.columns()) used.push_back(std::move(column));
  }
  return used;
}

std::vector<nlohmann::json> columns_of(const app::BatchPlan& plan) {
  std::vector<nlohmann::json> columns;
  for (const store::BatchItem& item : plan.items) columns.push_back(item.content.at("columns"));
  return columns;
}

// That of earlier runs, else what the catalogue says of the models: from once to twice as long.
std::optional<UsualTime> usual_time(const std::string& template_id, const store::Records& records,
                                    const engine::Plan* plan) {
  if (const std::optional<Millis> usual = records.usual_duration(template_id))
    return UsualTime{*usual, *usual};
  if (plan == nullptr) return std::nullopt;
  Millis sum{0};
  for (const engine::PlannedStep& step : plan->steps) {
    if (step.model && !step.skip.value_or(false))
      sum += step.model->usual_duration.value_or(Millis(0));
  }
  if (sum == Millis(0)) return std::nullopt;
  return UsualTime{sum, sum * 2};
}

app::RowTable read_table(const Session& session, const BatchFlags& flags,
                         const app::RowSelection& selection) {
  std::optional<app::RowSource> source;
  if (!flags.rows.empty())
    source = {.path = flags.rows, .format = parse_enum<app::RowFormat>(flags.format)};
  return app::read_rows(session, source, selection);
}

constexpr std::int64_t largest_take = 1'000'000;

app::TakeRange takes_of(const RunFlags& flags, std::int64_t count) {
  if (flags.seed) {
    throw Error(ErrorCode::usage, "--seed gives all takes the same seed")
        .with_help("leave out --seed: the number of a take is its seed");
  }
  const std::int64_t first = flags.take.value_or(1);
  if (first + count - 1 > largest_take) {
    throw Error(ErrorCode::usage, "--take {} and --takes {} go beyond take {}", first, count,
                largest_take)
        .with_help("use smaller numbers");
  }
  return {.first = static_cast<int>(first), .count = static_cast<int>(count)};
}

app::RowSelection selection_of(const RunFlags& run_flags, const BatchFlags& flags) {
  app::RowSelection selection{.where = app::parse_conditions(flags.where),
                              .matrix = app::parse_matrix(flags.matrix)};
  if (!flags.range.empty()) selection.range = app::parse_row_range(flags.range);
  if (flags.takes) selection.takes = takes_of(run_flags, *flags.takes);
  if (flags.limit) selection.limit = static_cast<int>(*flags.limit);
  return selection;
}

std::string place_of(const Mark& mark) {
  return fmt::format("{}:{}:{}", mark.file, mark.line, mark.column);
}

// Wrong rows are refused before anything starts, or left out with --skip-invalid.
void check_all(const Session& session, const app::RowTable& table,
               std::vector<app::CheckedRow>& rows, bool skip_invalid) {
  if (!skip_invalid) return app::refuse_wrong_rows(table, rows);
  constexpr std::size_t most_lines = 20;
  const std::size_t all = rows.size();
  const std::vector<Problem> problems = app::remove_wrong_rows(table, rows);
  for (std::size_t at = 0; at < std::min(problems.size(), most_lines); ++at) {
    const Problem& problem = problems[at];
    note(session, fmt::format("warning: {}{}", problem.mark ? place_of(*problem.mark) + ": " : "",
                              problem.message));
  }
  const auto wrong = static_cast<std::int64_t>(all - rows.size());
  if (wrong > 0) note(session, fmt::format("warning: left out {}", count_rows(wrong)));
}

app::PlannedExport planned_export(const store::BatchItem& item, const app::RunSettings& settings) {
  return {.intake = item.content.at("intake"),
          .title = item.content.value("title", ""),
          .columns = item.content.at("columns"),
          .take = app::settings_of(settings, item).take};
}

// Two rows must not have the same file name.
void check_names(const app::ExportTarget& target, const app::BatchPlan& plan) {
  const std::vector<store::BatchItem>& items = plan.items;
  if (target.is_exact && items.size() > 1) {
    throw Error(ErrorCode::usage, "--out names one file, and {} rows are planned", items.size())
        .with_help("give a directory: --out DIR/, with --name for the names of its files");
  }
  std::map<std::string, int> lines;
  for (const store::BatchItem& item : items) {
    const app::PlannedExport planned = planned_export(item, plan.settings);
    app::check_placeholders(target, planned);
    for (const std::string& name : app::planned_names(target, planned)) {
      const auto [other, is_new] = lines.emplace(name, item.line);
      if (is_new) continue;
      const std::string rows = other->second == item.line
                                   ? fmt::format("two runs of line {}", item.line)
                                   : fmt::format("lines {} and {}", other->second, item.line);
      throw Error(ErrorCode::usage, "{} have the same file name {}", rows, name)
          .with_help("use a column that differs, {take} or {id} in --name");
    }
  }
}

// Files of rows whose pictures are not made must not be there.
void refuse_existing_files(const app::ExportTarget& target, const store::Records& records,
                           const store::SubmittedBatch& batch, const app::BatchPlan& plan) {
  for (std::size_t at = 0; at < batch.ordinals.size(); ++at) {
    const store::BatchItem item = records.batch_item({batch.id, batch.ordinals[at]});
    app::PlannedExport planned = planned_export(item, plan.settings);
    planned.are_made = is_done(item) || plan.rows.at(at).work == app::RowWork::reused;
    app::check_export(target, planned);
  }
}

// None: nothing is known of an earlier file.
std::optional<app::RowChanges> changes_of(const app::RowTable& table, const BatchFlags& flags,
                                          const app::BatchPlan& plan) {
  const bool is_whole = flags.where.empty() && flags.range.empty() && !flags.limit &&
                        table.rows.size() == plan.items.size();
  const bool has_digests = std::ranges::none_of(
      plan.items, [](const store::BatchItem& item) { return item.digest.empty(); });
  const bool is_file = !flags.rows.empty() && flags.rows != "-";
  if (!plan.joins || !has_digests || !is_file) return std::nullopt;
  app::RowChanges changes = app::compare_rows(plan.before, plan.items);
  if (!is_whole) changes.removed = 0;  // rows that are not selected
  return changes;
}

void warn_of_changes(const Session& session, const app::BatchPlan& plan,
                     const std::optional<app::RowChanges>& changes) {
  if (!changes || !changes->any()) return;
  note(session, fmt::format("warning: {}", app::changes_text(*changes, plain(plan.name))));
  if (changes->removed + changes->changed == 0) return;
  note(session,
       fmt::format("rows of batch {} that are not in the file are left: only limner resume "
                   "makes them",
                   plan.joins->short_id()));
}

// Takes alone are another batch for each intake.
std::string name_for_once(const app::RowTable& table, const app::RunInputs& given) {
  if (!table.is_takes_alone()) return table.name();
  return fmt::format("{} {}", table.name(), Digest::of(canonical(given.intake)).hex());
}

// The rows of a command, read, checked and planned.
struct RowsToStart {
  const RunFlags& flags;
  const BatchFlags& batch_flags;
  const BatchReports& reports;
  const app::RowTable& table;
  const std::optional<app::ExportTarget>& target;
  const std::vector<std::string>& kept;  // columns whose text is kept with each row
  app::BatchPlan plan;
};

// Submits the rows, and works on them or leaves them to a worker.
void start_rows(Session& session, RowsToStart rows, const provider::Catalogue& catalogue,
                provider::Providers& providers) {
  app::BatchPlan& plan = rows.plan;
  const RunFlags& flags = rows.flags;
  const BatchFlags& batch_flags = rows.batch_flags;
  const std::optional<app::ExportTarget>& target = rows.target;
  confirm_cost(session, plan.estimate(), flags);
  if (plan.has_work()) {
    app::check_providers(session, *plan.first, catalogue, providers,
                         session.workflow ? session.workflow->name : plan.workflow.id);
  }
  const app::BatchOptions options = options_of(
      flags, batch_flags, plan.items.size(), app::automatic_jobs(session, catalogue, &*plan.first));
  if (target) app::create_directory(*target);
  store::Records records = app::open_records(session);
  collect_pending_answers(session, *plan.first, catalogue, providers, records, {});
  store::BlobStore blobs = app::open_blobs(session);
  const store::SubmittedBatch submitted =
      app::submit_batch(session, plan, flags.max_cost, catalogue, records, blobs);
  if (submitted.taken) {  // by a process that was faster
    is_made_once(session, *plan.once, flags, batch_flags);
    return;
  }
  const auto changes = changes_of(rows.table, batch_flags, plan);  // pictures have digests now
  warn_of_changes(session, plan, changes);
  if (target) refuse_existing_files(*target, records, submitted, plan);
  if (flags.detach)
    return detach_batch(session, records, submitted.id, submitted.ordinals, flags, batch_flags);
  store::BatchRow batch = records.batch(submitted.id).value();
  batch.settings = app::to_json(plan.settings);  // a batch that is there may have had other tags
  work_and_report(session,
                  {.batch = std::move(batch),
                   .ordinals = submitted.ordinals,
                   .options = options,
                   .ceiling = plan.estimate(),
                   .usual = usual_time(plan.workflow.id, records, &*plan.first),
                   .fail_on = batch_flags.fail_on,
                   .columns = columns_of(plan),
                   .column_order = rows.kept,
                   .changes = changes},
                  {rows.reports, result_of(flags, target), catalogue, providers, records});
}

}  // namespace

void run_rows(Session& session, const app::RunInputs& given, const RunFlags& flags,
              const BatchFlags& batch_flags) {
  if (flags.again) {
    throw Error(ErrorCode::usage, "--again is for one run")
        .with_help("other pictures of all rows: --take 2");
  }
  engine::check_max_cost(flags.max_cost);
  const BatchReports reports(session, batch_flags);
  const provider::Catalogue catalogue = app::load_catalogue(session);
  const app::RowSelection selection = selection_of(flags, batch_flags);
  const auto target = export_target(session, flags);
  app::RunSettings settings = run_settings(session, flags);
  settings.max_cost = {};  // that of the batch
  const app::RowTable table = read_table(session, batch_flags, selection);
  const std::vector<std::string> used = used_columns(selection, target);
  const auto once = flags.dry_run ? std::nullopt
                                  : once_key_of_batch(session, given.workflow.id,
                                                      name_for_once(table, given), flags);
  if (once && is_made_once(session, *once, flags, batch_flags)) return;
  const app::RowMapping mapping = app::map_columns(given.workflow, table,
                                                   {.maps = batch_flags.maps,
                                                    .key = batch_flags.key,
                                                    .used = used,
                                                    .has_takes = selection.takes.has_value()});
  std::vector<app::CheckedRow> rows =
      app::check_rows(session, given.workflow, table, mapping, given.intake);
  provider::Providers providers = session.make_providers();
  const std::vector<std::string>& kept = reports.is_csv_wanted() ? table.columns : used;
  app::BatchPlan plan =
      app::plan_batch(session, given.workflow, settings, {table, rows, kept}, catalogue, providers);
  check_all(session, table, rows, batch_flags.skip_invalid);
  if (target) check_names(*target, plan);
  if (flags.dry_run) {
    const auto changes = changes_of(table, batch_flags, plan);
    warn_of_changes(session, plan, changes);
    return print_batch_plan(session, plan, changes);
  }
  plan.once = once;
  start_rows(session, {flags, batch_flags, reports, table, target, kept, std::move(plan)},
             catalogue, providers);
}

namespace {

void work_on_stored_batch(Session& session, BatchTask task, const RunFlags& flags,
                          const BatchFlags& batch_flags, const BatchReports& reports,
                          const provider::Catalogue& catalogue, store::Records& records) {
  provider::Providers providers = session.make_providers();
  if (task.ordinals.empty()) {
    for (const store::BatchItem& item : records.batch_items(task.batch.id))
      task.ordinals.push_back(item.ordinal);
  }
  if (!task.continues) {
    const std::vector<int> left = missing(items_of(records, task.batch.id, task.ordinals));
    if (!left.empty()) {
      const engine::Plan first =
          app::plan_row(session, records, task.batch, left.front(), catalogue);
      app::check_providers(session, first, catalogue, providers, first.workflow.id);
    }
  }
  const auto target = export_target(session, flags);
  if (target) app::create_directory(*target);
  const app::RetryPolicy retry = task.options.retry;
  task.options = options_of(flags, batch_flags, task.ordinals.size(),
                            app::automatic_jobs(session, catalogue, nullptr));
  task.options.retry = retry;
  task.fail_on = batch_flags.fail_on;
  task.usual = usual_time(task.batch.template_id, records, nullptr);
  work_and_report(session, task,
                  {reports, result_of(flags, target), catalogue, providers, records});
}

}  // namespace

void resume_batch(Session& session, const BatchId& id, const RunFlags& flags,
                  const BatchFlags& batch_flags, app::RetryPolicy retry) {
  engine::check_max_cost(flags.max_cost);
  const BatchReports reports(session, batch_flags);
  const provider::Catalogue catalogue = app::load_catalogue(session);
  store::Records records = app::open_records(session);
  if (flags.max_cost) records.set_max_cost(id, flags.max_cost);
  work_on_stored_batch(session,
                       {.batch = records.batch(id).value(),
                        .ordinals = {},
                        .options = {.retry = retry},
                        .fail_on = {}},
                       flags, batch_flags, reports, catalogue, records);
}

void work_on_batch(Session& session, const BatchId& id, std::vector<int> ordinals, bool continues,
                   const RunFlags& flags, const BatchFlags& batch_flags) {
  const BatchReports reports(session, batch_flags);
  const provider::Catalogue catalogue = app::load_catalogue(session);
  store::Records records = app::open_records(session);
  work_on_stored_batch(session,
                       {.batch = records.batch(id).value(),
                        .ordinals = std::move(ordinals),
                        .options = {},
                        .fail_on = {},
                        .continues = continues},
                       flags, batch_flags, reports, catalogue, records);
}

}  // namespace limner::cli
