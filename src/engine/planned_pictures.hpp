// The pictures that steps exchange, as far as a plan knows them.
#pragma once

#include <limner/engine.hpp>

#include <map>
#include <optional>
#include <string>

namespace limner::engine {

// How many pictures each step makes at most. Used by one thread.
class PictureBounds {
 public:
  // The maximum number of pictures that a parameter receives. `known` is its value; null: it
  // depends on an earlier step.
  std::int64_t pictures_in(const nlohmann::json& value, const nlohmann::json* known) const;

  // Records the pictures of a step that is planned. `known`: its parameters.
  void add(const PlannedStep& step, const nlohmann::json& known);

  // Throws Error{invalid_input} when a parameter of the step reads steps.ID.images[N], and that
  // step makes at most N pictures.
  void refuse_missing_items(const PlannedStep& step) const;

 private:
  std::map<std::string, std::int64_t> bounds_;
};

// Throws Error{invalid_input} for a required parameter that is null, such as the output of a step
// that is skipped, and for a value that is not a picture where one is accepted.
void refuse_absent_values(const PlannedStep& step, const nlohmann::json& known);

// Throws Error{invalid_input} for a mask without a reference picture, or of another size
// than it, as far as they are known.
void refuse_mismatched_mask(const PlannedStep& step, const nlohmann::json& known);

}  // namespace limner::engine
