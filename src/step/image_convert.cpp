// Saves a picture in another format.
#include "step/conversion.hpp"
#include "step/kinds.hpp"

namespace limner::step {

namespace {

StepOutput run_image_convert(const StepInput& in) {
  const Params params = Params::complete(image_convert.signature, in.with);
  return convert(in, params, image::format_named(params.text("format")).value());
}

std::vector<templates::ParamSpec> params_with_format() {
  std::vector<templates::ParamSpec> params = conversion_params();
  params.push_back(
      {"format", templates::ParamType::text, "file format", true, {"png", "jpeg", "webp"}});
  return params;
}

}  // namespace

const StepKind image_convert{
    .signature = {.name = "image.convert",
                  .summary = "Save a picture as PNG, JPEG or WebP",
                  .params = params_with_format(),
                  .outputs = {{"images", templates::ParamType::images,
                               "the picture in its new format"}}},
    .run = run_image_convert,
};

}  // namespace limner::step
