// The parameters of a step, checked against its signature and read by type.
#pragma once

#include <limner/template.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace limner::step {

class Params {
 public:
  // Check types, choices and bounds; `complete` also requires all required parameters, `part`
  // does not, for a plan. Both throw Error{invalid_input}. `with` must outlive the result.
  static Params complete(const templates::StepSignature& signature, const nlohmann::json& with);
  static Params part(const templates::StepSignature& signature, const nlohmann::json& with);

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

// "png, jpeg or webp".
std::string one_of(std::span<const std::string_view> words);

}  // namespace limner::step
