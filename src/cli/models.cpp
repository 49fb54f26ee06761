// limner models
#include "cli/models.hpp"

#include "cli/run_plan.hpp"

namespace limner {

void add_models(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "models", "What models can do and what they cost");
  add_models_ls(*group, session);
  add_models_show(*group, session);
  add_models_prices(*group, session);
  add_models_check(*group, session);
}

std::optional<bool> key_present(const Session& session, const Catalogue& catalogue,
                                std::string_view provider) {
  const ProviderFacts* facts = catalogue.provider(provider);
  const bool has = has_key(session, catalogue, provider);
  if (facts && !facts->needs_key() && !has) return std::nullopt;
  return has;
}

std::optional<Money> price_of_one(const Model& model) {
  if (model.can("text_to_image") || model.can("image_to_image"))
    return worst_case(model, GenerateImage{});
  if (model.can("background_removal")) return worst_case(model, RemoveBackground{});
  return std::nullopt;
}

}  // namespace limner
