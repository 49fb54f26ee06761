#include "fakes/world.hpp"

#include <doctest/doctest.h>

using namespace limner;

TEST_CASE_FIXTURE(fakes::World, "a step that buys for each of a list records each call and cost") {
  workflow = fakes::template_of(R"(
schema: 1
id: many
version: 1.0.0
name: Many
steps:
  - {id: raw, uses: image.generate, with: {prompt: a fox, count: 3, size: 1024x1024}}
  - {id: cut, uses: background.remove, with: {input: "${{ steps.raw.images }}"}}
)");
  const RunId id = run(nlohmann::json::object());
  CHECK(row(id).status == "completed");
  std::vector<std::string> calls;
  for (const CallRow& call : records.calls(id))
    calls.push_back(fmt::format("{} {}", call.step, call.state));
  CHECK(calls ==
        std::vector<std::string>{"0 succeeded", "1 succeeded", "1 succeeded", "1 succeeded"});
  CHECK(records.costs({.run = id}).size() == 4);
}
