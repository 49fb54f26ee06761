// The catalogue and its JSON form.
#include "provider/catalogue_file.hpp"

#include <limner/embedded.hpp>
#include <limner/provider.hpp>
#include <limner/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace limner::provider {

namespace {

constexpr std::string_view rate_card_file = "rate-card.yaml";

// Money as a JSON number with all its digits.
nlohmann::json number(Money amount) {
  return nlohmann::json::parse(amount.str());
}

nlohmann::json text_or_null(const std::string& text) {
  return text.empty() ? nlohmann::json() : nlohmann::json(text);
}

nlohmann::json text_or_null(const std::optional<std::string>& text) {
  return text ? nlohmann::json(*text) : nlohmann::json();
}

nlohmann::json rows(std::span<const Price> prices) {
  nlohmann::json rows = nlohmann::json::array();
  for (const Price& price : prices) {
    rows.push_back({{"item", price.item},
                    {"unit", price.unit},
                    {"amountUsd", number(price.amount)},
                    {"quality", text_or_null(price.quality)},
                    {"size", text_or_null(price.size)},
                    {"from", text_or_null(price.from)},
                    {"source", text_or_null(price.source)}});
  }
  return rows;
}

}  // namespace

bool Model::can(Capability capability) const {
  return mode != GenerationMode::none &&
         std::ranges::find(capabilities, capability) != capabilities.end();
}

bool Model::retired_on(std::string_view date) const {
  return status == ModelStatus::retired || (until && *until <= date);
}

void to_json(nlohmann::json& json, const Model& model) {
  json = {{"id", model.id},
          {"provider", model.provider},
          {"supportsImageGeneration", model.supports_image_generation},
          {"supportsImageInput", model.supports_image_input},
          {"imageGenerationMode", to_string(model.mode)},
          {"inputModalities", model.input_modalities},
          {"outputModalities", model.output_modalities},
          {"capabilities", model.capabilities},
          {"limits", model.limits},
          {"prices", rows(model.prices)},
          {"from", text_or_null(model.from)},
          {"until", text_or_null(model.until)},
          {"asOf", model.as_of},
          {"source", model.source}};
}

Catalogue Catalogue::built_in() {
  Catalogue catalogue;
  for (const EmbeddedFile& file : embedded_catalog()) {
    if (file.name == rate_card_file) continue;
    merge_catalogue_file(std::string(file.content), fmt::format("catalog/{} (built in)", file.name),
                         catalogue.models_, catalogue.providers_);
  }
  return catalogue;
}

void Catalogue::overlay(std::string text, std::string name) {
  Catalogue draft = *this;
  merge_catalogue_file(std::move(text), std::move(name), draft.models_, draft.providers_);
  *this = std::move(draft);
}

const Model* Catalogue::find(std::string_view id) const {
  const auto found = std::ranges::find(models_, id, &Model::id);
  return found == models_.end() ? nullptr : &*found;
}

const ProviderFacts* Catalogue::provider(std::string_view name) const {
  const auto found = std::ranges::find(providers_, name, &ProviderFacts::name);
  return found == providers_.end() ? nullptr : &*found;
}

std::string Catalogue::nearest(std::string_view id) const {
  std::vector<std::string> ids;
  std::string same_name;
  for (const Model& model : models_) {
    ids.push_back(model.id);
    const bool is_shorter = same_name.empty() || model.id.size() < same_name.size();
    if (is_shorter && model.id.ends_with(fmt::format("/{}", id))) same_name = model.id;
  }
  return same_name.empty() ? limner::nearest(id, ids) : same_name;
}

std::string Catalogue::version() const {
  std::string newest;
  for (const Model& model : models_) newest = std::max(newest, model.as_of);
  return newest;
}

nlohmann::json Catalogue::to_json() const {
  return models_;
}

}  // namespace limner::provider
