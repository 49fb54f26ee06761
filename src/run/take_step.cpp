#include "run/take_step.hpp"

#include <limner/error.hpp>

#include <iterator>
#include <utility>

namespace limner {

namespace {

using nlohmann::json;

bool cut_out_follows(const Plan& plan, int ordinal) {
  for (std::size_t i = static_cast<std::size_t>(ordinal) + 1; i < plan.steps.size(); ++i) {
    const PlannedStep& later = plan.steps[i];
    if (later.kind->capability == "background_removal" && !later.skip.value_or(false)) return true;
  }
  return false;
}

// A picture made from a picture comes from where that one came from.
void inherit(const StepOutput& output, const json& with, Gallery& gallery) {
  const auto input = with.find("input");
  if (input == with.end() || output.images.empty()) return;
  const Provenance origin = gallery.origin(asset_from(*input));
  for (const Kept& image : output.images) gallery.remember(image.asset, origin);
}

StepOutput take_once(const PlannedStep& step, int ordinal, const json& with,
                     const Workbench& bench) {
  Gallery& gallery = bench.gallery;
  const StepInput input{
      .with = with,
      .subject = bench.plan.subject,
      .seed = bench.plan.seed,
      .cut_out_follows = cut_out_follows(bench.plan, ordinal),
      .read = [&](const Asset& asset) { return gallery.read(asset); },
      .pixels = [&](const Asset& asset) -> const Bitmap& { return gallery.pixels(asset); },
      .keep = [&](Picture picture) { return gallery.keep(std::move(picture)); },
      .buy = [&](const Operation& what) { return bench.till.buy(step, ordinal, what); },
      .publish = [&](const Asset& asset, std::string_view bucket,
                     std::string_view role) { return gallery.publish(asset, bucket, role); },
      .origin = [&](const Asset& asset) { return gallery.origin(asset); },
  };
  StepOutput output = step.kind->run(input);
  if (!output.provenance) inherit(output, with, gallery);
  if (output.provenance) {
    if (step.model) output.provenance->model = step.model->id;
    output.provenance->run_id = bench.run_id;
    output.provenance->created = bench.started;
    for (const Kept& image : output.images) gallery.remember(image.asset, *output.provenance);
  }
  return output;
}

// The parameter that takes one picture where the template gives several.
const ParamSpec* parameter_for_one(const PlannedStep& step, const json& with) {
  for (const ParamSpec& param : step.kind->shape.params) {
    const auto given = with.find(param.name);
    if (param.type == ParamType::image && given != with.end() && given->is_array()) return &param;
  }
  return nullptr;
}

template <class T>
void append(std::vector<T>& to, std::vector<T> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Lists grow; of single values the last stands.
void merge(StepOutput& all, StepOutput one) {
  append(all.images, std::move(one.images));
  append(all.objects, std::move(one.objects));
  append(all.warnings, std::move(one.warnings));
  append(all.side_files, std::move(one.side_files));
  all.values.update(one.values);
  if (one.artifact) all.artifact = std::move(one.artifact);
  if (one.provenance) all.provenance = std::move(one.provenance);
}

StepOutput take_all(const PlannedStep& step, int ordinal, const json& with,
                    const Workbench& bench) {
  const ParamSpec* param = parameter_for_one(step, with);
  if (!param) return take_once(step, ordinal, with, bench);
  const std::string name(param->name);
  if (with.at(name).empty()) {
    throw Error(ErrorCode::invalid_input, "step {}: \"{}\" is an empty list", step.spec.id, name);
  }
  StepOutput all;
  for (const json& item : with.at(name)) {
    json one = with;
    one[name] = item;
    merge(all, take_once(step, ordinal, one, bench));
  }
  return all;
}

// No stand-in is silent.
void tell_stand_in(const PlannedStep& step, StepOutput& output) {
  const bool asked = step.model && step.requested_model != "auto";
  if (!asked || step.requested_model == step.model->id) return;
  output.warnings.push_back(
      {{"code", "stand_in"}, {"message", fmt::format("in place of {}", step.requested_model)}});
}

}  // namespace

StepOutput take_step(const PlannedStep& step, int ordinal, const json& with,
                     const Workbench& bench) {
  StepOutput all = take_all(step, ordinal, with, bench);
  tell_stand_in(step, all);
  return all;
}

json values_of(const StepOutput& output, const BlobStore& blobs) {
  json values = output.values;
  if (!output.images.empty()) values["images"] = json::array();
  for (const Kept& image : output.images) {
    values["images"].push_back(
        image_record(image.asset, blobs.path_of(image.asset), image.file_name));
  }
  if (!output.objects.empty()) values["objects"] = json::array();
  for (const ObjectRef& object : output.objects) {
    json record = image_record(object.asset, blobs.path_of(object.asset), "");
    record.update({{"kind", object.kind},
                   {"bucket", object.bucket},
                   {"objectKey", object.object_key},
                   {"signedUrl", nullptr},
                   {"role", object.role}});
    values["objects"].push_back(std::move(record));
  }
  return values;
}

}  // namespace limner
