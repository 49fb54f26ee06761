#include "store/json_shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limner::store {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 10> object_columns = {
    "specification", "intake",  "failure", "model_execution", "inputs",
    "outputs",       "request", "remote",  "usage",           "context"};
constexpr std::array<std::string_view, 4> array_columns = {"warnings", "credits", "lineage",
                                                           "key_facts"};  // of objects

struct MemberShape {
  std::string_view column, member;
  bool is_flag;  // false: text
};
constexpr std::array<MemberShape, 14> members{{
    {"failure", "code", false},
    {"failure", "step", false},
    {"failure", "message", false},
    {"failure", "recovery", false},
    {"failure", "charged", false},
    {"failure", "retryable", true},
    {"model_execution", "requested", false},
    {"model_execution", "resolved", false},
    {"model_execution", "underlying", false},
    {"model_execution", "reason", false},
    {"context", "templateId", false},
    {"context", "templateVersion", false},
    {"context", "templateDigest", false},
    {"context", "title", false},
}};

template <std::size_t N>
bool lists(const std::array<std::string_view, N>& columns, std::string_view column) {
  return std::ranges::find(columns, column) != columns.end();
}

std::string wrong_member(std::string_view column, const json& object) {
  for (const MemberShape& shape : members) {
    if (shape.column != column) continue;
    const auto member = object.find(shape.member);
    if (member == object.end() || member->is_null()) continue;
    if (shape.is_flag ? member->is_boolean() : member->is_string()) continue;
    return fmt::format("has a \"{}\" that is not {}", shape.member,
                       shape.is_flag ? "true or false" : "text");
  }
  return {};
}

}  // namespace

std::string wrong_shape(std::string_view column, const json& value) {
  if (value.is_null()) return {};
  if (lists(object_columns, column))
    return value.is_object() ? wrong_member(column, value) : "is not an object";
  if (!lists(array_columns, column)) return {};
  if (!value.is_array()) return "is not an array";
  const bool has_other =
      !std::ranges::all_of(value, [](const json& one) { return one.is_object(); });
  return has_other ? "has an item that is not an object" : "";
}

}  // namespace limner::store
