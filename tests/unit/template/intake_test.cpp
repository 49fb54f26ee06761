// Checking and completing what a person gave.
#include "template/field_value.hpp"

#include <limner/error.hpp>
#include <limner/template.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>

using namespace limner;
using namespace limner::templates;
using nlohmann::json;

namespace {

Template workflow() {
  Template made{.id = "clip"};
  made.intake = {
      {.path = {"intent", "prompt"},
       .required = true,
       .min_length = 1,
       .max_length = 10,
       .flag = "prompt"},
      {.path = {"intent", "style"},
       .default_value = "cartoon",
       .has_default = true,
       .choices = {"cartoon", "flat", "realistic", "watercolor"},
       .flag = "style"},
      {.path = {"intent", "aspectRatio"},
       .default_value = "1:1",
       .has_default = true,
       .choices = {"1:1", "4:3", "9:16"}},
      {.path = {"runtime", "backgroundRemovalEnabled"},
       .type = FieldType::boolean,
       .default_value = true,
       .has_default = true},
      {.path = {"count"}, .type = FieldType::integer, .minimum = 1, .maximum = 4},
      {.path = {"scale"}, .type = FieldType::number, .nullable = true, .minimum = 0.5},
      {.path = {"code"}, .pattern = "^[a-zä]+$"},
      {.path = {"metadata"},
       .type = FieldType::object,
       .default_value = json::object(),
       .has_default = true},
      {.path = {"words"}, .type = FieldType::array},
      {.path = {"photo"}, .type = FieldType::image},
      {.path = {"model"}, .type = FieldType::model},
      {.path = {"mood"}, .nullable = true, .choices = {"calm", "wild"}},
  };
  return made;
}

const json one = {{"intent", {{"prompt", "a fox"}}}};

json with(const json& patch) {
  json given = one;
  given.merge_patch(patch);
  return given;
}

// "loc type: message | help" of each problem.
std::string intake_refusal(const json& given) {
  try {
    return "gave " + validate_intake(workflow(), given).dump();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_intake);
    std::string out;
    for (const Problem& problem : error.problems())
      out += fmt::format("{}{} {}: {}{}{}", out.empty() ? "" : "\n", fmt::join(problem.loc, "."),
                         problem.type, problem.message, problem.help.empty() ? "" : " | ",
                         problem.help);
    return out;
  }
}

const IntakeField& field(const Template& made, const std::string& name) {
  for (const IntakeField& candidate : made.intake) {
    if (candidate.path.back() == name) return candidate;
  }
  throw std::logic_error("no such field");
}

std::string parsed(const std::string& name, const std::string& text) {
  const Template made = workflow();
  try {
    return intake_value(field(made, name), text).dump();
  } catch (const Error& error) {
    const Problem& problem = error.problems().at(0);
    return fmt::format("{} {}: {} | {}", fmt::join(problem.loc, "."), problem.type, problem.message,
                       problem.help);
  }
}

}  // namespace

TEST_CASE("[S0.7] missing values are filled in, and every field is present") {
  const json taken = validate_intake(workflow(), one);
  CHECK(taken ==
        json::parse(R"({"intent": {"prompt": "a fox", "style": "cartoon", "aspectRatio": "1:1"},
    "runtime": {"backgroundRemovalEnabled": true}, "count": null, "scale": null, "code": null,
    "metadata": {}, "words": null, "photo": null, "model": null, "mood": null})"));
}

TEST_CASE("[S0.7] a missing field says which flag gives it") {
  CHECK(intake_refusal({}) ==
        "intake.intent.prompt missing: intent.prompt is required | add --prompt …");
  CHECK(intake_refusal(nullptr).starts_with("intake.intent.prompt missing"));
}

TEST_CASE("[S0.8] a style that is none lists the four and names the nearest") {
  CHECK(intake_refusal(with({{"intent", {{"style", "flatt"}}}})) ==
        "intake.intent.style enum: intent.style is \"flatt\"; it must be cartoon, flat, realistic "
        "or watercolor | did you mean \"flat\"?");
  CHECK(intake_refusal(with({{"intent", {{"style", "oil"}}}})).ends_with("| choose one of them"));
  CHECK(intake_refusal(with({{"intent", {{"aspectRatio", "9"}}}}))
            .ends_with("| did you mean \"9:16\"?"));
  CHECK(intake_refusal(with({{"intent", {{"aspectRatio", 9}}}})) ==
        "intake.intent.aspectRatio string_type: intent.aspectRatio must be text, not a whole "
        "number | did you mean \"9:16\"?");
}

