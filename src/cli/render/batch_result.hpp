// Output and exit code at the end of a batch.
#pragma once

#include "app/batch/row_changes.hpp"
#include "app/report/json_output.hpp"
#include "cli/session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::cli {

struct BatchEnd {
  std::vector<store::BatchItem> items;  // the rows that were asked for, as they are now
  std::int64_t done_before = 0;         // of them
  std::int64_t reused = 0;              // of the others: with the results of earlier runs
  std::int64_t refused = 0;             // rows that could not start
  std::optional<Error> ending;          // why rows were left; none: all were worked on
  Millis took{0};
  std::optional<app::RowChanges> changes = {};  // of the file since it was submitted
};

// Rows with the results of earlier runs, of those with these ordinals.
std::int64_t count_reused(const std::vector<store::BatchItem>& items,
                          const std::vector<int>& ordinals);

// {"code", "new", "changed", "removed"}; null without changes.
ordered_json changes_json(const std::optional<app::RowChanges>& changes);

// In review, completed, approved or rejected.
bool is_done(const store::BatchItem& item);

std::string count_rows(std::int64_t rows);  // "1 row", "3 rows"

// "generate-clip-art-asset  200 rows of prompts.csv, 12 done before   batch 7qx2m9kd"
std::string batch_heading(const store::BatchRow& batch, std::int64_t rows, std::int64_t done);

// 128 and the signal; the code of what ended it; 6 with a doubt; 4 when some rows have failed and
// some have not, 3 when all have, as far as `fail_on` ("any", "all", "never") lets them count.
int batch_exit_code(const BatchEnd& end, std::string_view fail_on, int signal);

// The counts, why rows were left, and what can be done next, on stderr; with --json the document.
void print_batch_end(const Session& session, const store::Records& records,
                     const store::BatchRow& batch, const BatchEnd& end);

}  // namespace limner::cli
