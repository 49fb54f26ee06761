// A model as --json shows it.
#include "cli/shapes.hpp"

#include <limner/provider.hpp>

namespace limner {

ordered_json model_shape(const Model& model, std::optional<bool> key) {
  const nlohmann::json facts = model;
  ordered_json out;
  for (const char* name : {"id", "provider", "supportsImageGeneration", "supportsImageInput",
                           "imageGenerationMode", "inputModalities", "outputModalities",
                           "capabilities", "limits", "prices", "from", "until", "asOf", "source"})
    out[name] = facts.at(name);
  out["keyPresent"] = key ? ordered_json(*key) : ordered_json();
  return out;
}

}  // namespace limner
