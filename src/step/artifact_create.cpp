// Declares the artifact of a run, which the engine records.
#include "step/kinds.hpp"
#include "step/params.hpp"

#include <limner/error.hpp>
#include <limner/step.hpp>

#include <fmt/ranges.h>

#include <vector>

namespace limner::step {

namespace {

using nlohmann::json;

// The roles with a file: a skipped step leaves null.
json present_files(const json& given) {
  json files = json::object();
  for (const auto& [role, objects] : given.items()) {
    if (objects.is_null() || (objects.is_array() && objects.empty())) continue;
    const json list = objects.is_array() ? objects : json::array({objects});
    for (const json& object : list) asset_from(object);
    files[role] = list;
  }
  if (!files.empty()) return files;
  throw Error(ErrorCode::generation_failed, "an artifact needs at least one file")
      .with_help(
          "give the objects of a storage.upload step: files: {raw: ${{ steps.ID.objects }}}");
}

std::string primary_of(const json& files, const Params& params) {
  if (!params.has("primary")) {
    for (const char* role : {"processed", "raw"}) {
      if (files.contains(role)) return role;
    }
    return files.begin().key();
  }
  std::string primary = params.text("primary");
  if (files.contains(primary)) return primary;
  std::vector<std::string> roles;
  for (const auto& [role, objects] : files.items()) roles.push_back(role);
  throw Error(ErrorCode::generation_failed, "artifact.create: \"files\" has no role \"{}\"",
              primary)
      .with_help(fmt::format("choose primary: {}", fmt::join(roles, ", ")));
}

json value_or_null(const json* value) {
  return value ? *value : json();
}

StepOutput run_artifact_create(const StepInput& in) {
  const Params params = Params::complete(artifact_create.signature, in.with);
  json files = present_files(*params.find("files"));
  std::string primary = primary_of(files, params);
  StepOutput output;
  output.artifact = ArtifactDraft{.type = params.text("artifactType", "generated_image"),
                                  .files = std::move(files),
                                  .primary = std::move(primary),
                                  .record = value_or_null(params.find("record")),
                                  .evaluation = value_or_null(params.find("evaluation"))};
  return output;
}

}  // namespace

const StepKind artifact_create{
    .signature = {.name = "artifact.create",
                  .summary = "Record the artifact and link it to its run",
                  .params = {{"files", templates::ParamType::object, "objects by role", true},
                             {"artifactType", templates::ParamType::text,
                              "type of the artifact; default generated_image"},
                             {.name = "primary",
                              .type = templates::ParamType::text,
                              .help = "role of the file to show",
                              .key_of = "files"},
                             {"record", templates::ParamType::any, "data of the template"},
                             {"evaluation", templates::ParamType::any, "result of an evaluation"}},
                  .outputs = {{"artifactId", templates::ParamType::text, "id of the artifact"},
                              {"artifactType", templates::ParamType::text, "its type"}}},
    .run = run_artifact_create,
};

}  // namespace limner::step
