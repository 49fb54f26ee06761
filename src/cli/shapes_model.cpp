// A model as --json shows it.
#include "cli/shapes.hpp"

#include <limner/provider.hpp>

namespace limner {

Shape model_shape(const Model& model, std::optional<bool> key) {
  const nlohmann::json facts = model;
  Shape out;
  for (const char* name : {"id", "provider", "supportsImageGeneration", "supportsImageInput",
                           "imageGenerationMode", "inputModalities", "outputModalities",
                           "capabilities", "limits", "prices", "from", "until", "asOf", "source"})
    out[name] = facts.at(name);
  out["keyPresent"] = key ? Shape(*key) : Shape();
  return out;
}

}  // namespace limner
