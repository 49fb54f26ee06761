#include "template/intake_fields.hpp"

#include <limner/error.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace limner::templates {

namespace {

struct Reading {
  std::vector<IntakeField> fields;
  std::string problems;  // "loc: message", one a line
};

Reading read(const std::string& yaml) {
  const std::vector<Document> documents{parse_document(yaml, "test.yaml")};
  Problems problems(documents);
  Reading reading{.fields = read_intake(documents.front().root, problems).fields};
  try {
    problems.throw_if_any();
  } catch (const Error& error) {
    for (const Problem& problem : error.problems())
      reading.problems += fmt::format("{}{}: {}", reading.problems.empty() ? "" : "\n",
                                      fmt::join(problem.loc, "."), problem.message);
  }
  return reading;
}

}  // namespace

TEST_CASE("fields are read with the groups that they are in") {
  const Reading read_all = read("prompt: {type: string, required: true}\n"
                                "more: {count: {type: integer, minimum: 1, maximum: 1}}\n");
  CHECK(read_all.problems == "");
  REQUIRE(read_all.fields.size() == 2);
  CHECK(read_all.fields[0].path == std::vector<std::string>{"prompt"});
  CHECK(read_all.fields[0].required);
  CHECK(read_all.fields[1].path == std::vector<std::string>{"more", "count"});
  CHECK(read_all.fields[1].type == FieldType::integer);
}

TEST_CASE("bounds may be equal, but not swapped") {
  CHECK(read("a: {type: string, minLength: 2, maxLength: 2}").problems == "");
  CHECK(read("a: {type: string, minLength: 3, maxLength: 2}").problems ==
        "intake.a.minLength: minLength is greater than maxLength");
  CHECK(read("a: {type: number, minimum: 3, maximum: 2}").problems ==
        "intake.a.minimum: minimum is greater than maximum");
}

TEST_CASE("a default and a choice may be empty where the field is required") {
  CHECK(read("a: {type: string, required: true, default: \"\"}").problems == "");
  CHECK(read("a: {type: string, required: true, enum: [\"\", b]}").problems == "");
  CHECK(read("a: {type: string, enum: [b, b]}").problems.starts_with("intake.a.enum: "));
}

TEST_CASE("a default of null is one of a nullable field only") {
  CHECK(read("a: {type: string, nullable: true, default: null}").fields[0].has_default);
  CHECK_FALSE(read("a: {type: string, default: null}").fields[0].has_default);
}

TEST_CASE("a flag belongs to one field, and a boolean's --no- form with it") {
  CHECK(read("a: {type: string, flag: a}\nb: {type: string, flag: b}").problems == "");
  CHECK(read("a: {type: string, flag: a}\nb: {type: string, flag: a}").problems ==
        "intake.b.flag: --a is already the flag of a");
  CHECK(read("a: {type: boolean, flag: a}\nb: {type: string, flag: no-a}").problems ==
        "intake.b.flag: --no-a is already the flag of a");
  CHECK(read("a: {type: string, flag: a}\nb: {type: string, flag: no-a}").problems == "");
  CHECK(read("a: {type: string, flag: seed}").problems.starts_with("intake.a.flag: --seed is"));
}

}  // namespace limner::templates
