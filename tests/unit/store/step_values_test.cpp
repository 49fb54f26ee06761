#include "store/step_values.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::store;
using nlohmann::json;

namespace {

const JsonPacker here("/here/store");

json picture(const std::string& name) {
  return {{"id", "image-" + name},
          {"file_url", "file:///here/store/artifacts/" + name + ".png"},
          {"file_name", "a-cute-chipmunk.png"},
          {"sha256", Digest::of(name).hex()}};
}

StepRow generated() {
  return {.ordinal = 1,
          .name = "image.generate",
          .inputs = {{"prompt", "a cute chipmunk"}},
          .outputs = {{"images", {picture("a"), picture("b")}}},
          .lineage = {{{"id", "image-a"}, {"provenance", picture("provenance")}}}};
}

StepRow cut_out() {
  return {.ordinal = 2,
          .name = "background.remove",
          .inputs = {{"input", {picture("b"), picture("given by the user")}}},
          .outputs = {{"images", {picture("c")}}},
          .lineage = {{{"id", "image-c"}, {"provenance", picture("provenance")}}}};
}

}  // namespace

TEST_CASE("a step refers to the pictures and the provenance of earlier steps") {
  StepValues values(here);
  values.add(generated());
  StepRow row = values.with_references(cut_out());
  CHECK(row.inputs["input"][0].size() == 1);
  CHECK(row.inputs["input"][1] == picture("given by the user"));
  CHECK(row.lineage[0]["provenance"].size() == 1);
  CHECK(row.outputs == cut_out().outputs);
  values.resolve(row);
  CHECK(row.inputs == cut_out().inputs);
  CHECK(row.lineage == cut_out().lineage);
}

TEST_CASE("references are right in a store that was moved") {
  StepValues values(here);
  values.add(generated());
  StepRow row = values.with_references(cut_out());

  const JsonPacker there("/there");
  const auto moved = [&](const json& value) { return json::parse(there.unpack(here.pack(value))); };
  StepRow first = generated();
  first.outputs = moved(first.outputs);
  first.lineage = moved(first.lineage);
  StepValues later(there);
  later.add(first);
  later.resolve(row);
  CHECK(row.inputs["input"][0]["file_url"] == "file:///there/artifacts/b.png");
}

TEST_CASE("an object that looks like a reference stays as it is") {
  StepValues values(here);
  StepRow step{.inputs = {{"text", {{"$same", "x"}}}, {"deep", {{"$same", {{"$same", 1}}}}}}};
  StepRow row = values.with_references(step);
  values.resolve(row);
  CHECK(row.inputs == step.inputs);
}

TEST_CASE("a reference to nothing is a damaged store") {
  StepValues values(here);
  values.add(generated());
  StepRow row = values.with_references(cut_out());
  CHECK_THROWS_WITH_AS(StepValues(here).resolve(row),
                       "step background.remove has a value of an earlier step that has none",
                       Error);
}