TEST_CASE("[S4.12] all problems are reported together, with loc, msg and type") {
  CHECK(intake_refusal({{"intent", {{"style", 3}, {"promt", "x"}}},
                        {"runtime", "yes"},
                        {"count", 9},
                        {"scale", 0.1},
                        {"metadata", json::array()},
                        {"words", "a"},
                        {"extra", 1}}) ==
        "intake.extra unknown_key: unknown field \"extra\" | available: intent, runtime, count, "
        "scale, code, metadata, words, photo, model, mood\n"
        "intake.intent.promt unknown_key: unknown field \"promt\" | did you mean \"prompt\"?\n"
        "intake.intent.prompt missing: intent.prompt is required | add --prompt …\n"
        "intake.intent.style string_type: intent.style must be text, not a whole number | put it "
        "in quotes, as it is written\n"
        "intake.runtime dict_type: runtime must be a group of values, not text | write "
        "{\"backgroundRemovalEnabled\": …}\n"
        "intake.count less_than_equal: count is 9; it must be at most 4\n"
        "intake.scale greater_than_equal: scale is 0.1; it must be at least 0.5\n"
        "intake.metadata dict_type: metadata must be a map, not a list\n"
        "intake.words list_type: words must be a list, not text");
  CHECK(
      intake_refusal("text").starts_with("intake dict_type: the intake must be a group of values"));
}

TEST_CASE("types are exact: no number from text, no whole number from 1.5 or true") {
  CHECK(intake_refusal(with({{"count", "2"}})).starts_with("intake.count int_type"));
  CHECK(intake_refusal(with({{"count", 1.5}})).starts_with("intake.count int_type"));
  CHECK(intake_refusal(with({{"count", true}})).starts_with("intake.count int_type"));
  CHECK(intake_refusal(with({{"scale", "1"}})).starts_with("intake.scale float_type"));
  CHECK(intake_refusal(with({{"runtime", {{"backgroundRemovalEnabled", "no"}}}}))
            .starts_with("intake.runtime.backgroundRemovalEnabled bool_type"));
  CHECK(intake_refusal(with({{"photo", 1}})).starts_with("intake.photo string_type"));
  CHECK(validate_intake(workflow(), with({{"scale", 1}}))["scale"] == 1);
}

TEST_CASE("lengths are counted in characters") {
  CHECK(
      validate_intake(workflow(), with({{"intent", {{"prompt", "füchslein🦊"}}}})).is_object());
  CHECK(intake_refusal(with({{"intent", {{"prompt", "füchsleins🦊"}}}})) ==
        "intake.intent.prompt string_too_long: intent.prompt has 11 characters; at most 10 are "
        "accepted | shorten it by 1");
  CHECK(intake_refusal(with({{"intent", {{"prompt", ""}}}})) ==
        "intake.intent.prompt string_too_short: intent.prompt is empty");
}

TEST_CASE("a pattern sees characters too") {
  CHECK(validate_intake(workflow(), with({{"code", "äa"}}))["code"] == "äa");
  CHECK(intake_refusal(with({{"code", "A"}})) ==
        "intake.code string_pattern_mismatch: code is \"A\"; it must match ^[a-zä]+$");
}

TEST_CASE("control characters are refused, line breaks and tabs are not") {
  CHECK(validate_intake(workflow(), with({{"intent", {{"prompt", "a\n\tb"}}}})).is_object());
  CHECK(
      intake_refusal(with({{"intent", {{"prompt", std::string("a\0b", 3)}}}}))
          .starts_with("intake.intent.prompt control_character: intent.prompt contains the control "
                       "character U+0000"));
  for (const char* text : {"\x01", "\r", "\x1B[31m"})
    CHECK(intake_refusal(with({{"intent", {{"prompt", text}}}})).find("control_character") != 0u);
  CHECK(intake_refusal(with({{"metadata", {{"a", {"\x02"}}}}})).find("control_character") !=
        std::string::npos);
  CHECK(intake_refusal(with({{"metadata", {{"a\x02", 1}}}})).find("control_character") !=
        std::string::npos);
  CHECK(intake_refusal(with({{"intent", {{"prompt", "a\xFF"}}}}))
            .starts_with("intake.intent.prompt string_unicode"));
}

