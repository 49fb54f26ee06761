// Declares the artifacts of a run, which the engine records.
#include "step/image_record.hpp"
#include "step/kinds.hpp"
#include "step/params.hpp"

#include <limner/error.hpp>
#include <limner/step.hpp>

#include <fmt/ranges.h>

#include <map>
#include <string>
#include <vector>

namespace limner::step {

namespace {

using nlohmann::json;

// The pictures of each role, as a list: a skipped step leaves null.
std::map<std::string, std::vector<json>> present_files(const json& given) {
  std::map<std::string, std::vector<json>> files;
  for (const auto& [role, objects] : given.items()) {
    if (objects.is_null() || (objects.is_array() && objects.empty())) continue;
    const json list = objects.is_array() ? objects : json::array({objects});
    for (const json& object : list) {
      asset_from(object);
      files[role].push_back(one_record(object));
    }
  }
  if (!files.empty()) return files;
  throw Error(ErrorCode::generation_failed, "an artifact needs at least one file")
      .with_help(
          "give the objects of a storage.upload step: files: {raw: ${{ steps.ID.objects }}}");
}

// The number of artifacts: the length of the lists. One picture belongs to every artifact.
std::size_t artifact_count(const std::map<std::string, std::vector<json>>& files) {
  std::size_t count = 1;
  std::string longest;
  for (const auto& [role, list] : files) {
    if (list.size() <= count) continue;
    count = list.size();
    longest = role;
  }
  for (const auto& [role, list] : files) {
    if (list.size() == 1 || list.size() == count) continue;
    throw Error(ErrorCode::generation_failed,
                "artifact.create: the role \"{}\" has {} files and \"{}\" has {}", role,
                list.size(), longest, count)
        .with_help("give lists of one length: each index is one artifact");
  }
  return count;
}

json files_at(const std::map<std::string, std::vector<json>>& files, std::size_t index) {
  json one = json::object();
  for (const auto& [role, list] : files) one[role] = list.size() == 1 ? list[0] : list[index];
  return one;
}

std::string primary_of(const std::map<std::string, std::vector<json>>& files,
                       const Params& params) {
  if (!params.has("primary")) {
    for (const char* role : {"processed", "raw"}) {
      if (files.contains(role)) return role;
    }
    return files.begin()->first;
  }
  std::string primary = params.text("primary");
  if (files.contains(primary)) return primary;
  std::vector<std::string> roles;
  roles.reserve(files.size());
  for (const auto& [role, objects] : files) roles.push_back(role);
  throw Error(ErrorCode::generation_failed, "artifact.create: \"files\" has no role \"{}\"",
              primary)
      .with_help(fmt::format("choose primary: {}", fmt::join(roles, ", ")));
}

json value_or_null(const json* value) {
  return value ? *value : json();
}

StepOutput run_artifact_create(const StepInput& in) {
  const Params params = Params::complete(artifact_create.signature, in.with);
  const auto files = present_files(*params.find("files"));
  const std::string primary = primary_of(files, params);
  StepOutput output;
  for (std::size_t index = 0; index < artifact_count(files); ++index) {
    output.artifacts.push_back({.type = params.text("artifactType", "generated_image"),
                                .files = files_at(files, index),
                                .primary = primary,
                                .record = value_or_null(params.find("record")),
                                .evaluation = value_or_null(params.find("evaluation"))});
  }
  return output;
}

}  // namespace

const StepKind artifact_create{
    .signature = {.name = "artifact.create",
                  .summary = "Record the artifacts and link them to their run",
                  .params = {{"files", templates::ParamType::object,
                              "objects by role; of lists, each index is one artifact", true},
                             {"artifactType", templates::ParamType::text,
                              "type of the artifact; default generated_image"},
                             {.name = "primary",
                              .type = templates::ParamType::text,
                              .help = "role of the file to show",
                              .key_of = "files"},
                             {"record", templates::ParamType::any, "data of the template"},
                             {"evaluation", templates::ParamType::any, "result of an evaluation"}},
                  .outputs = {{"artifactId", templates::ParamType::text,
                               "id of the first artifact"},
                              {"artifactIds", templates::ParamType::list, "ids of all artifacts"},
                              {"artifactType", templates::ParamType::text, "its type"}}},
    .run = run_artifact_create,
};

}  // namespace limner::step
