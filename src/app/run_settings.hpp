// The options of a run besides its inputs, and the plan that they and the inputs give.
#pragma once

#include "app/image_inputs.hpp"

#include <limner/engine.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limner::app {

struct RunSettings {
  std::map<std::string, std::string> models = {};  // as PlanOptions::models
  std::optional<ChargeType> charge = {};           // none: the setting `charge`, or the template's
  std::optional<std::int64_t> seed = {};
  int take = 1;
  std::optional<Money> max_cost = {};  // USD, of the run
  bool allow_ignored = false;
  bool send_original = false;
  bool strict = false;
  bool offline = false;
  bool uses_cache = true;               // results of earlier runs
  std::vector<std::string> fresh = {};  // ids of steps that are executed all the same
  std::vector<std::pair<std::string, std::string>> tags = {};
};

// The settings of the context that apply to runs.
RunSettings run_settings_of(const Context& context);

// {"models": object, "charge": text or null, "seed": integer or null, "take": integer,
// "allowIgnored", "sendOriginal", "strict", "offline", "usesCache": booleans, "fresh": an array of
// texts, "tags": object}: what every run
// of a batch has. `max_cost` is not part of it.
nlohmann::json to_json(const RunSettings& settings);
// SHA-256 of the settings that determine what is asked for and who pays, hexadecimal.
std::string identity_of(const RunSettings& settings);
// Throws Error{store_damaged} for another form.
RunSettings run_settings_from(const nlohmann::json& stored);

// As engine::expect_reuse(), with the results that the store has. Nothing is created.
void expect_reuse(const Context& context, const RunSettings& settings,
                  const provider::Providers& providers, engine::Plan& plan);

// `wallet_exists`: as has_wallet(). Throws as engine::make_plan(), with the errors of
// references.take().
engine::Plan plan_run(const Context& context, const templates::Template& workflow,
                      const nlohmann::json& intake, const RunSettings& settings,
                      const provider::Catalogue& catalogue, ImageInputs& references,
                      bool wallet_exists);

}  // namespace limner::app
