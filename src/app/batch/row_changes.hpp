// How the rows of a file differ from those that its batch has.
#pragma once

#include "app/batch/row_check.hpp"

#include <limner/store/batches.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace limner::app {

struct RowChanges {
  std::int64_t added = 0;    // rows that the batch does not have
  std::int64_t changed = 0;  // rows whose key the batch has with other inputs or options
  // Rows of the batch that the file no longer has. They keep their runs, and only `resume` makes
  // those that have none.
  std::int64_t removed = 0;

  bool any() const { return added + changed + removed > 0; }
};

// `before`: the rows of the batch; `items`: those of the file, with digests. Without a column of
// keys a row that has changed is one that was removed and one that is new.
RowChanges compare_rows(const std::vector<store::BatchItem>& before,
                        const std::vector<store::BatchItem>& items);

// "prompts.csv has changed: 2 rows are new, 1 has changed, 3 are removed".
std::string changes_text(const RowChanges& changes, const std::string& name);

}  // namespace limner::app
