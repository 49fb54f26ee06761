// The JSON Schema and the loader agree about the corpus.
#include "corpus.hpp"
#include "kinds.hpp"

#include <limner/document.hpp>
#include <limner/error.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <set>

using namespace limner;
using namespace limner::templates;
using nlohmann::json;

namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

// The first complaint; empty when the value is valid.
std::string complaint(const json& schema, const json& value) {
  valijson::Schema parsed;
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(Adapter(schema), parsed);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(parsed, Adapter(value), &results)) return {};
  valijson::ValidationResults::Error error;
  std::string last = "invalid";
  while (results.popError(error)) last = error.description;
  return last;
}

json value_of(const std::filesystem::path& path) {
  return parse_document(read_file(path), path.string()).root.to_json();
}

std::set<std::string> problem_types(const std::filesystem::path& path) {
  std::set<std::string> types;
  try {
    corpus::load(path);
  } catch (const Error& error) {
    for (const Problem& problem : error.problems()) types.insert(problem.type);
  }
  return types;
}

bool can_be_said_in_schema(const std::set<std::string>& types) {
  static const std::set<std::string> expressible{
      "unknown_key",        "missing",        "type", "enum", "unknown_kind", "value",
      "greater_than_equal", "less_than_equal"};
  return std::ranges::any_of(types, [](const auto& type) { return expressible.contains(type); });
}

// Faults that a schema cannot see, though their kind is one it sees elsewhere.
const std::set<std::string> beyond_schema{
    "expression-choices-not-accepted.yaml",  // needs the intake
    "expression-wrong-type-for-param.yaml",
    "extends-with-fault-in-the-other.yaml",  // needs the other file
    "intake-bad-pattern.yaml",               // a format is no more than a remark
    "intake-bounds-of-wrong-kind.yaml",      // needs one key to judge another by
    "intake-bounds-swapped.yaml",
    "intake-default-not-in-enum.yaml",
    "intake-default-out-of-range.yaml",
    "intake-flag-and-its-no.yaml",
    "intake-flag-reserved.yaml",
    "intake-flag-twice.yaml",
    "limits-money-with-exponent.yaml",  // a number like any other
    "step-fallback-without-models.yaml",
};

}  // namespace

TEST_CASE("[V5] the schema declares draft-07") {
  CHECK(template_schema(fakes::kinds())["$schema"] == "http://json-schema.org/draft-07/schema#");
}

TEST_CASE("[V5] every good template is valid by the schema") {
  const json schema = template_schema(fakes::kinds());
  for (const auto& path : corpus::files("good")) {
    CAPTURE(path);
    CHECK(complaint(schema, value_of(path)) == "");
  }
}

TEST_CASE("[V5] a broken template is rejected by the schema where a schema can express the rule") {
  const json schema = template_schema(fakes::kinds());
  int judged = 0;
  for (const auto& path : corpus::files("broken")) {
    if (!can_be_said_in_schema(problem_types(path))) continue;
    json value;
    try {
      value = value_of(path);
    } catch (const Error&) {
      continue;  // no tree to validate
    }
    CAPTURE(path);
    const bool beyond = beyond_schema.contains(path.filename().string());
    CHECK(complaint(schema, value).empty() == beyond);
    ++judged;
  }
  CHECK(judged > 40);
}

TEST_CASE("every key and every kind of step is in the schema with its help") {
  const json schema = template_schema(fakes::kinds());
  CHECK(schema["properties"]["id"]["description"] ==
        "the name in records and lists; commands take the file's name");
  CHECK(schema["definitions"]["field"]["properties"]["flag"].contains("description"));
  for (const StepSignature* kind : fakes::kinds()) {
    const json& with = schema["definitions"].at("with." + std::string(kind->name));
    CHECK(with["description"] == kind->summary);
    CHECK(with["properties"].size() == kind->params.size());
  }
}
