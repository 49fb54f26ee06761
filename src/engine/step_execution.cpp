#include "engine/step_execution.hpp"

#include "engine/unsent_parameters.hpp"

#include <limner/error.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace limner::engine {

namespace {

using nlohmann::json;

// The provenance of a picture that the step was given.
step::Provenance provenance_of(const Asset& asset, const json& with, const Lineage& lineage) {
  const auto input = with.find("input");
  const PictureOrigin* picture = input == with.end() ? nullptr : lineage.origin_of(*input);
  return picture != nullptr && picture->asset.digest == asset.digest ? picture->provenance
                                                                     : step::Provenance();
}

template <class T>
void append(std::vector<T>& to, std::vector<T> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Whether the kind decodes or makes pictures; the others only handle their records and files.
bool works_on_pixels(const PlannedStep& step) {
  return std::ranges::any_of(step.kind->signature.outputs, [](const templates::OutputSpec& output) {
    return output.type == templates::ParamType::images;
  });
}

struct WorkEnd {
  StepResources& resources;
  ~WorkEnd() { resources.end(); }
};

// The time in which a step waits for memory or a core does not count for its timeout.
void acquire(const StepContext& context, std::uint64_t bytes) {
  const auto& [limit, paid] = context.paid_calls.deadlines();
  const Deadline::Pause pause(limit), paid_pause(paid);
  context.resources.acquire(bytes, context.paid_calls.stop_token());
}

// A model elsewhere gets the picture's bytes: its pixels need not wait for the answer. What is
// paid for is read also after a stop.
provider::ModelAnswer call_elsewhere(const StepSource& source, provider::Operation what,
                                     const StepContext& context) {
  if (auto* removal = std::get_if<provider::RemoveBackground>(&what)) removal->pixels = nullptr;
  context.paid_calls.set_resources(&context.resources, memory_of_step(source.with));
  provider::ModelAnswer answer = context.paid_calls.call(source.step, source.ordinal, what);
  context.resources.extend(memory_of_pictures(answer.images));
  return answer;
}

step::StepOutput run_once(const PlannedStep& step, int ordinal, const json& with,
                          const StepContext& context) {
  ImageCache& images = context.images;
  const bool is_elsewhere = step.model && !context.paid_calls.is_embedded(step);
  StepSource source{.step = step, .ordinal = ordinal, .with = with};
  const step::StepInput input{
      .with = with,
      .subject = context.plan.subject,
      .seed = context.plan.seed,
      .background_removed_later = background_removed_later(context.plan, ordinal),
      .read = [&](const Asset& asset) { return images.read(asset); },
      .to_send =
          [&](const Asset& asset) { return images.to_send(asset, context.plan.send_original); },
      .pixels = [&](const Asset& asset) -> const Bitmap& { return images.pixels(asset); },
      .store = [&](provider::Picture picture) { return images.store(std::move(picture)); },
      .call =
          [&](provider::Operation what) {
            provider::ModelAnswer answer = is_elsewhere
                                               ? call_elsewhere(source, std::move(what), context)
                                               : context.paid_calls.call(step, ordinal, what);
            source.call = context.paid_calls.last_settlement().call.id;
            source.usage = answer.usage;
            return answer;
          },
      .publish = [&](const Asset& asset, std::string_view bucket,
                     std::string_view role) { return images.publish(asset, bucket, role); },
      .provenance = [&](const Asset& asset) { return provenance_of(asset, with, context.lineage); },
      .strict = context.strict,
      .send_original = context.plan.send_original,
      .image_limits = images.limits(),
  };
  const WorkEnd end{context.resources};
  if (works_on_pixels(step)) acquire(context, memory_of_step(with));
  step::StepOutput output = step.kind->run(input);
  append(output.warnings, images.take_notices());
  if (output.provenance) {
    if (step.model) output.provenance->model = step.model->id;
    output.provenance->run_id = context.run_id;
    output.provenance->created = context.file_time;
  }
  context.lineage.add(source, output, context.blobs);
  return output;
}

// The parameter that accepts one picture and was given a list; null: none.
const templates::ParamSpec* parameter_for_one(const PlannedStep& step, const json& with) {
  for (const templates::ParamSpec& param : step.kind->signature.params) {
    const auto given = with.find(param.name);
    if (param.type == templates::ParamType::image && given != with.end() && given->is_array())
      return &param;
  }
  return nullptr;
}

// Appends lists and replaces single values.
void merge(step::StepOutput& all, step::StepOutput one) {
  for (step::SideFile& file : one.side_files) file.picture += all.images.size();
  append(all.images, std::move(one.images));
  append(all.objects, std::move(one.objects));
  append(all.warnings, std::move(one.warnings));
  append(all.side_files, std::move(one.side_files));
  all.values.update(one.values);
  append(all.artifacts, std::move(one.artifacts));
  if (one.provenance) all.provenance = std::move(one.provenance);
}

step::StepOutput run_for_each(const PlannedStep& step, int ordinal, const json& with,
                              const StepContext& context) {
  const templates::ParamSpec* param = parameter_for_one(step, with);
  if (!param) return run_once(step, ordinal, with, context);
  const std::string name(param->name);
  if (with.at(name).empty()) {
    throw Error(ErrorCode::invalid_input, "step {}: \"{}\" is an empty list", step.spec.id, name);
  }
  step::StepOutput all;
  for (const json& item : with.at(name)) {
    json one = with;
    one[name] = item;
    merge(all, run_once(step, ordinal, one, context));
    context.images.next_step();
    context.resources.end();
  }
  return all;
}

// With --strict, what would differ is refused before anything is paid, and not after.
void refuse_missed_properties(const std::vector<json>& warnings, const provider::Model& model) {
  constexpr std::array<std::string_view, 5> checked{"size", "aspectRatio", "count", "background",
                                                    "outputFormat"};
  for (const json& warning : warnings) {
    const std::string option = warning.at("option").get<std::string>();
    if (std::ranges::find(checked, option) == checked.end()) continue;
    throw Error(ErrorCode::invalid_image_request, "{} does not take {} {}, which --strict requires",
                model.id, option, warning.at("value").get<std::string>())
        .with_help("leave out --strict, or use another model: limner models ls");
  }
}

// A warning when another model than the requested one was used.
void warn_substituted_model(const PlannedStep& step, step::StepOutput& output) {
  const bool is_named = step.model && step.requested_model != "auto";
  if (!is_named || step.requested_model == step.model->id) return;
  output.warnings.push_back(
      {{"code", "stand_in"}, {"message", fmt::format("in place of {}", step.requested_model)}});
}

}  // namespace

// Values that come from earlier steps are checked only here, before the step spends anything.
SentParameters sent_parameters(const PlannedStep& step, const json& with, const SendRules& rules) {
  SentParameters sent{.with = with, .warnings = {}};
  if (!step.model) return sent;
  for (const UnsentParameter& one : step.unsent) sent.with.erase(one.name);
  append(sent.warnings, plan_warnings(step));
  if (rules.strict) refuse_missed_properties(sent.warnings, *step.model);
  if (!rules.plan.checks_unsent) return sent;
  const UnsentPolicy policy{.allow_ignored = rules.plan.allow_ignored};
  const auto late = leave_out_unsent(sent.with, *step.kind, *step.model, false, policy);
  append(sent.warnings, unsent_warnings(late, *step.model));
  if (rules.strict) refuse_missed_properties(sent.warnings, *step.model);
  if (step.kind->check != nullptr) step.kind->check(sent.with, *step.model, rules.image_limits);
  return sent;
}

bool background_removed_later(const Plan& plan, int ordinal) {
  for (std::size_t i = static_cast<std::size_t>(ordinal) + 1; i < plan.steps.size(); ++i) {
    const PlannedStep& later = plan.steps[i];
    if (later.kind->capability == provider::Capability::background_removal &&
        !later.skip.value_or(false))
      return true;
  }
  return false;
}

step::StepOutput call_step_kind(const PlannedStep& step, int ordinal, SentParameters sent,
                                const StepContext& context) {
  step::StepOutput all = run_for_each(step, ordinal, sent.with, context);
  warn_substituted_model(step, all);
  append(all.warnings, std::move(sent.warnings));
  return all;
}

json object_json(const step::ObjectRef& object, const store::BlobStore& blobs) {
  json record = image_record(object.asset, blobs.path_of(object.asset), "");
  if (!object.id.empty()) record["id"] = object.id;
  record.update({{"kind", object.kind},
                 {"bucket", object.bucket},
                 {"objectKey", object.object_key},
                 {"signedUrl", nullptr},
                 {"role", object.role}});
  return record;
}

json values_of(const step::StepOutput& output, const store::BlobStore& blobs) {
  json values = output.values;
  if (!output.images.empty()) values["images"] = json::array();
  for (const step::StoredImage& image : output.images) {
    json record = image_record(image.asset, blobs.path_of(image.asset), image.file_name);
    if (!image.id.empty()) record["id"] = image.id;
    values["images"].push_back(std::move(record));
  }
  if (!output.objects.empty()) values["objects"] = json::array();
  for (const step::ObjectRef& object : output.objects)
    values["objects"].push_back(object_json(object, blobs));
  return values;
}

}  // namespace limner::engine
