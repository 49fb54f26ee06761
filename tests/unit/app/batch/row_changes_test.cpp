#include "app/batch/row_changes.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::app;

namespace {

using Rows = std::vector<store::BatchItem>;

store::BatchItem row_of(const std::string& key, const std::string& digest) {
  return {.key = key, .content = {}, .digest = digest};
}

}  // namespace

TEST_CASE("[B5] rows are compared by content first, then by key") {
  const Rows before{row_of("a", "1"), row_of("b", "2"), row_of("c", "3")};
  CHECK_FALSE(compare_rows(before, before).any());
  CHECK_FALSE(compare_rows(before, {before[2], before[0], before[1]}).any());
  const RowChanges changes = compare_rows(
      before, {row_of("a", "9"), row_of("c", "3"), row_of("d", "4"), row_of("e", "5")});
  CHECK(changes.added == 2);
  CHECK(changes.changed == 1);
  CHECK(changes.removed == 1);
  CHECK(changes_text(changes, "p.csv") ==
        "p.csv has changed: 2 rows are new, 1 has changed, 1 is removed");
}

TEST_CASE("an older version of a row that has changed is not a removed one") {
  const Rows before{row_of("a", "1"), row_of("a", "2")};
  CHECK_FALSE(compare_rows(before, {row_of("a", "2")}).any());
  const RowChanges changes = compare_rows(before, {row_of("a", "3")});
  CHECK(changes.changed == 1);
  CHECK(changes.removed == 0);
  CHECK(changes_text({.removed = 3}, "p.csv") == "p.csv has changed: 3 rows are removed");
}
