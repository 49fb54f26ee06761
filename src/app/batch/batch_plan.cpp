#include "app/batch/batch_plan.hpp"

#include "app/batch/batch_work.hpp"
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

}  // namespace

BatchPlan plan_batch(const Context& context, const templates::Template& workflow,
                     const RunSettings& settings, const RowTable& table,
                     std::vector<CheckedRow>& rows, const std::vector<std::string>& used,
                     const provider::Catalogue& catalogue) {
  BatchPlan batch{.workflow = workflow,
                  .settings = settings,
                  .name = table.name(),
                  .identity = identity_of_batch(settings, table, rows)};
  const bool wallet_exists = has_wallet(context);
  const bool with_pictures = has_pictures(workflow);
  for (CheckedRow& row : rows) {
    if (row.is_wrong()) continue;
    try {
      ImageInputs references(context, Purpose::plan);
      const json given = row.intake();
      references.limit_template(workflow, given);
      store::BatchItem item = item_of(table, row, used);
      engine::Plan plan = plan_run(context, workflow, given, settings_of(settings, item), catalogue,
                                   references, wallet_exists);
      engine::check_budget(plan, {});
      item.content["intake"] = with_pictures ? given : plan.intake;
      item.content["title"] = plan.title();
      if (!with_pictures) item.digest = digest_of(item);
      batch.items.push_back(std::move(item));
      batch.estimates.push_back(plan.estimate());
      if (!batch.first) batch.first = std::move(plan);
    } catch (const Error& error) {
      if (engine::concerns_every_row(error.code())) throw;
      row.problems.push_back(problem_of(error, table, row));
    }
  }
  return batch;
}

store::SubmittedBatch submit_batch(const Context& context, BatchPlan& plan,
                                   std::optional<Money> max_cost,
                                   const provider::Catalogue& catalogue, store::Records& records,
                                   store::BlobStore& blobs,
                                   const std::optional<store::OnceKey>& once) {
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
  return records.submit_batch(batch, plan.items, engine::template_version(plan.workflow), once);
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

Money missing_cost(const Context& context, const BatchPlan& plan, const store::Records* records) {
  std::set<std::string> made;
  if (records != nullptr) made = records->made_items(batch_row(context, plan));
  Money sum;
  for (std::size_t at = 0; at < plan.items.size(); ++at) {
    if (!made.contains(plan.items[at].digest)) sum += plan.estimates[at];
  }
  return sum;
}

}  // namespace limner::app
