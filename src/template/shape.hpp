// What is known of a value before there is one: its type and its members.
// Internal to template.
#pragma once

#include <limner/template.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace limner {

struct Shape {
  struct Member;

  ParamType type = ParamType::any;
  bool closed = false;               // an object that has exactly `members`
  std::vector<Member> members;       // of images: those of each
  std::vector<std::string> choices;  // of text; empty: any

  const Shape* find(std::string_view name) const;
  std::vector<std::string> names() const;
};

struct Shape::Member {
  std::string name;
  Shape shape;
};

Shape shape_of(const IntakeField& field);
Shape shape_of(const OutputSpec& output);
Shape shape_of(const nlohmann::json& value);  // of a table
Shape shape_of(const StepShape& kind);        // what the step leaves behind

Shape image_shape();  // one image record
Shape item_of(const Shape& list);

// intake, tables, run, and steps without any step yet.
Shape scope_shape(const std::vector<IntakeField>& intake, const nlohmann::json& tables);

}  // namespace limner
