#include "run/models.hpp"

#include <limner/error.hpp>
#include <limner/suggest.hpp>

namespace limner {

namespace {

constexpr std::string_view embedded_provider = "local";

bool usable(const Model& model, std::string_view capability, const PlanOptions& options) {
  return model.can(capability) && !model.retired_on(options.today);
}

// The first of the catalogue that can do it: the embedded ones have one each.
const Model& embedded_model(std::string_view capability, const Catalogue& catalogue) {
  for (const Model& model : catalogue.models()) {
    if (model.provider == embedded_provider && model.can(capability)) return model;
  }
  if (capability == "image_to_image") {
    throw Error(ErrorCode::unsupported_model, "the embedded artist cannot draw from pictures")
        .with_help("leave the references out, or use another model: limner models ls");
  }
  throw Error(ErrorCode::unsupported_model, "no embedded model can do {}", capability)
      .with_help("leave out --offline and use a model of: limner models ls");
}

ModelChoice choose_best(std::string_view capability, const Catalogue& catalogue,
                        const PlanOptions& options) {
  if (!options.offline && options.has_key) {
    for (const Model& model : catalogue.models()) {
      if (model.provider != embedded_provider && usable(model, capability, options) &&
          model.status == "active" && options.has_key(model.provider)) {
        return {&model, fmt::format("auto: the first model for {} whose key is here", capability)};
      }
    }
  }
  return {&embedded_model(capability, catalogue),
          options.offline ? "auto: offline, so the embedded one"
                          : "auto: no key is here, so the embedded one"};
}

const Model& find_model(const std::string& id, const Catalogue& catalogue) {
  if (const Model* model = catalogue.find(id)) return *model;
  std::vector<std::string> names;
  for (const Model& model : catalogue.models()) names.push_back(model.id);
  const std::string near = nearest(id, names);
  throw Error(ErrorCode::unsupported_model, "there is no model \"{}\"", id)
      .with_help(near.empty() ? "see what there is: limner models ls"
                              : fmt::format("did you mean \"{}\"?", near));
}

}  // namespace

ModelChoice choose_model(const std::string& requested, std::string_view capability,
                         const Catalogue& catalogue, const PlanOptions& options) {
  if (requested == "auto") return choose_best(capability, catalogue, options);
  const Model& model = find_model(requested, catalogue);
  if (model.retired_on(options.today)) {
    throw Error(ErrorCode::unsupported_model, "{} was retired on {}", model.id,
                model.until.value_or("an unknown day"))
        .with_help(model.replacement.empty() ? "see what there is: limner models ls"
                                             : fmt::format("use --model {}", model.replacement));
  }
  if (!model.can(capability)) {
    throw Error(ErrorCode::unsupported_model, "{} cannot do {}", model.id, capability)
        .with_help("see what each can do: limner models ls");
  }
  if (options.offline && model.provider != embedded_provider) {
    return {&embedded_model(capability, catalogue),
            fmt::format("offline: {} needs the network", model.id)};
  }
  return {&model, "as asked"};
}

}  // namespace limner
