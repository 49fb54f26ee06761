#include "app/batch/batch_plan.hpp"

#include "app/batch/batch_work.hpp"
#include "app/limits.hpp"
#include "app/wallet_settings.hpp"

#include <limner/engine/batch.hpp>
#include <limner/error.hpp>
#include <limner/json.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace limner::app {

namespace {

using nlohmann::json;

json columns_of(const RowTable& table, const Row& row, const std::vector<std::string>& used) {
  json columns = json::object();
  for (const std::string& name : used) {
    const std::optional<std::size_t> column = table.find_column(name);
    if (column) columns[name] = cell_text(row.cell(*column));
  }
  return columns;
}

// Without the intake and the title, which its plan has.
store::BatchItem item_of(const RowTable& table, const CheckedRow& checked,
                         const std::vector<std::string>& used) {
  const Row& row = table.rows[checked.index];
  json tags = json::object();
  for (const auto& [key, value] : checked.tags) tags[key] = value;
  return {.key = checked.key,
          .line = row.line == 0 ? row.number : row.line,
          .content = {{"seed", checked.seed ? json(*checked.seed) : json()},
                      {"take", checked.take ? json(*checked.take) : json()},
                      {"model", checked.model},
                      {"tags", std::move(tags)},
                      {"columns", columns_of(table, row, used)}}};
}

// As BatchItem::digest, when the pictures of the intake are artifacts.
std::string digest_of(const store::BatchItem& item) {
  json what = item.content;
  for (const char* other : {"title", "tags", "columns"}) what.erase(other);
  what["key"] = item.key;
  return Digest::of(canonical(what)).hex();
}

Problem problem_of(const Error& error, const RowTable& table, const CheckedRow& row) {
  Problem problem{.message = error.what(),
                  .type = std::string(traits(error.code()).name),
                  .loc = {"rows", std::to_string(row.number)},
                  .help = std::string(error.help())};
  problem.mark = table.mark(table.rows[row.index]);
  return problem;
}

bool has_pictures(const templates::Template& workflow) {
  return std::ranges::any_of(workflow.intake, [](const templates::IntakeField& field) {
    return field.type == templates::FieldType::image || field.type == templates::FieldType::images;
  });
}

std::string identity_of_batch(const RunSettings& settings, const RowTable& table,
                              const std::vector<CheckedRow>& rows) {
  std::string identity = identity_of(settings);
  if (!table.is_takes_alone() || rows.empty()) return identity;
  return Digest::of(identity + rows.front().key).hex();
}

store::BatchRow batch_row(const Context& context, const BatchPlan& plan) {
  return {.id = BatchId::make(context.ids),
          .request_id = context.ids.next(),
          .template_id = plan.workflow.id,
          .template_digest = plan.workflow.digest().hex(),
          .name = plan.name,
          .identity = plan.identity,
          .settings = to_json(plan.settings),
          .at = context.clock.now()};
}

bool is_executed(const engine::PlannedStep& step) {
  return !step.skip.value_or(false) && !step.reuse && !step.kind->pure;
}

PlannedRow planned_row(const engine::Plan& plan) {
  PlannedRow row{.estimate = plan.estimate()};
  for (const engine::PlannedStep& step : plan.steps) {
    if (step.reuse) row.reused.push_back({step.spec.id, *step.reuse});
  }
  if (row.reused.empty()) return row;
  row.work =
      std::ranges::any_of(plan.steps, is_executed) ? RowWork::partly_reused : RowWork::reused;
  return row;
}

bool is_work(const PlannedRow& row) {
  return row.work == RowWork::full || row.work == RowWork::partly_reused;
}

class BatchPlanner {
 public:
  BatchPlanner(const Context& context, BatchPlan& batch, const RowsToPlan& given,
               const provider::Catalogue& catalogue, const provider::Providers& providers)
      : context_(context),
        batch_(batch),
        given_(given),
        catalogue_(catalogue),
        providers_(providers),
        records_(existing_records(context)),
        history_(records_ ? &*records_ : nullptr),
        limits_(stored_limits(context)),
        wallet_exists_(has_wallet(context)),
        with_pictures_(has_pictures(batch.workflow)) {
    if (!records_) return;
    blobs_.emplace(open_blobs(context));
    batch_.usual = records_->usual_duration(batch_.workflow.id);
    batch_.joins = records_->joined_batch(batch_row(context, batch_));
    if (batch_.joins) batch_.before = records_->batch_items(*batch_.joins);
    for (const store::BatchItem& item : batch_.before) {
      store::BatchCounts counts;
      counts.add(item.status);
      if (counts.succeeded == 1) made_.insert(item.digest);
    }
  }

