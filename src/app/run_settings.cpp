#include "app/run_settings.hpp"

#include "app/limits.hpp"
#include "app/provider_check.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

namespace limner::app {

using nlohmann::json;

RunSettings run_settings_of(const Context& context) {
  return {.charge = parse_enum<ChargeType>(context.settings.text("charge")),
          .offline = context.settings.is_on("offline")};
}

json to_json(const RunSettings& settings) {
  json tags = json::object();
  for (const auto& [key, value] : settings.tags) tags[key] = value;
  return {{"models", settings.models},
          {"charge", settings.charge ? json(to_string(*settings.charge)) : json()},
          {"seed", settings.seed ? json(*settings.seed) : json()},
          {"take", settings.take},
          {"allowIgnored", settings.allow_ignored},
          {"sendOriginal", settings.send_original},
          {"strict", settings.strict},
          {"offline", settings.offline},
          {"usesCache", settings.uses_cache},
          {"fresh", settings.fresh},
          {"tags", std::move(tags)}};
}

std::string identity_of(const RunSettings& settings) {
  json parts = to_json(settings);
  for (const char* other : {"strict", "tags"}) parts.erase(other);
  return Digest::of(canonical(parts)).hex();
}

RunSettings run_settings_from(const json& stored) try {
  RunSettings settings{.models = stored.at("models"),
                       .take = stored.at("take"),
                       .allow_ignored = stored.at("allowIgnored"),
                       .send_original = stored.at("sendOriginal"),
                       .strict = stored.at("strict"),
                       .offline = stored.at("offline"),
                       .uses_cache = stored.at("usesCache"),
                       .fresh = stored.at("fresh")};
  if (!stored.at("charge").is_null())
    settings.charge = parse_enum<ChargeType>(stored.at("charge").get<std::string>());
  if (!stored.at("seed").is_null()) settings.seed = stored.at("seed").get<std::int64_t>();
  for (const auto& [key, value] : stored.at("tags").items())
    settings.tags.emplace_back(key, value.get<std::string>());
  return settings;
} catch (const json::exception& error) {
  throw Error(ErrorCode::store_damaged, "the settings of a batch are damaged: {}", error.what());
}

void expect_reuse(const Context& context, const RunSettings& settings,
                  const provider::Providers& providers, engine::Plan& plan) {
  const std::optional<store::Records> records = existing_records(context);
  if (!records) return;
  store::BlobStore blobs = open_blobs(context);
  engine::expect_reuse(plan, {.records = *records,
                              .blobs = blobs,
                              .providers = providers,
                              .version = context.version,
                              .tags = settings.tags,
                              .image_limits = stored_limits(context)});
}

engine::Plan plan_run(const Context& context, const templates::Template& workflow,
                      const json& intake, const RunSettings& settings,
                      const provider::Catalogue& catalogue, ImageInputs& references,
                      bool wallet_exists) {
  return engine::make_plan(
      workflow, intake, catalogue,
      {.offline = settings.offline,
       .replayed = !context.replay_directory.empty(),
       .models = settings.models,
       .charge = settings.charge,
       .seed = settings.seed,
       .max_cost = settings.max_cost,
       .take = settings.take,
       .allow_ignored = settings.allow_ignored,
       .send_original = settings.send_original,
       .uses_cache = settings.uses_cache,
       .fresh = {settings.fresh.begin(), settings.fresh.end()},
       .image_limits = stored_limits(context),
       .has_wallet = wallet_exists,
       .today = today(context),
       .has_key = [&](std::string_view provider) { return has_key(context, catalogue, provider); },
       .picture = [&](const std::string& reference) { return references.take(reference); }});
}

}  // namespace limner::app
