// A step's parameters, checked against its shape and read by type.
#pragma once

#include <limner/template.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace limner::step {

class Params {
 public:
  // Refuses values of the wrong type and outside of choices or bounds; `whole`
  // also what is missing, `part` is for the time when not all is known. Both
  // throw Error{invalid_input}, and both hold references to what they are given.
  static Params whole(const templates::StepSignature& shape, const nlohmann::json& with);
  static Params part(const templates::StepSignature& shape, const nlohmann::json& with);

  const nlohmann::json& values() const { return with_; }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  const nlohmann::json* find(std::string_view name) const;  // null counts as not given
  std::string text(std::string_view name, std::string_view otherwise = {}) const;
  std::optional<int> integer(std::string_view name) const;
  std::optional<std::int64_t> large_integer(std::string_view name) const;
  bool flag(std::string_view name, bool otherwise) const;

 private:
  explicit Params(const nlohmann::json& with) : with_(with) {}

  const nlohmann::json& with_;
};

// Several words as a person says them: "png, jpeg or webp".
std::string one_of(std::span<const std::string_view> words);

}  // namespace limner::step