  void plan(CheckedRow& row) try {
    ImageInputs references(context_, Purpose::plan);
    const json given = row.intake();
    references.limit_template(batch_.workflow, given);
    store::BatchItem item = item_of(given_.table, row, given_.used);
    const RunSettings settings = settings_of(batch_.settings, item);
    engine::Plan plan = plan_run(context_, batch_.workflow, given, settings, catalogue_, references,
                                 wallet_exists_);
    item.content["intake"] = with_pictures_ ? given : plan.intake;
    item.content["title"] = plan.title();
    if (!with_pictures_) item.digest = digest_of(item);
    PlannedRow planned = work_of(item, plan, settings);
    batch_.items.push_back(std::move(item));
    const bool is_first_work = !has_work_ && is_work(planned);
    if (!batch_.first || is_first_work) batch_.first = std::move(plan);
    has_work_ = has_work_ || is_first_work;
    batch_.rows.push_back(std::move(planned));
  } catch (const Error& error) {
    if (engine::concerns_every_row(error.code())) throw;
    row.problems.push_back(problem_of(error, given_.table, row));
  }

 private:
  PlannedRow work_of(const store::BatchItem& item, engine::Plan& plan,
                     const RunSettings& settings) {
    if (made_.contains(item.digest)) return {.work = RowWork::made, .estimate = {}};
    if (records_) {
      engine::expect_reuse(plan, {.records = *records_,
                                  .blobs = *blobs_,
                                  .providers = providers_,
                                  .version = context_.version,
                                  .tags = settings.tags,
                                  .image_limits = limits_,
                                  .reads_files = false});
    }
    engine::check_budget(plan, {});
    batch_.forecast.add(history_.forecast(plan));
    return planned_row(plan);
  }

  const Context& context_;
  BatchPlan& batch_;
  const RowsToPlan& given_;
  const provider::Catalogue& catalogue_;
  const provider::Providers& providers_;
  std::optional<store::Records> records_;
  engine::CostHistory history_;
  std::optional<store::BlobStore> blobs_;
  image::ImageLimits limits_;
  bool wallet_exists_;
  bool with_pictures_;
  bool has_work_ = false;
  std::set<std::string> made_;  // digests
};

}  // namespace

std::int64_t BatchPlan::count(RowWork work) const {
  return std::ranges::count(rows, work, &PlannedRow::work);
}

bool BatchPlan::has_work() const {
  return std::ranges::any_of(rows, is_work);
}

Money BatchPlan::estimate() const {
  Money sum;
  for (const PlannedRow& row : rows) sum += row.estimate;
  return sum;
}

Money BatchPlan::saved() const {
  Money sum;
  for (const PlannedRow& row : rows) {
    for (const ReusedStep& step : row.reused) sum += step.from.saved;
  }
  return sum;
}

BatchPlan plan_batch(const Context& context, const templates::Template& workflow,
                     const RunSettings& settings, const RowsToPlan& given,
                     const provider::Catalogue& catalogue, const provider::Providers& providers) {
  BatchPlan batch{.workflow = workflow,
                  .settings = settings,
                  .name = given.table.name(),
                  .identity = identity_of_batch(settings, given.table, given.rows)};
  BatchPlanner planner(context, batch, given, catalogue, providers);
  for (CheckedRow& row : given.rows) {
    if (!row.is_wrong()) planner.plan(row);
  }
  return batch;
}

store::SubmittedBatch submit_batch(const Context& context, BatchPlan& plan,
                                   std::optional<Money> max_cost,
                                   const provider::Catalogue& catalogue, store::Records& records,
                                   store::BlobStore& blobs) {
  if (has_pictures(plan.workflow)) {
    for (store::BatchItem& item : plan.items) {
      ImageInputs references(context, Purpose::run);
      json& intake = item.content.at("intake");
      references.limit_template(plan.workflow, intake);
      // For the artifacts of its pictures: who pays does not matter here.
      intake = plan_run(context, plan.workflow, intake, settings_of(plan.settings, item), catalogue,
                        references, false)
                   .intake;
      references.keep(records, blobs);
      item.digest = digest_of(item);
    }
  }
  store::BatchRow batch = batch_row(context, plan);
  batch.max_cost = max_cost;
  return records.submit_batch(batch, plan.items, engine::template_version(plan.workflow),
                              plan.once);
}

engine::Plan plan_row(const Context& context, const store::Records& records,
                      const store::BatchRow& batch, int ordinal,
                      const provider::Catalogue& catalogue) {
  const store::BatchItem item = records.batch_item({batch.id, ordinal});
  ImageInputs references(context, Purpose::run);  // all are artifacts: no file is read
  return plan_run(context, recorded_template(records, batch.template_digest),
                  item.content.at("intake"), settings_of(run_settings_from(batch.settings), item),
                  catalogue, references, has_wallet(context));
}

}  // namespace limner::app
