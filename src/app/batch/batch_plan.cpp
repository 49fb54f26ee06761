#include "app/batch/batch_plan.hpp"

#include "app/batch/batch_work.hpp"
#include "app/wallet_settings.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

#include <algorithm>

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

store::BatchItem item_of(const RowTable& table, const CheckedRow& checked, json intake,
                         std::string title, const std::vector<std::string>& used) {
  const Row& row = table.rows[checked.index];
  json tags = json::object();
  for (const auto& [key, value] : checked.tags) tags[key] = value;
  return {.key = checked.key,
          .line = row.line == 0 ? row.number : row.line,
          .content = {{"intake", std::move(intake)},
                      {"seed", checked.seed ? json(*checked.seed) : json()},
                      {"take", checked.take ? json(*checked.take) : json()},
                      {"model", checked.model},
                      {"title", std::move(title)},
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

RunSettings settings_of_row(const RunSettings& settings, const CheckedRow& row) {
  RunSettings own = settings;
  if (row.seed) own.seed = row.seed;
  if (row.take) own.take = *row.take;
  if (!row.model.empty()) own.models[""] = row.model;
  return own;
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

}  // namespace

BatchPlan plan_batch(const Context& context, const templates::Template& workflow,
                     const RunSettings& settings, const RowTable& table,
                     std::vector<CheckedRow>& rows, const std::vector<std::string>& used,
                     const provider::Catalogue& catalogue) {
  BatchPlan batch{.workflow = workflow, .settings = settings, .name = table.name()};
  const bool wallet_exists = has_wallet(context);
  const bool with_pictures = has_pictures(workflow);
  for (CheckedRow& row : rows) {
    if (row.is_wrong()) continue;
    try {
      ImageInputs references(context, Purpose::plan);
      const json given = row.intake();
      references.limit_template(workflow, given);
      engine::Plan plan = plan_run(context, workflow, given, settings_of_row(settings, row),
                                   catalogue, references, wallet_exists);
      engine::check_budget(plan, {});
      batch.estimate += plan.estimate();
      json intake = with_pictures ? given : plan.intake;
      batch.items.push_back(item_of(table, row, std::move(intake), plan.title(), used));
      if (!batch.first) batch.first = std::move(plan);
    } catch (const Error& error) {
      row.problems.push_back(problem_of(error, table, row));
    }
  }
  return batch;
}

store::SubmittedBatch submit_batch(const Context& context, BatchPlan& plan,
                                   std::optional<Money> max_cost,
                                   const provider::Catalogue& catalogue, store::Records& records,
                                   store::BlobStore& blobs) {
  const store::BatchRow batch{.id = BatchId::make(context.ids),
                              .request_id = context.ids.next(),
                              .template_id = plan.workflow.id,
                              .template_digest = plan.workflow.digest().hex(),
                              .name = plan.name,
                              .identity = identity_of(plan.settings),
                              .settings = to_json(plan.settings),
                              .max_cost = max_cost,
                              .at = context.clock.now()};
  if (has_pictures(plan.workflow)) {
    for (store::BatchItem& item : plan.items) {
      ImageInputs references(context, Purpose::run);
      json& intake = item.content.at("intake");
      references.limit_template(plan.workflow, intake);
      intake = plan_run(context, plan.workflow, intake, settings_of(batch, item), catalogue,
                        references, false)
                   .intake;
      references.keep(records, blobs);
    }
  }
  for (store::BatchItem& item : plan.items) item.digest = digest_of(item);
  return records.submit_batch(batch, plan.items, engine::template_version(plan.workflow));
}

}  // namespace limner::app
