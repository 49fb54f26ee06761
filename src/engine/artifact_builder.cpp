#include "engine/artifact_builder.hpp"

#include <limner/error.hpp>
#include <limner/json.hpp>

#include <algorithm>
#include <utility>

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

template <class T>
void add_once(std::vector<T>& list, const T& value) {
  if (std::ranges::find(list, value) == list.end()) list.push_back(value);
}

// The inputs of the step for this picture: of a list, the picture it was made from.
json request_for(const PictureOrigin& picture, const store::StepRow& row) {
  json request = row.inputs;
  const auto input = request.find("input");
  if (picture.from.size() != 1 || input == request.end() || !input->is_array()) return request;
  const auto own = std::ranges::find_if(
      *input, [&](const json& record) { return record.value("id", "") == picture.from.front(); });
  if (own != input->end()) *input = json(*own);
  return request;
}

void set_request(const PictureOrigin& primary, const ArtifactOrigin& origin,
                 store::ArtifactRow& row) {
  const PictureOrigin* generated = origin.lineage.first_generated(primary);
  if (generated == nullptr) return;
  const store::StepRow& step = origin.steps.at(static_cast<std::size_t>(generated->step));
  row.request = request_for(*generated, step);
  row.model_execution = step.model_execution;
  row.usage = generated->usage;
}

// The call, and the earlier attempts of its request that may have cost something.
void add_call(const CallId& id, bool is_direct, const ArtifactOrigin& origin,
              store::ArtifactRow& row) {
  const auto made = std::ranges::find(origin.calls, id, &store::CallRow::id);
  for (const store::CallRow& call : origin.calls) {
    const bool is_attempt = made != origin.calls.end() && call.step == made->step &&
                            call.request_digest == made->request_digest &&
                            call.state != store::CallState::succeeded;
    if (call.id != id && !is_attempt) continue;
    const auto known = std::ranges::find(row.calls, call.id, &store::ArtifactCall::call);
    if (known == row.calls.end()) {
      row.calls.push_back({call.id, is_direct});
    } else {
      known->is_direct = known->is_direct || is_direct;
    }
  }
}

// The pictures on the way to `picture`, without references.
std::vector<const PictureOrigin*> inputs_of(const PictureOrigin& picture, const Lineage& lineage) {
  std::vector<const PictureOrigin*> found;
  for (const PictureOrigin* at = &picture; at != nullptr;
       at = at->from.empty() ? nullptr : lineage.find(at->from.front()))
    found.push_back(at);
  return found;
}

void add_side_files(const PictureOrigin& picture, const store::BlobStore& blobs,
                    store::ArtifactRow& row) {
  for (const auto& [role, side_file] : picture.side_files) {
    const Asset& asset = side_file;  // clang 14 captures no structured binding
    const bool is_known = std::ranges::any_of(row.files, [&](const store::ArtifactFile& file) {
      return file.asset.digest == asset.digest && file.image == picture.id;
    });
    if (is_known) continue;
    row.files.push_back({.role = free_role(row.files, role),
                         .asset = asset,
                         .kind = "local",
                         .bucket = std::string(side_file_bucket),
                         .object_key = blobs.key_of(asset),
                         .image = picture.id});
  }
}

// What the artifact owes to one of its files.
void add_origins(const PictureOrigin& file, const ArtifactOrigin& origin, json& credits,
                 store::ArtifactRow& row) {
  const std::vector<const PictureOrigin*> direct = inputs_of(file, origin.lineage);
  for (const PictureOrigin* picture : origin.lineage.ancestors(file)) {
    const bool is_direct = std::ranges::find(direct, picture) != direct.end();
    if (picture->call) add_call(*picture->call, is_direct, origin, row);
    if (picture->artifact) add_once(row.parents, *picture->artifact);
    if (!is_direct) continue;
    for (const json& credit : picture->provenance.credits) {
      if (std::ranges::find(credits, credit) == credits.end()) credits.push_back(credit);
    }
    add_side_files(*picture, origin.blobs, row);
  }
}

store::ArtifactFile file_from(const std::string& role, const json& object) {
  return {.role = role,
          .asset = step::asset_from(object),
          .kind = object.value("kind", ""),
          .bucket = object.value("bucket", ""),
          .object_key = object.value("objectKey", ""),
          .image = object.value("id", "")};
}

json context_of(const Plan& plan, const store::RunRow& run) {
  return {{"templateId", plan.workflow.id},
          {"templateVersion", plan.workflow.version},
          {"templateDigest", run.template_digest},
          {"title", run.title},
          {"seed", plan.seed},
          {"take", plan.take},
          {"offline", plan.offline}};
}

}  // namespace

NewRun new_run(const Plan& plan, RunId id, Time queued) {
  NewRun made{.run = {.id = std::move(id),
                      .template_id = plan.workflow.id,
                      .template_digest = plan.workflow.digest().hex(),
                      .title = plan.title(),
                      .status = store::RunStatus::queued,
                      .specification = plan.specification(),
                      .intake = plan.intake,
                      .take = plan.take,
                      .queued = queued},
              .steps = {},
              .catalog = {.content = canonical(plan.catalog)}};
  made.catalog.digest = Digest::of(made.catalog.content).hex();
  for (const PlannedStep& step : plan.steps)
    made.steps.push_back(planned_row(step, static_cast<int>(made.steps.size())));
  return made;
}

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

void describe_calls(const std::vector<Settlement>& settlements, store::StepRow& row) {
  if (settlements.empty()) return;
  row.attempts = settlements.back().call.attempt;
  row.usage = settlements.back().usage;
  row.model_execution["outputType"] = settlements.back().output_type;
}

store::ArtifactRow build_artifact(const ArtifactId& id, const step::ArtifactDraft& draft,
                                  const ArtifactOrigin& origin, Time now) {
  const Plan& plan = origin.plan;
  store::ArtifactRow row{.id = id,
                         .run = origin.run.id,
                         .type = draft.type,
                         .artifact_class = plan.workflow.artifact_class,
                         .status = plan.workflow.review == templates::Review::none
                                       ? store::ArtifactStatus::completed
                                       : store::ArtifactStatus::review,
                         .primary = draft.primary,
                         .context = context_of(plan, origin.run),
                         .record = draft.record,
                         .evaluation = draft.evaluation,
                         .created = now,
                         .completed = now,
                         .tags = origin.run.tags};
  json credits = json::array();
  for (const auto& [role, object] : draft.files.items())
    row.files.push_back(file_from(role, object));
  for (const auto& [role, object] : draft.files.items()) {
    const PictureOrigin* file = origin.lineage.origin_of(object);
    if (file == nullptr) continue;
    if (role == draft.primary) set_request(*file, origin, row);
    add_origins(*file, origin, credits, row);
  }
  row.credits = std::move(credits);
  return row;
}

}  // namespace limner::engine