TEST_CASE("[S4.4] null is accepted where a field is nullable, and nowhere else") {
  json given = one;
  given["scale"] = nullptr;
  given["mood"] = nullptr;
  CHECK(validate_intake(workflow(), given)["scale"].is_null());
  given["intent"]["prompt"] = nullptr;
  CHECK(intake_refusal(given) ==
        "intake.intent.prompt string_type: intent.prompt must be text, not null");
}

TEST_CASE("[S4.7] the content of a map is kept unchanged") {
  const json metadata = {{"a", {1, 2.5, nullptr, {{"b", true}}}}, {"ü", ""}};
  CHECK(validate_intake(workflow(), with({{"metadata", {{"x", 1}}}}))["metadata"] ==
        json{{"x", 1}});
  json given = one;
  given["metadata"] = metadata;
  CHECK(validate_intake(workflow(), given)["metadata"] == metadata);
}

TEST_CASE("one problem alone is the message; several are counted") {
  const auto message = [](const json& given) {
    try {
      validate_intake(workflow(), given);
    } catch (const Error& error) {
      return std::string(error.what()) + " | " + std::string(error.help());
    }
    return std::string("accepted");
  };
  CHECK(message({}) == "intent.prompt is required | add --prompt …");
  CHECK(message({{"count", 9}}) ==
        "2 problems with the intake of clip | list its fields: limner templates show clip");
}

TEST_CASE("a value of the command line is typed by its field") {
  CHECK(parsed("prompt", "12") == "\"12\"");
  CHECK(parsed("prompt", "null") == "\"null\"");
  CHECK(parsed("count", "12") == "12");
  CHECK(parsed("count", "-3") == "-3");
  CHECK(parsed("scale", "1.5") == "1.5");
  CHECK(parsed("scale", "2") == "2");
  CHECK(parsed("scale", "null") == "null");
  CHECK(parsed("mood", "null") == "null");
  CHECK(parsed("backgroundRemovalEnabled", "true") == "true");
  CHECK(parsed("backgroundRemovalEnabled", "off") == "false");
  CHECK(parsed("metadata", "hair=red=brown") == "{\"hair\":\"red=brown\"}");
  CHECK(parsed("metadata", "{\"a\": [1]}") == "{\"a\":[1]}");
  CHECK(parsed("words", "[\"a\"]") == "[\"a\"]");
  CHECK(parsed("photo", "cat.png") == "\"cat.png\"");
}

TEST_CASE("a value of the command line that is not of the type is refused") {
  CHECK(parsed("count", "1.0") ==
        "intake.count int_parsing: count must be a whole number, not \"1.0\" | write digits only");
  CHECK(parsed("count", "").starts_with("intake.count int_parsing"));
  CHECK(parsed("count", "99999999999999999999") == "\"99999999999999999999\"");  // see below
  CHECK(parsed("scale", "1e400").starts_with("intake.scale float_parsing"));
  CHECK(parsed("scale", "1,5").starts_with("intake.scale float_parsing"));
  CHECK(parsed("scale", "nan").starts_with("intake.scale float_parsing"));
  CHECK(parsed("backgroundRemovalEnabled", "maybe")
            .starts_with("intake.runtime.backgroundRemovalEnabled bool_parsing"));
  CHECK(parsed("metadata", "[1]").starts_with("intake.metadata dict_parsing"));
  CHECK(parsed("words", "{}").starts_with("intake.words list_parsing"));
  CHECK(parsed("words", "[").starts_with("intake.words list_parsing"));
}

namespace {

json intake_of(const std::string& text) {
  return intake_from(workflow(), parse_document(text, "intake.yaml").root);
}

}  // namespace

