// JSON of costs.
#include "app/report/json_output.hpp"

#include <algorithm>

namespace limner::app {

namespace {

ordered_json amount_or_null(const std::optional<Money>& amount) {
  return amount ? number(*amount) : ordered_json();
}

}  // namespace

store::CostTotal sum(std::span<const store::CostEntry> entries) {
  store::CostTotal total{.actual = Money()};
  for (const store::CostEntry& entry : entries) {
    total.estimated += entry.estimated;
    if (entry.actual && total.actual) {
      *total.actual += *entry.actual;
    } else {
      total.actual.reset();
    }
    total.most += entry.actual.value_or(entry.estimated);
    total.status = std::min(total.status.value_or(entry.status), entry.status);
  }
  return total;
}

ordered_json cost_json(const store::CostTotal& total) {
  return {{"estimatedUsd", number(total.estimated)},
          {"actualUsd", amount_or_null(total.actual)},
          {"currency", "USD"},
          {"status", total.status ? ordered_json(*total.status) : ordered_json()},
          {"unresolvedUsd", number(total.reserved)}};
}

ordered_json ledger_entry(const store::CostEntry& entry) {
  ordered_json artifacts = ordered_json::array();
  for (const ArtifactId& id : entry.artifacts) artifacts.push_back(id.str());
  return {{"id", entry.id.str()},
          {"at", rfc3339(entry.at)},
          {"incurredAt", rfc3339(entry.incurred)},
          {"runId", entry.run.str()},
          {"artifactId", entry.artifact ? ordered_json(entry.artifact->str()) : ordered_json()},
          {"artifactIds", std::move(artifacts)},
          {"step", entry.step_name},
          {"callId", entry.call ? ordered_json(entry.call->str()) : ordered_json()},
          {"provider", entry.provider},
          {"providerOperation", entry.operation},
          {"model", entry.model},
          {"item", entry.item},
          {"quantity", number(entry.quantity)},
          {"unit", entry.unit},
          {"unitPriceUsd", number(entry.unit_price)},
          {"estimatedCostUsd", number(entry.estimated)},
          {"actualCostUsd", amount_or_null(entry.actual)},
          {"status", entry.status},
          {"pricingSource", text_or_null(entry.pricing_source)},
          {"pricingVersion", text_or_null(entry.pricing_version)},
          {"sourceUrl", text_or_null(entry.source_url)},
          {"origin", entry.origin},
          {"reason", text_or_null(entry.reason)},
          {"note", text_or_null(entry.note)},
          {"supersedes", entry.supersedes ? ordered_json(entry.supersedes->str()) : ordered_json()},
          {"chargeType", entry.charge}};
}

ordered_json cost_group(const store::CostGroup& group) {
  return {{"key", group.key},
          {"entries", group.entries},
          {"estimatedUsd", number(group.estimated)},
          {"actualUsd",
           group.without_actual + group.open_calls == 0 ? number(group.actual) : ordered_json()},
          {"reportedUsd", number(group.actual)},
          {"entriesWithoutActual", group.without_actual},
          {"openCalls", group.open_calls},
          {"unresolvedUsd", number(group.reserved)}};
}

}  // namespace limner::app
