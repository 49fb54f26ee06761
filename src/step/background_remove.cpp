// Removes the background of a picture with a model.
#include "step/image_record.hpp"
#include "step/kinds.hpp"
#include "step/params.hpp"
#include "step/provider_answer.hpp"

#include <limner/error.hpp>
#include <limner/image.hpp>
#include <limner/step.hpp>

#include <algorithm>

namespace limner::step {

namespace {

using nlohmann::json;

StepOutput run_background_remove(const StepInput& in) {
  const Params params = Params::complete(background_remove.signature, in.with);
  const json& record = one_record(*params.find("input"));
  const Asset asset = asset_from(record);
  provider::ModelAnswer answer =
      in.call(provider::RemoveBackground{.image = in.to_send(asset).bytes,
                                         .media_type = asset.media_type,
                                         .pixels = &in.pixels(asset)});
  const bool all_transparent =
      std::ranges::all_of(answer.images, [](const provider::Picture& picture) {
        const auto info = image::probe(picture.bytes);
        return info && info->alpha;
      });
  StepOutput output;
  decode_pictures(in, answer, output);
  store_pictures(in, answer, 1, stem_of(record) + "-cutout", output);
  if (!all_transparent) {
    output.warnings.push_back(
        {{"code", "nothing_removed"}, {"message", "the result has no transparency"}});
  }
  return output;
}

provider::Operation planned_removal(const json&) {
  return provider::RemoveBackground{};
}

void check_background_remove(const json& with, const provider::Model&, const image::ImageLimits&) {
  Params::part(background_remove.signature, with);
}

}  // namespace

const StepKind background_remove{
    .signature = {.name = "background.remove",
                  .summary = "Remove the background",
                  .params = {{"model", templates::ParamType::model, "model id, or auto"},
                             {"input", templates::ParamType::image, "the picture", true}},
                  .outputs = {{"images", templates::ParamType::images, "the cut-out"},
                              {"details", templates::ParamType::object,
                               "values the provider reports"},
                              {"usage", templates::ParamType::object, "what the provider counted"}},
                  .metered = true},
    .run = run_background_remove,
    .operation = planned_removal,
    .capability = provider::Capability::background_removal,
    .check = check_background_remove,
};

}  // namespace limner::step
