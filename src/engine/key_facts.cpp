#include "engine/key_facts.hpp"

#include "engine/lineage.hpp"

#include <limner/json.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

using nlohmann::json;

bool names_bought_model(const store::StepRow& row) {
  return !row.provider.empty() && row.provider != provider::embedded_provider;
}

// As background_removed_later(), as far as the specification knows it.
bool has_later_removal(const json& specification, const store::StepRow& row) {
  const json steps = specification.value("steps", json::array());
  return std::ranges::any_of(steps, [&, at = 0](const json& step) mutable {
    return at++ > row.ordinal && step.value("uses", "") == "background.remove" &&
           step.value("skip", json()) != true;
  });
}

json pixels_like_file(const json& record) {
  return {{"pixels", record.value("sha256", json())}};
}

// What StepCache::facts() most likely has: only the difference is stored.
json expected_facts(const store::RunRow& run, const store::StepRow& row) {
  const json& specified = run.specification;
  const bool bought = names_bought_model(row);
  json facts{{"uses", row.uses},
             {"with", with_contents(row.inputs, bought ? pixels_like_file : content_of_file)}};
  if (!row.model.empty()) {
    facts["model"] = row.model;
    facts["apiModel"] = row.model.substr(row.model.find('/') + 1);
    facts["endpoint"] = "";
  }
  if (bought) {
    for (const char* name : {"take", "replayed", "sendOriginal"})
      facts[name] = specified.value(name, json());
    return facts;
  }
  if (!row.model.empty() && row.uses == "image.generate") {
    facts["seed"] = specified.value("seed", json());
    facts["subject"] = run.title;
    facts["backgroundRemovedLater"] = has_later_removal(specified, row);
  }
  if (row.uses == "artifact.create") {
    facts["template"] = run.template_id;
    facts["tags"] = in_order(run.tags);
  }
  return facts;
}

}  // namespace

json with_contents(const json& value, const ContentOf& content_of) {
  if (is_image_record(value)) return content_of(value);
  if (!value.is_structured()) return value;
  json copy = value;
  for (json& member : copy) member = with_contents(member, content_of);
  return copy;
}

json content_of_file(const json& record) {
  json content{{"sha256", record.at("sha256")}};
  for (const char* key : {"file_name", "role"}) {
    if (record.contains(key)) content[key] = record.at(key);
  }
  return content;
}

std::string key_of(const json& facts) {
  return Digest::of(canonical(facts)).hex();
}

json in_order(std::vector<std::pair<std::string, std::string>> tags) {
  std::ranges::sort(tags);
  return tags;
}

json facts_to_keep(const json& facts, const store::RunRow& run, const store::StepRow& row) {
  json difference = json::diff(expected_facts(run, row), facts);
  return difference.empty() ? json() : difference;
}

std::optional<json> kept_facts(const store::RunRow& run, const store::StepRow& row) try {
  if (row.cache_key.empty()) return {};
  json facts = expected_facts(run, row);
  if (!row.key_facts.is_null()) facts = facts.patch(row.key_facts);
  if (key_of(facts) != row.cache_key) return {};
  return facts;
} catch (const json::exception&) {
  return {};
}

}  // namespace limner::engine
