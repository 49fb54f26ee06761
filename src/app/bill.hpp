// A provider's bill in CSV.
#pragma once

#include <limner/money.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner::app {

// The amount billed for one request: the sum of its rows.
struct BilledRequest {
  std::string name;  // as store::Records::billed_calls() accepts it
  int line = 0;      // of its first row, from 1
  Money amount;      // at most $1 000 000, credited or charged
};

// Reads a bill in CSV with commas, semicolons or tabs: its first line names the columns, among
// them one for the request's id and one for the amount in dollars. A column for the currency has
// USD or nothing in every row. Amounts may have an exponent, commas between thousands, and "$",
// "USD" or "US$" around them; digits below a nano-dollar are rounded. `file` is its name in
// messages. Requests are in the order of their first rows. Throws Error{invalid_input} naming
// file and line of every row that cannot be read.
std::vector<BilledRequest> parse_bill(std::string_view csv, const std::string& file);

}  // namespace limner::app
