// JSON of batches.
#include "app/report/json_output.hpp"

namespace limner::app {

namespace {

ordered_json counts_json(const store::BatchCounts& counts) {
  return {{"rows", counts.total()},     {"succeeded", counts.succeeded},
          {"reused", counts.reused},    {"failed", counts.failed},
          {"inDoubt", counts.in_doubt}, {"canceled", counts.canceled},
          {"running", counts.running},  {"queued", counts.queued}};
}

ordered_json item_json(const store::BatchItem& item) {
  return {{"line", item.line},
          {"key", item.key},
          {"title", text_or_null(item.title)},
          {"runId", item.run ? ordered_json(item.run->str()) : ordered_json()},
          {"status", item.status ? ordered_json(*item.status) : ordered_json("queued")},
          {"reused", item.is_reused},
          {"failure", item.failure}};
}

}  // namespace

ordered_json batch_summary(const store::BatchRow& batch, const store::BatchCounts& counts,
                           const store::CostTotal& total) {
  return {{"id", batch.id.str()},
          {"name", batch.name},
          {"templateId", batch.template_id},
          {"submittedAt", rfc3339(batch.at)},
          {"maxCostUsd", batch.max_cost ? number(*batch.max_cost) : ordered_json()},
          {"counts", counts_json(counts)},
          {"totalCosts", cost_json(total)}};
}

ordered_json batch_document(const store::Records& records, const store::BatchRow& batch,
                            const std::vector<store::BatchItem>& items) {
  store::BatchCounts counts;
  for (const store::BatchItem& item : items) counts.add(item);
  ordered_json document = {{"schemaVersion", 1}};
  document.update(batch_summary(batch, counts, records.total({.batch = batch.id})));
  document["settings"] = batch.settings;
  document["items"] = ordered_json::array();
  for (const store::BatchItem& item : items) document["items"].push_back(item_json(item));
  return document;
}

}  // namespace limner::app
