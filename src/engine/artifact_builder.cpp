#include "engine/artifact_builder.hpp"

#include <limner/error.hpp>

#include <algorithm>

namespace limner::engine {

namespace {

using nlohmann::json;

constexpr std::string_view side_file_bucket = "artifacts";

json model_execution(const PlannedStep& step) {
  return {{"requested", step.requested_model},
          {"resolved", step.model->id},
          {"underlying", step.model->api_model},
          {"outputType", nullptr},
          {"reason", step.model_reason}};
}

// A role is unique: further files of a role become role.2, role.3, …
std::string free_role(const std::vector<store::ArtifactFile>& files, const std::string& role) {
  std::string free = role;
  for (int number = 2; std::ranges::find(files, free, &store::ArtifactFile::role) != files.end();
       ++number)
    free = fmt::format("{}.{}", role, number);
  return free;
}

// `objects`: the parameter of artifact.create for the role, one object or an array.
void add_files(std::vector<store::ArtifactFile>& files, const std::string& role,
               const json& objects) {
  const json list = objects.is_array() ? objects : json::array({objects});
  for (const json& object : list) {
    files.push_back({.role = free_role(files, role),
                     .asset = step::asset_from(object),
                     .kind = object.value("kind", ""),
                     .bucket = object.value("bucket", ""),
                     .object_key = object.value("objectKey", "")});
  }
}

std::string object_key(const Asset& asset) {
  const std::string hex = asset.digest.hex();
  return fmt::format("{}/{}.{}", hex.substr(0, 2), hex, extension_of(asset.media_type));
}

}  // namespace

store::StepRow planned_row(const PlannedStep& step, int ordinal) {
  store::StepRow row{
      .ordinal = ordinal, .id = step.spec.id, .name = step.spec.name, .uses = step.spec.uses};
  if (step.model) {
    row.provider = step.model->provider;
    row.model = step.model->id;
    row.model_execution = model_execution(step);
  }
  return row;
}

void ArtifactBuilder::add_step(const PlannedStep& step, const json& with,
                               const step::StepOutput& output,
                               const std::vector<Settlement>& settlements, store::StepRow& row) {
  if (!settlements.empty()) {
    row.attempts = settlements.back().call.attempt;
    row.usage = settlements.back().usage;
    row.model_execution["outputType"] = settlements.back().output_type;
  }
  // The artifact's request is that of the first step that called a model.
  if (step.model && request_.is_null()) {
    request_ = with;
    model_execution_ = row.model_execution;
    usage_ = row.usage;
  }
  add_parents(step, with);
  if (output.provenance) add_credits(output.provenance->credits);
  side_files_.insert(side_files_.end(), output.side_files.begin(), output.side_files.end());
}

// An image with an artifact id came from outside the run; those of the run have none yet.
void ArtifactBuilder::add_parents(const PlannedStep& step, const json& with) {
  for (const templates::ParamSpec& param : step.kind->signature.params) {
    const auto given = with.find(param.name);
    if (given == with.end() ||
        (param.type != templates::ParamType::image && param.type != templates::ParamType::images))
      continue;
    const json list = given->is_array() ? *given : json::array({*given});
    for (const json& record : list) {
      if (record.is_object() && record.contains("artifactId") && record["artifactId"].is_string())
        parents_.insert(ArtifactId::parse(record["artifactId"].get<std::string>()));
    }
  }
}

void ArtifactBuilder::add_credits(const std::vector<json>& credits) {
  for (const json& credit : credits) {
    if (std::ranges::find(credits_, credit) == credits_.end()) credits_.push_back(credit);
  }
}

store::ArtifactRow ArtifactBuilder::artifact(const ArtifactId& id, const step::ArtifactDraft& draft,
                                             const Plan& plan, const store::RunRow& run,
                                             Time now) const {
  store::ArtifactRow row{.id = id,
                         .run = run.id,
                         .type = draft.type,
                         .artifact_class = plan.workflow.artifact_class,
                         .status = plan.workflow.review == templates::Review::none
                                       ? store::ArtifactStatus::completed
                                       : store::ArtifactStatus::review,
                         .primary = draft.primary,
                         .request = request_,
                         .model_execution = model_execution_,
                         .context = {{"templateId", plan.workflow.id},
                                     {"templateVersion", plan.workflow.version},
                                     {"templateDigest", run.template_digest},
                                     {"title", run.title},
                                     {"seed", plan.seed},
                                     {"take", plan.take},
                                     {"offline", plan.offline}},
                         .usage = usage_,
                         .record = draft.record,
                         .evaluation = draft.evaluation,
                         .credits = credits_,
                         .created = now,
                         .completed = now,
                         .tags = run.tags,
                         .parents = {parents_.begin(), parents_.end()}};
  for (const auto& [role, objects] : draft.files.items()) {
    if (!objects.is_null()) add_files(row.files, role, objects);
  }
  for (const auto& [role, asset] : side_files_) {
    row.files.push_back({.role = free_role(row.files, role),
                         .asset = asset,
                         .kind = "local",
                         .bucket = std::string(side_file_bucket),
                         .object_key = object_key(asset)});
  }
  return row;
}

}  // namespace limner::engine
