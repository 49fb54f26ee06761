// Static types of values. Internal to template.
#pragma once

#include <limner/template.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limner::templates {

struct ValueType {
  struct Member;

  ParamType type = ParamType::any;
  bool closed = false;                    // an object that has exactly `members`
  std::vector<Member> members;            // of images: those of each
  std::vector<std::string> choices;       // of text; empty: any
  std::optional<std::int64_t> size = {};  // of a list, the maximum

  const ValueType* find(std::string_view name) const;
  std::vector<std::string> names() const;
};

struct ValueType::Member {
  std::string name;
  ValueType shape;
};

ValueType type_of(const IntakeField& field);
ValueType type_of(const OutputSpec& output);
ValueType type_of(const nlohmann::json& value);  // of a table
ValueType type_of(const StepSignature& kind);    // the step's outputs

ValueType image_type();  // one image record
ValueType item_of(const ValueType& list);

// intake, tables, run, and steps without any step yet.
ValueType scope_type(const std::vector<IntakeField>& intake, const nlohmann::json& tables);

}  // namespace limner::templates
