#include "template/intake_tree.hpp"

#include <doctest/doctest.h>

using namespace limner::templates;

TEST_CASE("fields are parts of the groups that their paths name, in their order") {
  const std::vector<IntakeField> fields{
      {.path = {"intent", "prompt"}}, {.path = {"count"}}, {.path = {"intent", "style"}}};
  const IntakeBranch root = intake_tree(fields);
  CHECK(root.names() == std::vector<std::string>{"intent", "count"});
  const IntakeBranch* intent = root.find("intent");
  REQUIRE(intent != nullptr);
  CHECK(intent->field == nullptr);
  CHECK(intent->names() == std::vector<std::string>{"prompt", "style"});
  CHECK(intent->find("style")->field == &fields[2]);
  CHECK(root.find("count")->field == &fields[1]);
  CHECK(root.find("prompt") == nullptr);
  CHECK(intake_tree({}).parts.empty());
}
