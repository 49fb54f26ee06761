#include "app/ledger_export.hpp"

#include "app/adjustment.hpp"
#include "app/report/json_output.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <utility>
#include <vector>

namespace limner::app {

namespace {

struct ExportedEntry {
  const store::CostEntry& entry;
  const store::RunRow& run;
};

// One column: its title and its cell. Numbers are not text: "-0.02" stays as it is.
struct ExportColumn {
  std::string_view title;
  bool is_text;
  std::string (*value)(const ExportedEntry& row);
};

std::string amount_of(const store::CostEntry& entry) {
  return entry.actual.value_or(entry.estimated).str();
}

bool is_adjustment(const store::CostEntry& entry) {
  return entry.item == adjustment_item;
}

bool counts_tokens(const store::CostEntry& entry) {
  return entry.unit == "1M tokens";
}

std::string tags_of(const store::RunRow& run) {
  return run.tags.empty() ? "" : json_text(tags_json(run.tags), 0);
}

// Seconds, as FOCUS writes times.
std::string focus_time(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string month_start(Time time, int later) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  const auto month = date.year() / date.month() + std::chrono::months(later);
  return focus_time(Time(std::chrono::sys_days(month / 1)));
}

const std::vector<ExportColumn>& own_columns() {
  using Row = const ExportedEntry&;
  static const std::vector<ExportColumn> columns{
      {"id", true, [](Row row) { return row.entry.id.str(); }},
      {"at", true, [](Row row) { return rfc3339(row.entry.at); }},
      {"incurredAt", true, [](Row row) { return rfc3339(row.entry.incurred); }},
      {"runId", true, [](Row row) { return row.entry.run.str(); }},
      {"templateId", true, [](Row row) { return row.run.template_id; }},
      {"artifactId", true,
       [](Row row) { return row.entry.artifact ? row.entry.artifact->str() : std::string(); }},
      {"step", true, [](Row row) { return row.entry.step_name; }},
      {"callId", true,
       [](Row row) { return row.entry.call ? row.entry.call->str() : std::string(); }},
      {"provider", true, [](Row row) { return row.entry.provider; }},
      {"providerOperation", true, [](Row row) { return row.entry.operation; }},
      {"model", true, [](Row row) { return row.entry.model; }},
      {"item", true, [](Row row) { return row.entry.item; }},
      {"quantity", false, [](Row row) { return row.entry.quantity.str(); }},
      {"unit", true, [](Row row) { return row.entry.unit; }},
      {"unitPriceUsd", false, [](Row row) { return row.entry.unit_price.str(); }},
      {"estimatedCostUsd", false, [](Row row) { return row.entry.estimated.str(); }},
      {"actualCostUsd", false,
       [](Row row) { return row.entry.actual ? row.entry.actual->str() : std::string(); }},
      {"status", true, [](Row row) { return std::string(to_string(row.entry.status)); }},
      {"pricingSource", true, [](Row row) { return row.entry.pricing_source; }},
      {"pricingVersion", true, [](Row row) { return row.entry.pricing_version; }},
      {"sourceUrl", true, [](Row row) { return row.entry.source_url; }},
      {"origin", true, [](Row row) { return std::string(to_string(row.entry.origin)); }},
      {"reason", true, [](Row row) { return row.entry.reason; }},
      {"note", true, [](Row row) { return row.entry.note; }},
      {"chargeType", true, [](Row row) { return std::string(to_string(row.entry.charge)); }},
      {"tags", true, [](Row row) { return tags_of(row.run); }},
  };
  return columns;
}

std::string focus_unit(const store::CostEntry& entry) {
  if (entry.unit == "image") return "Images";
  if (entry.unit == "request") return "Requests";
  if (entry.unit == "megapixel") return "Megapixels";
  if (entry.unit == "second") return "Seconds";
  if (entry.unit == "credit") return "Credits";
  return entry.unit;
}

std::string consumed_quantity(const ExportedEntry& row) {
  const store::CostEntry& entry = row.entry;
  if (is_adjustment(entry)) return {};
  constexpr std::int64_t million = 1'000'000;
  return counts_tokens(entry) ? (entry.quantity * million).str() : entry.quantity.str();
}

// NOLINTNEXTLINE(readability-function-size): a list with an entry for each column.
const std::vector<ExportColumn>& focus_columns() {
  using Row = const ExportedEntry&;
  constexpr auto amount = [](Row row) { return amount_of(row.entry); };
  constexpr auto provider = [](Row row) { return row.entry.provider; };
  constexpr auto nothing = [](Row) { return std::string(); };
  static const std::vector<ExportColumn> columns{
      {"BilledCost", false, amount},
      {"BillingAccountId", true, provider},
      {"BillingAccountName", true, nothing},
      {"BillingCurrency", true, [](Row) { return std::string("USD"); }},
      {"BillingPeriodEnd", true, [](Row row) { return month_start(row.entry.incurred, 1); }},
      {"BillingPeriodStart", true, [](Row row) { return month_start(row.entry.incurred, 0); }},
      {"ChargeCategory", true,
       [](Row row) { return std::string(is_adjustment(row.entry) ? "Adjustment" : "Usage"); }},
      {"ChargeClass", true, nothing},
      {"ChargeDescription", true,
       [](Row row) {
         return fmt::format("{} with {}: {}", row.entry.operation, row.entry.model, row.entry.item);
       }},
      {"ChargeFrequency", true, [](Row) { return std::string("Usage-Based"); }},
      {"ChargePeriodEnd", true,
       [](Row row) { return focus_time(row.entry.incurred + std::chrono::seconds(1)); }},
      {"ChargePeriodStart", true, [](Row row) { return focus_time(row.entry.incurred); }},
      {"ConsumedQuantity", false, consumed_quantity},
      {"ConsumedUnit", true,
       [](Row row) {
         if (is_adjustment(row.entry)) return std::string();
         return counts_tokens(row.entry) ? "Tokens" : focus_unit(row.entry);
       }},
      {"ContractedCost", false, amount},
      {"EffectiveCost", false, amount},
      {"InvoiceIssuerName", true, provider},
      {"ListCost", false, amount},
      {"ListUnitPrice", false,
       [](Row row) {
         return is_adjustment(row.entry) ? std::string() : row.entry.unit_price.str();
       }},
      {"PricingCategory", true,
       [](Row row) { return std::string(is_adjustment(row.entry) ? "Other" : "Standard"); }},
      {"PricingQuantity", false,
       [](Row row) { return is_adjustment(row.entry) ? std::string() : row.entry.quantity.str(); }},
      {"PricingUnit", true,
       [](Row row) {
         if (is_adjustment(row.entry)) return std::string();
         return counts_tokens(row.entry) ? "1000000 Tokens" : focus_unit(row.entry);
       }},
      {"ProviderName", true, provider},
      {"PublisherName", true, provider},
      {"ResourceId", true,
       [](Row row) { return row.entry.artifact ? row.entry.artifact->str() : std::string(); }},
      {"ResourceType", true,
       [](Row row) { return std::string(row.entry.artifact ? "Artifact" : ""); }},
      {"ServiceCategory", true, [](Row) { return std::string("AI and Machine Learning"); }},
      {"ServiceName", true, [](Row row) { return row.entry.operation; }},
      {"ServiceSubcategory", true, [](Row) { return std::string("Generative AI"); }},
      {"SkuId", true, [](Row row) { return row.entry.model; }},
      {"SkuMeter", true, [](Row row) { return row.entry.item; }},
      {"SkuPriceId", true,
       [](Row row) { return fmt::format("{}/{}", row.entry.model, row.entry.item); }},
      {"Tags", true, [](Row row) { return tags_of(row.run); }},
      {"x_CallId", true,
       [](Row row) { return row.entry.call ? row.entry.call->str() : std::string(); }},
      {"x_ChargeType", true, [](Row row) { return std::string(to_string(row.entry.charge)); }},
      {"x_CostStatus", true, [](Row row) { return std::string(to_string(row.entry.status)); }},
      {"x_EntryId", true, [](Row row) { return row.entry.id.str(); }},
      {"x_EstimatedCost", false, [](Row row) { return row.entry.estimated.str(); }},
      {"x_PriceDate", true, [](Row row) { return row.entry.pricing_version; }},
      {"x_PriceSource", true, [](Row row) { return row.entry.source_url; }},
      {"x_RunId", true, [](Row row) { return row.entry.run.str(); }},
      {"x_Step", true, [](Row row) { return row.entry.step_name; }},
      {"x_TemplateId", true, [](Row row) { return row.run.template_id; }},
  };
  return columns;
}

}  // namespace

std::string csv_text_cell(std::string_view text) {
  constexpr std::string_view formula = "=+-@\t\r\n";
  std::string cell(text);
  if (!cell.empty() && formula.find(cell.front()) != std::string_view::npos) cell.insert(0, "'");
  if (cell.find_first_of(",;\"\r\n\t") == std::string::npos) return cell;
  for (std::size_t at = 0; (at = cell.find('"', at)) != std::string::npos; at += 2)
    cell.insert(at, "\"");
  return "\"" + cell + "\"";
}

std::string export_ledger(const store::Records& records, const store::CostFilter& filter,
                          LedgerFormat format) {
  const std::vector<ExportColumn>& columns =
      format == LedgerFormat::csv ? own_columns() : focus_columns();
  std::string text;
  for (const ExportColumn& column : columns) {
    if (!text.empty()) text += ',';
    text += column.title;
  }
  text += '\n';
  std::map<RunId, store::RunRow> runs;
  for (const store::CostEntry& entry : records.costs(filter)) {
    auto run = runs.find(entry.run);
    if (run == runs.end()) run = runs.emplace(entry.run, records.run(entry.run).value()).first;
    const ExportedEntry row{entry, run->second};
    bool is_first = true;
    for (const ExportColumn& column : columns) {
      if (!std::exchange(is_first, false)) text += ',';
      const std::string value = column.value(row);
      text += column.is_text ? csv_text_cell(value) : value;
    }
    text += '\n';
  }
  return text;
}

}  // namespace limner::app
