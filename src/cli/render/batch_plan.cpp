#include "cli/render/batch_plan.hpp"

#include "app/report/json_output.hpp"
#include "cli/render/batch_result.hpp"
#include "cli/render/format.hpp"
#include "cli/render/run_plan.hpp"
#include "cli/render/screen.hpp"
#include "cli/render/step_lines.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace limner::cli {

namespace {

constexpr std::size_t most_reasons = 5;  // lines about rows that reuse something

bool reuses(const app::PlannedRow& row) {
  return !row.reused.empty();
}

ordered_json reused_row_json(const store::BatchItem& item, const app::PlannedRow& row) {
  ordered_json steps = ordered_json::array();
  for (const app::ReusedStep& step : row.reused)
    steps.push_back({{"id", step.id}, {"reusedFrom", engine::reference_to(step.from)}});
  return {{"line", item.line}, {"key", item.key}, {"work", to_string(row.work)}, {"steps", steps}};
}

ordered_json plan_json(const app::BatchPlan& plan, const std::optional<app::RowChanges>& changes) {
  ordered_json reused = ordered_json::array();
  for (std::size_t at = 0; at < plan.rows.size(); ++at) {
    if (reuses(plan.rows[at])) reused.push_back(reused_row_json(plan.items[at], plan.rows[at]));
  }
  ordered_json work;
  for (const auto one :
       {app::RowWork::full, app::RowWork::partly_reused, app::RowWork::reused, app::RowWork::made})
    work[std::string(to_string(one))] = plan.count(one);
  return {{"schemaVersion", 1},
          {"templateId", plan.workflow.id},
          {"name", plan.name},
          {"status", "planned"},
          {"batchId", plan.joins ? ordered_json(plan.joins->str()) : ordered_json()},
          {"rows", plan.items.size()},
          {"work", work},
          {"totalCosts",
           app::cost_json({.estimated = plan.estimate(), .status = store::CostStatus::estimated})},
          {"forecast", forecast_json({plan.forecast, plan.usual})},
          {"savedUsd", app::number(plan.saved())},
          {"reused", reused},
          {"changes", changes_json(changes)}};
}

// "150 new, 38 made in batch 7qx2m9kd, 12 reused".
std::string work_words(const app::BatchPlan& plan) {
  std::vector<std::string> words{fmt::format("{} new", plan.count(app::RowWork::full))};
  const auto add = [&](app::RowWork work, std::string what) {
    const std::int64_t rows = plan.count(work);
    if (rows > 0) words.push_back(fmt::format("{} {}", rows, what));
  };
  add(app::RowWork::made,
      plan.joins ? fmt::format("made in batch {}", plan.joins->short_id()) : "");
  add(app::RowWork::reused, "reused");
  add(app::RowWork::partly_reused, "reused in part");
  return fmt::format("{}", fmt::join(words, ", "));
}

void print_reasons(const Session& session, const app::BatchPlan& plan) {
  std::size_t printed = 0;
  for (std::size_t at = 0; at < plan.rows.size(); ++at) {
    const app::PlannedRow& row = plan.rows[at];
    if (!reuses(row)) continue;
    if (++printed > most_reasons) continue;
    std::vector<std::string> steps;
    for (const app::ReusedStep& step : row.reused)
      steps.push_back(fmt::format("{} {}", plain(step.id), reuse_words(step.from)));
    note(session, fmt::format("line {}: {}", plan.items[at].line, fmt::join(steps, "; ")));
  }
  if (printed > most_reasons)
    note(session, fmt::format("and {} more; all of them: --json", printed - most_reasons));
}

}  // namespace

void print_batch_plan(const Session& session, const app::BatchPlan& plan,
                      const std::optional<app::RowChanges>& changes) {
  if (session.flags.json || session.flags.jsonl)
    return print_json(session, plan_json(plan, changes));
  session.out.text << fmt::format("{} of {}, at most {}\n{}\n",
                                  count_rows(static_cast<std::int64_t>(plan.items.size())),
                                  plain(plan.name), dollars(plan.estimate()), work_words(plan))
                   << std::flush;
  const std::string words = forecast_words({plan.forecast, plan.usual});
  if (!words.empty()) session.out.text << words << '\n' << std::flush;
  print_reasons(session, plan);
  note(session, "nothing was sent or written");
}

}  // namespace limner::cli
