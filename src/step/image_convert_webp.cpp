// Saves a picture as WebP, with its alpha and what is known of its origin.
#include "step/conversion.hpp"
#include "step/kinds.hpp"

namespace limner::step {

namespace {

StepOutput run_image_convert_webp(const StepInput& in) {
  return convert(in, Params::complete(image_convert_webp.signature, in.with),
                 image::ImageFormat::webp);
}

}  // namespace

const StepKind image_convert_webp{
    .signature = {.name = "image.convert_webp",
                  .summary = "Save a picture as WebP",
                  .params = conversion_params(),
                  .outputs = {{"images", templates::ParamType::images, "the picture as WebP"}}},
    .run = run_image_convert_webp,
};

}  // namespace limner::step
