// The intake as JSON Schema.
#include "corpus.hpp"

#include <doctest/doctest.h>

using namespace limner;
using namespace limner::templates;
using nlohmann::json;

TEST_CASE("an intake's schema has its groups, bounds, choices and defaults") {
  const Template workflow = corpus::load(corpus::folder() / "good" / "every-key.yaml");
  const json schema = intake_schema(workflow);
  CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["required"] == json{"words"});
  const json& words = schema["properties"]["words"];
  CHECK(words["required"] == json{"prompt"});
  CHECK(words["properties"]["prompt"] == json{{"type", "string"},
                                              {"minLength", 1},
                                              {"maxLength", 4000},
                                              {"pattern", "^[^<>]*$"},
                                              {"description", "What it shows"}});
  CHECK(words["properties"]["style"] ==
        json{{"type", "string"}, {"enum", {"flat", "round"}}, {"default", "flat"}});
  CHECK(schema["properties"]["count"] ==
        json{{"type", "integer"}, {"minimum", 1.0}, {"maximum", 4.0}, {"default", 1}});
  CHECK(schema["properties"]["reference"]["type"] == json{"string", "null"});
}

TEST_CASE("[S4.6] a nullable choice may be null") {
  const Template workflow = corpus::load(corpus::folder() / "good" / "catalogue-model.yaml");
  const json schema = intake_schema(workflow);
  CHECK(schema["properties"]["resolution"]["enum"] == json{"standard", "high", nullptr});
  CHECK(schema["properties"]["gender"]["enum"] == json{"MALE", "FEMALE"});
  CHECK(schema["properties"]["ethnicity"]["minLength"] == 1);
  CHECK(schema["required"] == json{"gender", "ethnicity", "body_type", "age_range"});
}
