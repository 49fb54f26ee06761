#include "engine/step_cache.hpp"

#include "engine/key_facts.hpp"
#include "engine/lineage.hpp"
#include "engine/step_execution.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

using nlohmann::json;

// A provider outside of this program answers.
bool is_bought(const PlannedStep& step) {
  return step.model && !step.model->is_embedded();
}

bool generates(const PlannedStep& step) {
  return step.operation && std::holds_alternative<provider::GenerateImage>(*step.operation);
}

bool creates_artifacts(const PlannedStep& step) {
  return step.spec.uses == "artifact.create";
}

bool has_key(const PlannedStep& step) {
  return step.spec.cache && !step.kind->pure;
}

// Every file that a step has returned.
void add_files(const json& value, std::vector<Asset>& files) {
  if (value.is_object() && value.contains("sha256") && value.contains("file_type")) {
    files.push_back(step::asset_from(value));
    return;
  }
  if (!value.is_structured()) return;
  for (const json& member : value) add_files(member, files);
}

}  // namespace

std::string reference_to(const StepReuse& reuse) {
  return fmt::format("{}/{}", reuse.from.str(), reuse.ordinal);
}

Money cost_of_step(const store::Records& records, const RunId& run, int ordinal) {
  Money sum;
  for (const store::CostEntry& entry : records.costs({.run = run})) {
    if (entry.step == ordinal) sum += entry.actual.value_or(entry.estimated);
  }
  return sum;
}

store::CostEntry reuse_entry(const RunId& run, const store::StepRow& row, Time now, IdSource& ids) {
  const auto images = row.outputs.find("images");
  const std::int64_t count = images == row.outputs.end() ? 1 : std::ssize(*images);
  return {.id = EntryId::make(ids),
          .at = now,
          .run = run,
          .step = row.ordinal,
          .step_name = row.name,
          .provider = row.provider,
          .operation = "reuse",
          .model = row.model,
          .item = "image",
          .quantity = Quantity::whole(count),
          .unit = "image",
          .actual = Money(),
          .status = store::CostStatus::provider_reported,
          .pricing_source = "reuse",
          .note = row.reused_from};
}

void warn_of_rejections(const store::Records& records, store::StepRow& row) {
  for (const json& id : row.outputs.value("artifactIds", json::array())) {
    const auto artifact = records.artifact(ArtifactId::parse(id.get<std::string>()));
    if (!artifact || artifact->status != store::ArtifactStatus::rejected) continue;
    if (!row.warnings.is_array()) row.warnings = json::array();
    row.warnings.push_back(
        {{"code", "rejected_before"},
         {"message", fmt::format("artifact {} was rejected in review; another picture: --again",
                                 artifact->id.short_id())}});
  }
}

void refuse_deviations(const store::StepRow& row) {
  for (const json& warning : row.warnings.is_array() ? row.warnings : json::array()) {
    if (step::is_deviation(warning))
      throw Error(ErrorCode::answer_differs, "{}", warning.value("message", ""))
          .with_help("leave out --strict, or ask for another picture: --again");
  }
}

// A bought picture is the same for every file with these pixels; a file that this program has
// made from it is not.
json StepCache::content_of(const json& record, bool is_bought) const {
  if (!is_bought) return content_of_file(record);
  if (plan_.send_original) return {{"sha256", record.at("sha256")}};
  return {{"pixels", sources_.images.pixel_digest(step::asset_from(record)).hex()}};
}

json StepCache::facts(const PlannedStep& step, int ordinal, const json& with) const {
  const bool bought = is_bought(step);
  json facts{{"uses", step.spec.uses}, {"with", with_contents(with, [&](const json& record) {
                                          return content_of(record, bought);
                                        })}};
  if (step.model) {
    facts["model"] = step.model->id;
    facts["apiModel"] = step.model->api_model;
    if (const auto* provider = provider::find_provider(sources_.providers, step.model->provider))
      facts["endpoint"] = plan_.replayed ? "" : provider->endpoint();
  }
  const bool takes_seed = !bought || (step.model && step.model->limits.value("seed", false));
  if (generates(step) && takes_seed) facts["seed"] = plan_.seed;
  if (bought) {
    facts["take"] = plan_.take;
    facts["replayed"] = plan_.replayed;
    facts["sendOriginal"] = plan_.send_original;
    return facts;
  }
  facts["version"] = sources_.version;
  if (generates(step)) {
    facts["subject"] = plan_.subject;
    facts["backgroundRemovedLater"] = background_removed_later(plan_, ordinal);
  }
  if (creates_artifacts(step)) {
    facts["template"] = plan_.workflow.id;
    facts["tags"] = in_order(sources_.tags);
  }
  return facts;
}

std::string StepCache::key(const PlannedStep& step, int ordinal, const json& with) const {
  return has_key(step) ? key_of(facts(step, ordinal, with)) : std::string();
}

void StepCache::set_key(const PlannedStep& step, const json& with, const store::RunRow& run,
                        store::StepRow& row) const {
  if (!has_key(step)) return;
  const json all = facts(step, row.ordinal, with);
  row.cache_key = key_of(all);
  row.key_facts = facts_to_keep(all, run, row);
}

// A damaged file is not used: each is read, or at least looked at.
bool StepCache::is_whole(const store::StepRow& row) const try {
  std::vector<Asset> files;
  add_files(row.outputs, files);
  add_files(row.lineage, files);
  if (!sources_.reads_files)
    return std::ranges::all_of(files,
                               [&](const Asset& file) { return sources_.images.is_stored(file); });
  for (const Asset& file : files) sources_.images.read(file);
  return true;
} catch (const Error&) {
  return false;
}

bool StepCache::may_be_found(const PlannedStep& step, const std::string& key) const {
  return !key.empty() && plan_.uses_cache && !plan_.fresh.contains(step.spec.id);
}

std::optional<CachedStep> StepCache::find(const PlannedStep& step, const std::string& key) const {
  if (!may_be_found(step, key)) return {};
  auto found = sources_.records.step_with_key(key);
  if (!found || !is_whole(found->second)) return {};
  const int ordinal = found->second.ordinal;
  return CachedStep{.row = std::move(found->second),
                    .reuse = {.from = found->first,
                              .ordinal = ordinal,
                              .saved = cost_of_step(sources_.records, found->first, ordinal)}};
}

}  // namespace limner::engine