TEST_CASE("a document's values are read by the type of their field, as they are written") {
  CHECK(intake_of("intent: {prompt: 1.10}")["intent"]["prompt"] == "1.10");
  for (const char* text : {"no", "0o7", "007", "1e3", "2026-11-29", "true", "16:9"}) {
    CAPTURE(text);
    CHECK(intake_of(fmt::format("intent: {{prompt: {}}}", text))["intent"]["prompt"] == text);
  }
  CHECK(intake_of("intent: {prompt: null}")["intent"]["prompt"] == nullptr);
  CHECK(intake_of("{count: 3, scale: 1.50}") == json({{"count", 3}, {"scale", 1.5}}));
  CHECK(
      intake_of("runtime: {backgroundRemovalEnabled: no}")["runtime"]["backgroundRemovalEnabled"] ==
      false);
  CHECK(intake_of("metadata: {a: 1.50, big: 123456789012345678901234567890}")["metadata"] ==
        json({{"a", 1.5}, {"big", "123456789012345678901234567890"}}));
  CHECK(intake_of("{\"count\": \"3\"}")["count"] == "3");  // quoted: text
  CHECK(intake_of("unknown: 1.10")["unknown"] == "1.10");
}

TEST_CASE("an integer beyond 64 bits is too large, and not called text") {
  json given = one;
  for (const char* text : {"9223372036854775808", "123456789012345678901234567890"}) {
    given["count"] = intake_of(fmt::format("count: {}", text))["count"];
    try {
      validate_intake(workflow(), given);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(std::string(error.what()) == fmt::format("count is too large: {}", text));
      CHECK(std::string(error.help()) == "the maximum is 9223372036854775807");
    }
  }
}

TEST_CASE("an object on the command line may not name a key twice") {
  CHECK(parsed("metadata", "{\"a\": 1, \"a\": 2}") ==
        "intake.metadata dict_parsing: metadata: duplicate key \"a\" (character 10) | keep one of "
        "them");
  CHECK(parsed("metadata", "{a: 1, a: 2}").find("duplicate key \"a\"") != std::string::npos);
  CHECK(parsed("metadata", "{\"a\"\n:\t1}") == "{\"a\":1}");
  CHECK(parsed("words", "[\"a\",\n}").find("(line 2") != std::string::npos);
}

TEST_CASE("flags, files and defaults take the same forms of a value") {
  for (const auto& [name, text, value] : std::initializer_list<std::array<const char*, 3>>{
           {"count", "0x2", "2"},
           {"count", "+3", "3"},
           {"count", "007", "7"},
           {"scale", ".5", "0.5"},
           {"scale", "1e0", "1.0"},
           {"scale", "+1.50", "1.5"},
           {"backgroundRemovalEnabled", "No", "false"},
           {"backgroundRemovalEnabled", "ON", "true"},
           {"metadata", "a=b", "{\"a\":\"b\"}"},
           {"prompt", "0o7", "\"0o7\""}}) {
    const std::string written = std::string(name) + ": " + std::string(text);
    CAPTURE(written);
    CHECK(parsed(name, text) == value);
    CHECK(value_from(field(workflow(), name), Node{.text = text}).dump() == value);
  }
  CHECK(value_from(field(workflow(), "count"), Node{.quoted = true, .text = "3"}) == "3");
}

TEST_CASE("a list of pictures in a file holds texts as they are written") {
  IntakeField pictures{.path = {"pictures"}, .type = FieldType::images};
  const auto read = [&](const char* text) {
    return value_from(pictures, parse_document(text, "t").root).dump();
  };
  CHECK(read("[1.10, no, a.png]") == R"(["1.10","no","a.png"])");
  CHECK(read("1.10") == R"(["1.10"])");
  CHECK(read("[null, {a: b}]") == R"([null,{"a":"b"}])");
}

TEST_CASE("a choice in another Unicode form is the choice, and a prompt stays as it is written") {
  const json taken = validate_intake(
      workflow(), with({{"intent", {{"prompt", "ｆｏｘ e\u0301"}, {"style", "ｆｌａｔ"}}},
                        {"model", "ｏpenai/x"}}));
  CHECK(taken["intent"]["style"] == "flat");
  CHECK(taken["intent"]["prompt"] == "ｆｏｘ e\u0301");
  CHECK(taken["model"] == "openai/x");
}

TEST_CASE("a message has the first characters of a long value, and its length") {
  const std::string longer(5000, 'x');
  CHECK(intake_refusal(with({{"intent", {{"style", longer}}}}))
            .find("\"" + std::string(40, 'x') + "…\" (5000 characters)") != std::string::npos);
  CHECK(parsed("count", longer).find("(5000 characters)") != std::string::npos);
}
