// The ledger as CSV: its own columns, or those of FOCUS, the FinOps Open Cost and Usage
// Specification.
#pragma once

#include "app/context.hpp"

#include <limner/enum_text.hpp>

#include <string>

namespace limner::app {

enum class LedgerFormat { csv, focus };
constexpr EnumWords<LedgerFormat::focus> enum_words(LedgerFormat) {
  return {"csv", "focus"};
}

// One row for each of the newest entries, oldest first, after a line of titles. Amounts are
// exact decimals; a text that a spreadsheet would take for a formula begins with "'". FOCUS:
// version 1.2, columns in alphabetical order, custom columns (x_) last; costs that are only
// estimated are included, with x_CostStatus "estimated".
std::string export_ledger(const store::Records& records, const store::CostFilter& filter,
                          LedgerFormat format);

// `text` as a CSV cell: neutralised and quoted where necessary.
std::string csv_text_cell(std::string_view text);

}  // namespace limner::app
