// A test environment: the shipped workflow, scripted providers and an empty store.
#pragma once

#include "fakes/fakes.hpp"

#include <limner/embedded.hpp>
#include <limner/engine.hpp>

#include <string>

namespace limner::fakes {

inline templates::Template shipped(std::string_view file) {
  for (const EmbeddedFile& text : embedded_templates()) {
    if (text.name == file) {
      return templates::load_template({std::string(text.content), std::string(file)},
                                      step::step_signatures(),
                                      [](std::string_view) { return std::nullopt; });
    }
  }
  throw Error(ErrorCode::not_found, "no template {} is shipped", file);
}

inline templates::Template template_of(std::string text) {
  return templates::load_template({std::move(text), "test.yaml"}, step::step_signatures(),
                                  [](std::string_view) { return std::nullopt; });
}

inline nlohmann::json prompt(std::string_view words) {
  nlohmann::json given;
  given["intent"]["prompt"] = words;
  return given;
}

struct World {
  explicit World(const std::filesystem::path& where)
      : blobs(where), records(where, store::OpenMode::read_write, clock.now()) {}
  World() : blobs(home.path), records(home.path, store::OpenMode::read_write, clock.now()) {}

  engine::Plan plan(const nlohmann::json& given, const engine::PlanOptions& options = {}) const {
    engine::PlanOptions dated = options;
    dated.today = "2026-11-21";
    dated.uses_cache = options.uses_cache && uses_cache;
    return engine::make_plan(workflow, given, catalogue, dated);
  }

  engine::RunEnv env(std::optional<Money> max_cost = {}) {
    return {.providers = providers,
            .blobs = blobs,
            .records = records,
            .clock = clock,
            .ids = ids,
            .events = events,
            .stop = stop.get_token(),
            .request_id = ids.next(),
            .max_cost = max_cost,
            .in_doubt = in_doubt};
  }
  RunId run(const engine::Plan& plan, std::optional<Money> max_cost = {}) {
    return engine::execute(plan, env(max_cost));
  }
  // Uses only the records, like another process.
  void resume(const RunId& id, std::optional<Money> max_cost = {}, bool replayed = false) {
    const store::RunRow was = row(id);
    const auto version = records.template_version(was.template_digest);
    const engine::Plan plan = engine::restore_plan(was, template_of(version->canonical), catalogue,
                                                   {.replayed = replayed,
                                                    .max_cost = max_cost,
                                                    .has_wallet = records.has_wallet("main"),
                                                    .today = "2026-11-21"});
    limner::engine::resume(plan, id, env(max_cost));
  }
  RunId run(const nlohmann::json& given) { return run(plan(given)); }

  store::RunRow row(const RunId& id) const { return records.run(id).value(); }

  Home home;
  StillClock clock;
  CountedIds ids;
  RecordingSink events;
  std::stop_source stop;
  provider::Providers providers;
  ScriptedProvider& openai = add_scripted(providers, "openai");
  ScriptedProvider& fal = add_scripted(providers, "fal");
  ScriptedProvider& local = add_scripted(providers, "local", true);
  provider::Catalogue catalogue = provider::Catalogue::built_in();
  store::BlobStore blobs;
  store::Records records;
  bool uses_cache = false;  // the same run again is executed again
  engine::InDoubtPolicy in_doubt = engine::InDoubtPolicy::hold;
  templates::Template workflow = shipped("generate-clip-art-asset.yaml");
};

}  // namespace limner::fakes
