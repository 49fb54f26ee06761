#include "app/ledger_export.hpp"

#include "unit/app/stored_calls.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace limner;
using namespace limner::app;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::istringstream in(text); in;) {
    std::string line;
    if (std::getline(in, line)) lines.push_back(line);
  }
  return lines;
}

}  // namespace

TEST_CASE("a text that a spreadsheet would take for a formula is neutralised") {
  CHECK(csv_text_cell("=HYPERLINK(1)") == "'=HYPERLINK(1)");
  CHECK(csv_text_cell("+1") == "'+1");
  CHECK(csv_text_cell("-1") == "'-1");
  CHECK(csv_text_cell("@x") == "'@x");
  CHECK(csv_text_cell("\tx") == "\"'\tx\"");
  CHECK(csv_text_cell("a,\"b\"") == "\"a,\"\"b\"\"\"");
  CHECK(csv_text_cell("plain") == "plain");
}

TEST_CASE_FIXTURE(StoredCalls, "the ledger is exported with exact amounts, a row for each entry") {
  add_cost(add_call(store::CallState::succeeded, "req-1"), "0.041234567");
  const auto lines = lines_of(export_ledger(records, {}, LedgerFormat::csv));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].starts_with("id,at,incurredAt,runId,"));
  CHECK(lines[1].find(",0.041234567,provider_reported,") != std::string::npos);
}

TEST_CASE_FIXTURE(StoredCalls,
                  "FOCUS has its columns first, in order, and costs that can be added") {
  add_cost(add_call(store::CallState::succeeded, "req-1"), "0.04");
  const auto lines = lines_of(export_ledger(records, {}, LedgerFormat::focus));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].starts_with("BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,"));
  const std::size_t custom = lines[0].find(",x_");
  CHECK(lines[0].find(",Tags,x_") != std::string::npos);
  for (const char* column : {"ChargeCategory", "ChargePeriodStart", "EffectiveCost", "ListCost",
                             "ContractedCost", "PricingQuantity", "PricingUnit", "ProviderName",
                             "ServiceCategory", "ServiceName", "ConsumedQuantity"}) {
    CAPTURE(column);
    CHECK(lines[0].find(column) < custom);
  }
  CHECK(lines[1].starts_with("0.04,openai,,USD,2026-12-01T00:00:00Z,2026-11-01T00:00:00Z,Usage,"));
}
