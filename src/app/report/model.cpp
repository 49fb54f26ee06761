// JSON of a model.
#include "app/report/json_output.hpp"

#include <limner/provider.hpp>

namespace limner::app {

ordered_json model_json(const provider::Model& model, std::optional<bool> key) {
  const nlohmann::json facts = model;
  ordered_json out;
  for (const char* name : {"id", "provider", "supportsImageGeneration", "supportsImageInput",
                           "imageGenerationMode", "inputModalities", "outputModalities",
                           "capabilities", "limits", "prices", "from", "until", "asOf", "source"})
    out[name] = facts.at(name);
  out["keyPresent"] = key ? ordered_json(*key) : ordered_json();
  return out;
}

}  // namespace limner::app
