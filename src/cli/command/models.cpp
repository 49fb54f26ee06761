// limner models
#include "cli/command/models.hpp"

#include "app/provider_check.hpp"

namespace limner::cli {

void add_models(CLI::App& app, Session& session) {
  CLI::App* group = add_command(app, "models", "Show models, their capabilities and prices");
  add_models_ls(*group, session);
  add_models_show(*group, session);
  add_models_prices(*group, session);
  add_models_check(*group, session);
}

std::optional<bool> key_present(const Session& session, const provider::Catalogue& catalogue,
                                std::string_view provider) {
  const provider::ProviderFacts* facts = catalogue.provider(provider);
  const bool has = app::has_key(session, catalogue, provider);
  if (facts && !facts->needs_key() && !has) return std::nullopt;
  return has;
}

std::optional<Money> price_of_one(const provider::Model& model) {
  if (model.can(provider::Capability::text_to_image) ||
      model.can(provider::Capability::image_to_image) || model.can(provider::Capability::edit))
    return provider::worst_case(model, provider::GenerateImage{});
  if (model.can(provider::Capability::background_removal))
    return provider::worst_case(model, provider::RemoveBackground{});
  return std::nullopt;
}

}  // namespace limner::cli
