#include "template/field_value.hpp"

#include <doctest/doctest.h>

namespace limner::templates {

namespace {

using nlohmann::json;

// The types of what is wrong with a value, joined by spaces.
std::string value_faults(IntakeField field, const json& value) {
  field.path = {"intent", "name"};
  std::string types;
  for (const ValueFault& fault : check_value(field, value, name_of(field)))
    types += (types.empty() ? "" : " ") + fault.type;
  return types;
}

}  // namespace

TEST_CASE("each field type accepts only values of that type") {
  struct Case {
    FieldType type;
    json good;
    std::string fault;
  };
  const json values = {"a", 1, 1.5, true, {{"a", 1}}, {1, 2}, {"a"}};
  for (const Case& one : {
           Case{FieldType::string, {"a"}, "string_type"},
           Case{FieldType::image, {"a"}, "string_type"},
           Case{FieldType::model, {"a"}, "string_type"},
           Case{FieldType::integer, {1}, "int_type"},
           Case{FieldType::number, {1, 1.5}, "float_type"},
           Case{FieldType::boolean, {true}, "bool_type"},
           Case{FieldType::object, json::array({{{"a", 1}}}), "dict_type"},
           Case{FieldType::array, json::array({{1, 2}, {"a"}}), "list_type"},
           Case{FieldType::images, json::array({{"a"}}), "list_type"},
       }) {
    CAPTURE(one.fault);
    for (const json& value : values) {
      CAPTURE(value.dump());
      const bool good = std::ranges::find(one.good, value) != one.good.end();
      CHECK(value_faults({.type = one.type}, value) == (good ? "" : one.fault));
    }
  }
}

TEST_CASE("null is a value of nullable fields only") {
  CHECK(value_faults({.nullable = true}, nullptr) == "");
  CHECK(value_faults({}, nullptr) == "string_type");
}

TEST_CASE("the bounds of a length and of a number are accepted") {
  const IntakeField text{.min_length = 2, .max_length = 3};
  CHECK(value_faults(text, "é") == "string_too_short");
  CHECK(value_faults(text, "éé") == "");
  CHECK(value_faults(text, "ééé") == "");
  CHECK(value_faults(text, "éééé") == "string_too_long");
  const IntakeField number{.type = FieldType::integer, .minimum = 1, .maximum = 4};
  CHECK(value_faults(number, 0) == "greater_than_equal");
  CHECK(value_faults(number, 1) == "");
  CHECK(value_faults(number, 4) == "");
  CHECK(value_faults(number, 5) == "less_than_equal");
}

TEST_CASE("white space alone is an empty text") {
  CHECK(value_faults({.required = true}, " \t\n") == "string_too_short");
  CHECK(value_faults({.required = true}, "") == "string_too_short");
  CHECK(value_faults({.required = true}, "a") == "");
  CHECK(value_faults({}, " ") == "");
  CHECK(value_faults({.required = true, .min_length = 0}, "") == "");
}

TEST_CASE("a required list of pictures has at least one, another may be empty") {
  CHECK(value_faults({.type = FieldType::images, .required = true}, json::array()) == "too_short");
  CHECK(value_faults({.type = FieldType::images}, json::array()) == "");
  CHECK(value_faults({.type = FieldType::images, .required = true}, {"a"}) == "");
}

TEST_CASE("control characters are found in the keys and the depths of a map") {
  const IntakeField map{.type = FieldType::object};
  CHECK(value_faults(map, {{"a\x02", 1}}) == "control_character");
  CHECK(value_faults(map, {{"a", {{"b", {"\x02"}}}}}) == "control_character");
  CHECK(value_faults(map, {{"a", {{"b", {"\xff"}}}}}) == "string_unicode");
  CHECK(value_faults(map, {{"a\t", "b\n"}}) == "");
}

TEST_CASE("a choice and a pattern are checked after the type") {
  CHECK(value_faults({.choices = {"flat", "hd"}}, "flat") == "");
  CHECK(value_faults({.choices = {"flat", "hd"}}, "fla") == "enum");
  CHECK(value_faults({.type = FieldType::integer, .choices = {1, 2}}, 3) == "enum");
  CHECK(value_faults({.pattern = "^a+$"}, "aa") == "");
  CHECK(value_faults({.pattern = "^a+$"}, "ab") == "string_pattern_mismatch");
}

}  // namespace limner::templates
